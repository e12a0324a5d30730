# SPDX-License-Identifier: BSD-2-Clause
"""Components begin again by their rules: after a back-off, until they are given up."""

import re
import time

import guest
import pytest
from conftest import records


def component(machine, name):
    return {record["name"]: record for record in records(machine.command("ps"))}[name]


def await_state(machine, name, state, restarts=None):
    deadline = time.time() + 20
    while ((record := component(machine, name))["state"] != state or
           restarts not in (None, record["restarts"])):
        assert time.time() < deadline, record
    return record


@pytest.fixture(scope="module")
def machine(boot):
    """Boots, and waits until all that fails has done so: from then on it is quiet."""
    booted = boot("supervision")
    await_state(booted, "crasher", "held")
    await_state(booted, "hung", "held")
    await_state(booted, "greedy", "faulted")
    return booted


def test_what_fails_always_is_given_up(machine):
    record = component(machine, "crasher")
    machine.command("mem")  # by now the log has been shown
    assert record["restarts"] == "3" and record["last"] == "fault" and record["memory"] == "0"
    assert re.findall(r"restart: crasher in (\d+) ms$", machine.transcript, re.M) == [
        "10", "20", "40"]
    assert len(re.findall(r"fault: component=crasher ", machine.transcript)) == 4
    assert "hold: crasher: it has ended 4 times in 60000 ms" in machine.transcript
    assert records(machine.command("grants crasher")) == []


def test_what_hangs_is_noticed(machine):
    record = component(machine, "hung")
    assert record["state"] == "held"
    assert record["last"] == "heartbeat" and record["restarts"] == "2"
    assert component(machine, "greedy")["last"] == "overrun"
    assert component(machine, "faithful")["restarts"] == "0"


def crashes(machine):
    """The list: the words of `what` are keys too, but for texts with blanks."""
    return [dict(re.findall(r'(\w+)=("[^"]*"|\S+)', line))
            for line in machine.command("crashes")[:-1]]


def test_crashes_are_kept(machine):
    listed = crashes(machine)
    assert [crash["number"] for crash in listed] == [str(n + 1) for n in range(len(listed))]
    causes = [crash["cause"] for crash in listed if crash["component"] == "crasher"]
    assert causes == ["fault"] * 4
    assert [crash["component"] for crash in listed if crash["cause"] == "overrun"] == ["greedy"]
    assert [crash["component"] for crash in listed if crash["cause"] == "heartbeat"] == ["hung"] * 3


def test_a_report_tells_all(machine):
    first = next(crash for crash in crashes(machine) if crash["component"] == "crasher")
    lines = machine.command("crash " + first["number"])
    assert lines[-1] == "ok"
    values = dict(re.findall(r"(\w+)=(\S+)", "\n".join(lines)))
    assert first["address"] == "0x0" and first["access"] == "read"
    assert int(first["pc"], 16) == int(re.search(r"^pc=(\S+)", "\n".join(lines), re.M)[1], 16)
    regions = [dict(re.findall(r"(\w+)=(\S+)", line)) for line in lines
               if line.startswith("region=")]
    kinds = {region["region"] for region in regions}
    assert {"image", "stack", "page"} <= kinds
    code = [region for region in regions if region["access"] == "rx"]
    assert any(int(region["start"], 16) <= int(first["pc"], 16) < int(region["end"], 16)
               for region in code)
    stack = next(region for region in regions if region["region"] == "stack")
    assert int(stack["start"], 16) <= int(values["sp"], 16) <= int(stack["end"], 16)
    assert "x0" in values and "x30" in values
    assert "log: about to fail" in lines


@pytest.mark.parametrize("line, error", [
    ("crash 0", "error: no such crash, or it is too old"),
    ("crash 999", "error: no such crash, or it is too old"),
    ("crash x", "error: expected the number of a crash"),
])
def test_no_such_report(machine, line, error):
    assert machine.command(line)[-1] == error


def test_what_is_killed_comes_back(machine):
    before = machine.command("mem")
    assert machine.command("kill faithful")[-1] == "ok"
    record = await_state(machine, "faithful", "running")
    assert record["restarts"] == "1" and record["last"] == "kill"
    assert await_state(machine, "follower", "running", "1")["last"] == "dependency"
    assert machine.command("mem") == before


def test_what_is_held_stays_until_a_command(machine):
    before = machine.command("mem")
    assert machine.command("hold faithful")[-1] == "ok"
    time.sleep(0.2)
    assert component(machine, "faithful")["state"] == "held"
    assert component(machine, "follower")["restarts"] == "1"
    assert machine.command("spawn faithful")[-1] == "ok"
    assert component(machine, "faithful")["state"] == "running"
    await_state(machine, "follower", "running", "2")
    assert machine.command("mem") == before


def test_the_console_driver_comes_back(machine):
    assert machine.command("kill serial")[-1] == "ok"
    assert await_state(machine, "serial", "running")["restarts"] == "1"


def test_the_console_comes_back(machine):
    machine.child.send("kill shell\r")
    machine.wait("restart: shell by its rules", 20, "a new shell")
    machine.wait(re.escape(guest.PROMPT), 20, "a new prompt")
    assert component(machine, "shell")["restarts"] == "1"
