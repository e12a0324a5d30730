# SPDX-License-Identifier: BSD-2-Clause
"""Running the differential test's root task in QEMU. What its lines mean: main.c, cover.c."""

import concurrent.futures
import os
import queue
import subprocess
import threading

SILENCE_SECONDS = 30
ALL_STEPS = 0xffffffff
HALTED = b"halting..."  # what seL4 prints when it cannot go on
HALTED_MARK = "--------"  # in the place of a hash


class Run:
    """What one machine has printed."""

    def __init__(self):
        self.hashes = {}  # of a seed
        self.lines = []  # the transcript, without what the kernel printed
        self.coverage = {}  # counts of a row
        self.problem = None

    def take(self, line):
        """False: that was the last line."""
        words = line.split()
        if words[0] == "=seed":
            self.hashes[int(words[1])] = words[2]
        elif words[0] == "=cover":
            self.coverage[words[1]] = [int(word) for word in words[2:]]
        elif words[0] == "=broken":
            self.problem = line[1:]
        else:
            self.lines.append(line[1:])
        return words[0] not in ("=end", "=broken")


def command(kernel, arguments):
    """Time is counted in instructions, so that a busy host does not make budgets end."""
    return (["qemu-system-aarch64"] + kernel.machine() + [
        "-display", "none", "-monitor", "none", "-serial", "stdio", "-nic", "none",
        "-icount", "shift=0", "-kernel", os.path.join(kernel.build, "diff.img"),
        "-append", arguments])


def read_lines(stream, into):
    for line in stream:
        if line.startswith(b"="):
            into.put(line.decode("ascii", "replace").rstrip())
        elif line.startswith(HALTED):
            into.put("=broken " + HALTED_MARK)
    into.put(None)


def once(kernel, first, count, verbose=None, steps=ALL_STEPS):
    """Sequences first .. first + count - 1, until the machine stops saying anything.

    verbose: the one whose transcript is wanted.
    """
    run = Run()
    arguments = f"diff.first={first} diff.count={count} diff.steps={steps:#x}"
    if verbose is not None:
        arguments += f" diff.verbose={verbose}"
    with subprocess.Popen(command(kernel, arguments), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as machine:
        lines = queue.Queue()
        reader = threading.Thread(target=read_lines, args=(machine.stdout, lines), daemon=True)
        reader.start()
        try:
            line = lines.get(timeout=SILENCE_SECONDS)
            while line is not None and run.take(line):
                line = lines.get(timeout=SILENCE_SECONDS)
            if line is None:
                run.problem = "the machine ended"
        except queue.Empty:
            run.problem = f"nothing for {SILENCE_SECONDS} s"
        machine.kill()
        reader.join()
    return run


def add(whole, part):
    whole.hashes.update(part.hashes)
    for name, counts in part.coverage.items():
        before = whole.coverage.get(name, [0] * len(counts))
        whole.coverage[name] = [a + b for a, b in zip(before, counts)]


def many(kernel, first, count):
    """Like once; a sequence that stops the machine has the reason for a hash, and the rest goes on.

    What it covered up to there is not counted.
    """
    whole = Run()
    at = first
    while at < first + count:
        part = once(kernel, at, first + count - at)
        add(whole, part)
        at += len(part.hashes)
        if part.problem is not None:
            whole.hashes[at] = part.problem.removeprefix("broken ")
            at += 1
    return whole


def parallel(kernel, first, count, jobs):
    """Like many, on several machines at once."""
    bounds = [first + count * i // jobs for i in range(jobs + 1)]
    whole = Run()
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for part in pool.map(lambda i: many(kernel, bounds[i], bounds[i + 1] - bounds[i]),
                             range(jobs)):
            add(whole, part)
    return whole
