# SPDX-License-Identifier: BSD-2-Clause
"""The figures: what each is, its unit, what it must not exceed and what it is measured against."""

import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tools", "run"))

import guest  # noqa: E402

UNIT = os.path.join(ROOT, "build", "unit")
SYSTEM = "bench"
PRICE_SYSTEM = "price"
ICOUNT = ["-icount", "shift=0,sleep=off"]  # an instruction is a nanosecond of the machine
SHORT_END = "short-end"
END = "end"
PRICE_END = "price-end"


class Figure:
    """One row. most, least: its target on a release kernel, or None; peer: who else does what."""

    def __init__(self, name, text, unit="instructions", most=None, least=None, peer=""):
        self.name = name
        self.text = text
        self.unit = unit
        self.most = most
        self.least = least
        self.peer = peer

    def limit(self):
        if self.most is not None:
            return f"<= {self.most:,}"
        return f">= {self.least:,}" if self.least is not None else "-"

    def holds(self, value):
        return ((self.most is None or value <= self.most) and
                (self.least is None or value >= self.least))


ALIVE = (1, 100, 1000, 3000)
WAIT = 3_000_000  # at most, for anybody else: docs/adr/0010
REFUSED = 11  # KAAL_ERR_NO_SLOTS (kaal/err.h)

FIGURES = [
    Figure("boot", "kernel's hand-over to `ready`, 10 components", most=3_000_000),
    Figure("request", "smallest request and its answer", most=3_000,
           peer="2,206 a bare round trip"),
    Figure("decision-device", "decision on a device of 3 names, among 1,000 rules", most=500),
    Figure("decision-spawn", "the same on a spawn, name of 31 characters", most=500),
    Figure("decision-channel", "the same on a channel", most=500),
    Figure("decision-delegation", "the same on a delegation", most=500),
    Figure("decision-administer", "the same on what an administrator does", most=500),
    Figure("record-grant", "record of a grant that comes or goes", most=300),
    Figure("record-refusal", "record of a refusal", most=300),
    Figure("call", "call of a server and its answer, 4 words each way", most=3_000,
           peer="2,206 a bare round trip"),
    Figure("call-longest", "the same, 120 words each way"),
    Figure("spawn-small-first", "spawn 12.5 KB up to its first instruction", most=137_000,
           peer="412,758 sel4utils"),
    Figure("kill-small", "kill it until all is back", most=90_000, peer="945,555 sel4utils"),
    Figure("spawn-large-first", "spawn 290 pages up to its first instruction"),
    Figure("kill-large", "kill it until all is back"),
    Figure("bundle", "bundle: 32 pages, an interrupt, 64 KiB for DMA"),
    Figure("revoke-one", "revoke a page that one other has", most=20_000),
    Figure("revoke-tree-1000", "revoke a page that was given on 1,000 times, in steps"),
    Figure("restart-driver", "restart net-e1000 until it serves again"),
] + [
    Figure(f"cycle-{alive}", f"spawn and kill, {alive:,} others alive", most=227_000)
    for alive in ALIVE
] + [
    Figure("request-3000", "smallest request and its answer, 3,000 alive", most=3_000),
    Figure("grants-3000", "grants that are alive then", "grants", least=10_000),
    Figure("cycle-growth", "the same at 3,000, of what it is at 1", "%", most=110),
    Figure("lives-growth", "the last 100 of 2,000 spawns and kills, of what the first cost", "%",
           most=101),
    Figure("lives-lost", "bytes, slots and grants lost after them", "", most=0),
    Figure("alive", "alive at once, each 12.5 KB", "components", least=3_500,
           peer="3,495 sel4utils at its best"),
    Figure("alive-bytes", "memory that they take", "bytes", most=1 << 30),
    Figure("alive-refusal", "answer to one more: KAAL_ERR_NO_SLOTS", "error", most=REFUSED,
           least=REFUSED),
    Figure("alive-lost", "bytes, slots and grants lost after their kill", "", most=0,
           peer="all: sel4utils does not recover"),
    Figure("mesh-ends", "ends of channels open at once, 8 each of 500 components", "ends",
           least=4_000, peer="Microkit: 63 components, 62 channels"),
    Figure("mesh-bytes", "memory that these components and channels take", "bytes", most=1 << 30),
    Figure("mesh-lost", "bytes, slots and grants lost after their kill", "", most=0),
    Figure("longest-call", "longest call of what is not done in steps", most=3_000_000),
    Figure("kill-tree-1000", "kill of one with 1,000 below it, in steps"),
    Figure("revoke-tree-4000", "revoke of a page that was given on 4,000 times, in steps"),
    Figure("longest-wait", "longest that another client waited for an answer meanwhile",
           most=WAIT),
    Figure("wait-memory", "the same while the most memory of a request comes and goes", most=WAIT),
    Figure("wait-memory-loop", "the same while 256 MiB are asked for in a row, just after boot",
           most=WAIT),
    Figure("wait-channel", "the same while the largest channel does", most=WAIT),
    Figure("wait-bundle", "the same while a device with the largest pool does", most=WAIT),
    Figure("wait-spawn", "the same while a component with a heap of 128 MiB does", most=WAIT),
    Figure("kill-tree-3000", "kill of one with 3,000 below it, in steps"),
    Figure("longest-wait-3000", "longest that another client waited meanwhile", most=WAIT),
]

