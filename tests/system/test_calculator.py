# SPDX-License-Identifier: BSD-2-Clause
"""The calculator of examples/: its client is told of its end, and goes on with the next one."""

import re

import pytest
from conftest import await_lines, records


@pytest.fixture(scope="module")
def machine(boot):
    booted = boot("calculator")
    await_lines(booted, r"asker: 1 / 0: a number is out of its range")
    return booted


def test_calculates(machine):
    assert "asker: the sum up to 1 is 1" in machine.transcript
    kinds = [grant["kind"] for grant in records(machine.command("grants asker"))]
    assert kinds.count("channel") == 1


@pytest.mark.parametrize("line", ["kill calculator", "restart calculator",
                                  "replace calculator calculator"])
def test_goes_on_with_the_next_one(machine, line):
    serves = machine.transcript.count("calculator: serves")
    sums = len(re.findall(r"asker: the sum up to", machine.transcript))
    before = machine.command("mem")
    assert machine.command(line)[-1] == "ok"
    await_lines(machine, r"calculator: serves", serves + 1)
    await_lines(machine, r"asker: the sum up to", sums + 1)
    await_lines(machine, r"asker: no sum: the other side is gone", sums)
    for step, total in re.findall(r"the sum up to (\d+) is (\d+)", machine.transcript):
        assert int(total) == int(step) * (int(step) + 1) // 2
    assert machine.command("mem") == before
