# SPDX-License-Identifier: BSD-2-Clause
"""The counter of examples/: its state survives a replacement, and nothing else."""

import re
import time

import pytest


@pytest.fixture(scope="module")
def machine(boot):
    return boot("counter")


def instances(machine):
    """(number of the instance, where it goes on) of each one so far."""
    return [(int(number), int(count)) for number, count in re.findall(
        r"counter: instance (\d+) goes on at (\d+)", machine.transcript)]


def after(machine, line):
    time.sleep(0.5)
    machine.command("mem")  # by now the log of all before has been shown
    known = len(instances(machine))
    assert machine.command(line)[-1] == "ok"
    deadline = time.time() + 20
    while len(instances(machine)) == known:
        assert time.time() < deadline, machine.transcript
        machine.command("mem")
        time.sleep(0.1)
    return instances(machine)[-1]


def test_counts_across_replacements(machine):
    before = 0
    for number in (2, 3, 4):
        instance, count = after(machine, "replace counter counter")
        assert instance == number and count > before
        before = count


@pytest.mark.parametrize("line", ["restart counter", "kill counter"])
def test_a_restart_is_a_real_one(machine, line):
    assert after(machine, line) == (1, 0)
    instance, count = after(machine, "replace counter counter")
    assert instance == 2 and count > 0


def test_memory_is_the_same(machine):
    before = machine.command("mem")
    after(machine, "replace counter counter")
    assert machine.command("mem") == before
