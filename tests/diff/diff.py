#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The differential test: the same sequences on the mock kernel and on seL4, or against a record.

    diff.py [SEED COUNT]     compare; without seL4, against the record
    diff.py show SEED        one sequence on both, side by side
    diff.py record           write the record, from seL4
    diff.py coverage         what the sequences of the record reach, and whether a row is empty
"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tools", "run"))
sys.path.insert(0, HERE)

import build  # noqa: E402
import kernel  # noqa: E402
import machine  # noqa: E402

RECORD = os.path.join(HERE, "record.txt")
REFERENCE = "sel4-qemu_virt_aarch64_el1-debug"
COUNT = 10000
JOBS = 2
PER_LINE = 8
SHOWN = 8  # differences that are made short and printed


def kernels():
    """The mock, and seL4 if it is installed with a configuration that says what slots hold."""
    found = {one.name: one for one in kernel.all_found(os.environ)}
    return found["mock"], found.get(REFERENCE)


def read_record():
    with open(RECORD, encoding="ascii") as file:
        words = [word for line in file if not line.startswith("#") for word in line.split()]
    return dict(enumerate(words))


def write_record(hashes):
    words = [hashes[seed] for seed in sorted(hashes)]
    with open(RECORD, "w", encoding="ascii") as file:
        file.write("# Hashes of the transcripts of sequences 0, 1, ... on seL4 (diff.py record).\n")
        for at in range(0, len(words), PER_LINE):
            file.write(" ".join(words[at:at + PER_LINE]) + "\n")


def transcript(one, seed, steps):
    run = machine.once(one, seed, 1, seed, steps)
    return run.lines + ([run.problem] if run.problem else [])


def shrink(differs):
    """The steps that are left when all are left out without which the difference stays."""
    steps = machine.ALL_STEPS
    size = 16
    while size >= 1:
        for at in range(0, 32, size):
            fewer = steps & ~(((1 << size) - 1) << at)
            if fewer != steps and differs(fewer):
                steps = fewer
        size //= 2
    return steps


def differences(ours, theirs):
    """Sequences with another hash. What seL4 itself halts in cannot be compared."""
    return [seed for seed in sorted(ours)
            if ours[seed] != theirs[seed] and theirs[seed] != machine.HALTED_MARK]


def show(mock, sel4, seed, steps):
    left = transcript(mock, seed, steps)
    right = transcript(sel4, seed, steps) if sel4 else None
    print(f"sequence {seed}, steps {steps:#x}: " + ("mock (-) and seL4 (+)" if sel4 else "mock"))
    for i in range(max(len(left), len(right or []))):
        ours = left[i] if i < len(left) else ""
        theirs = right[i] if right and i < len(right) else ""
        if right is None or ours == theirs:
            print("  " + ours)
        else:
            print("- " + ours + "\n+ " + theirs)


def show_shortest(mock, sel4, seed):
    """Without seL4 nobody can say which steps matter: the whole sequence is shown."""
    steps = machine.ALL_STEPS
    if sel4 is not None:
        steps = shrink(lambda fewer: transcript(mock, seed, fewer) != transcript(sel4, seed, fewer))
    show(mock, sel4, seed, steps)


def compare(first, count):
    """The number of sequences that differ."""
    mock, sel4 = kernels()
    if sel4 is None and first + count > len(read_record()):
        print("diff: the record has no such sequences, and no seL4 is installed")
        return 1
    ours = machine.parallel(mock, first, count, JOBS).hashes
    theirs = machine.parallel(sel4, first, count, JOBS).hashes if sel4 else read_record()
    different = differences(ours, theirs)
    halted = [seed for seed in ours if theirs[seed] == machine.HALTED_MARK]
    against = "seL4" if sel4 else "the record"
    print(f"diff: {len(ours)} sequences on the mock and {against}, {len(different)} differ")
    if halted:
        print("diff: seL4 itself halts in " + " ".join(str(seed) for seed in halted))
    for seed in different[:SHOWN]:
        show_shortest(mock, sel4, seed)
    return len(different)


def print_coverage(rows):
    """The table; returns the names of the rows in which nothing has happened."""
    errors = ("ok", "arg", "cap", "illegal", "range", "align", "lookup", "trunc", "delete",
              "revoke", "memory")
    print(f"{'':30}" + "".join(f"{error:>8}" for error in errors))
    for name, counts in rows.items():
        print(f"{name:30}" + "".join(f"{count:8}" for count in counts))
    return [name for name, counts in rows.items() if counts[0] == 0]


def coverage(count):
    mock, _ = kernels()
    empty = print_coverage(machine.parallel(mock, 0, count, JOBS).coverage)
    if empty:
        print("diff: never successful: " + " ".join(empty))
    return 1 if empty else 0


def record():
    _, sel4 = kernels()
    if sel4 is None:
        print("diff: a record comes from seL4, and none is installed")
        return 1
    write_record(machine.parallel(sel4, 0, COUNT, JOBS).hashes)
    return 0


def main():
    words = sys.argv[1:]
    mock, sel4 = kernels()
    for one in (mock, sel4):
        if one is not None:
            build.build(one)
    if words[:1] == ["show"]:
        steps = int(words[2], 0) if len(words) > 2 else machine.ALL_STEPS
        show(mock, sel4, int(words[1]), steps)
        return 0
    if words[:1] == ["record"]:
        return record()
    if words[:1] == ["coverage"]:
        return coverage(int(words[1]) if len(words) > 1 else COUNT)
    first = int(words[0]) if words else 0
    count = int(words[1]) if len(words) > 1 else COUNT
    return 1 if compare(first, count) else 0


if __name__ == "__main__":
    sys.exit(main())
