# SPDX-License-Identifier: BSD-2-Clause
"""Components in endless loops have the time that their descriptions give them, and no more.

Time is the guest's: QEMU counts instructions, so that other work of the host does not matter."""

import re
import statistics

import pytest
from conftest import records

ANSWER_MS_MAX = 100
ROUNDS = 20


@pytest.fixture(scope="module")
def machine(boot):
    return boot("busy", extra=["-icount", "shift=1,sleep=off"])


def uptime_ms(machine):
    return int(records(machine.command("uptime"))[0]["us"]) / 1000


def test_the_loops_run(machine):
    listed = {record["name"]: record for record in records(machine.command("ps"))}
    assert listed["above"]["state"] == "running" and listed["beside"]["state"] == "running"


def test_a_command_is_done_in_time(machine):
    for _ in range(ROUNDS):
        machine.child.send("uptime\ruptime\r")
        times = [int(re.search(r"us=(\d+)", machine.wait(r"us=\d+\r", 60, "uptime"))[1])
                 for _ in range(2)]
        machine.wait("ok\r*\n", 60, "the end of the answer")
        assert 0 < times[1] - times[0] < ANSWER_MS_MAX * 1000


def test_an_answer_comes_in_time_to_who_types(machine):
    """From one answer to the next, with the host's part in it: the median is the guest's."""
    times = [uptime_ms(machine) for _ in range(ROUNDS)]
    assert statistics.median(b - a for a, b in zip(times, times[1:])) < ANSWER_MS_MAX


def test_a_budget_is_taken_away_at_once(machine):
    assert machine.command("budget beside 1000 100000")[-1] == "ok"
    assert machine.command("budget above 100 100000")[-1] == "ok"
    times = [uptime_ms(machine) for _ in range(ROUNDS)]
    assert statistics.median(b - a for a, b in zip(times, times[1:])) < ANSWER_MS_MAX
