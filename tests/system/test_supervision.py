# SPDX-License-Identifier: BSD-2-Clause
"""Components begin again by their rules: after a back-off, until they are given up."""

import re
import time

import guest
import pytest
from conftest import records


@pytest.fixture(scope="module")
def machine(boot):
    return boot("supervision")


def component(machine, name):
    return {record["name"]: record for record in records(machine.command("ps"))}[name]


def await_state(machine, name, state):
    deadline = time.time() + 20
    while (record := component(machine, name))["state"] != state:
        assert time.time() < deadline, record
    return record


def test_what_fails_always_is_given_up(machine):
    record = await_state(machine, "crasher", "held")
    machine.command("mem")  # by now the log has been shown
    assert record["restarts"] == "3" and record["last"] == "fault" and record["memory"] == "0"
    assert re.findall(r"restart: crasher in (\d+) ms$", machine.transcript, re.M) == [
        "10", "20", "40"]
    assert len(re.findall(r"fault: component=crasher ", machine.transcript)) == 4
    assert "hold: crasher: it has ended 4 times in 60000 ms" in machine.transcript
    assert records(machine.command("grants crasher")) == []


def test_what_is_killed_comes_back(machine):
    before = machine.command("mem")
    assert machine.command("kill faithful")[-1] == "ok"
    record = await_state(machine, "faithful", "running")
    assert record["restarts"] == "1" and record["last"] == "kill"
    assert machine.command("mem") == before


def test_what_is_held_stays_until_a_command(machine):
    before = machine.command("mem")
    assert machine.command("hold faithful")[-1] == "ok"
    time.sleep(0.2)
    assert component(machine, "faithful")["state"] == "held"
    assert machine.command("spawn faithful")[-1] == "ok"
    assert component(machine, "faithful")["state"] == "running"
    assert machine.command("mem") == before


def test_the_console_driver_comes_back(machine):
    assert machine.command("kill serial")[-1] == "ok"
    assert await_state(machine, "serial", "running")["restarts"] == "1"


def test_the_console_comes_back(machine):
    machine.child.send("kill shell\r")
    machine.wait("restart: shell by its rules", 20, "a new shell")
    machine.wait(re.escape(guest.PROMPT), 20, "a new prompt")
    assert component(machine, "shell")["restarts"] == "1"