# Counted on the mock kernel in a process, where each way into it is seen (tests/host/test_cost.c).
HOST_FIGURES = [
    Figure("entries-spawn", "spawn 290 pages, 30 of them from the file", "entries", most=700,
           peer="2,900 sel4utils"),
    Figure("entries-kill", "kill it until all is back", "entries", most=50,
           peer="1,455 sel4utils"),
    Figure("cycles", "spawn and kill, all back, each as dear as the first", "cycles",
           least=100_000),
]
BY_NAME = {figure.name: figure for figure in FIGURES}


def count(timeout):
    """Run the host's test for long; returns its figures as numbers by name."""
    environment = dict(os.environ, KAAL_CYCLES="100000",
                       KAAL_TREE=os.path.join(UNIT, "virt.dtb"))
    done = subprocess.run([os.path.join(UNIT, "host", "host-test_cost-c")], env=environment,
                          capture_output=True, text=True, timeout=timeout, check=False)
    lives = re.search(r"290 pages: (\d+) .* (\d+) for a kill", done.stdout)
    cycles = re.search(r"(\d+) cycles", done.stdout)
    if done.returncode != 0 or lives is None or cycles is None:
        raise guest.GuestError("tests/host/test_cost.c: " + done.stdout + done.stderr)
    return {"entries-spawn": int(lives[1]), "entries-kill": int(lives[2]),
            "cycles": int(cycles[1])}


def figures_of(kernel, system, up_to, timeout):
    """Boot a system; returns the figures that it printed, as numbers by name, and what it said."""
    command, ports, _ = guest.qemu(kernel, guest.image_of(kernel, system), extra=ICOUNT)
    machine = guest.Guest(command, ports)
    values = {}
    try:
        while up_to not in values:
            line = machine.wait(r"(?m)^(figure|failed:?) [^\r\n]*\r*\n", timeout, up_to)
            word, name, value = line.strip().split("\n")[-1].split(" ", 2)
            if word != "figure":
                raise guest.GuestError(f"{name} {value}")
            values[name] = int(value)
    finally:
        machine.kill()
    return values, machine.transcript


def measure(kernel, up_to, timeout):
    """All figures of a kernel, up to a name of those of the long system."""
    values, transcript = figures_of(kernel, SYSTEM, up_to, timeout)
    values.update(figures_of(kernel, PRICE_SYSTEM, PRICE_END, timeout)[0])
    ready = re.search(r"broker: ready after (\d+) us", transcript)
    values["boot"] = int(ready[1]) * 1000
    if f"cycle-{ALIVE[-1]}" in values:
        values["cycle-growth"] = values[f"cycle-{ALIVE[-1]}"] * 100 // values["cycle-1"]
    values["lives-growth"] = -(-values["lives-last"] * 100 // values["lives-first"])  # rounded up
    return values
