# SPDX-License-Identifier: BSD-2-Clause
"""Components that come and go by commands: everything comes back, and others go on."""

import re
import time

import guest
import pexpect
import pytest
from conftest import components, records

CYCLES = 20


@pytest.fixture(scope="module")
def machine(boot):
    return boot("minimal")


def ended(machine, name):
    """The record of a component as soon as it does not run any more."""
    deadline = time.time() + 10
    while (record := components(machine)[name])["state"] == "running":
        assert time.time() < deadline, record
    return record


def test_spawn_and_kill_give_everything_back(machine):
    before = machine.command("mem")
    for _ in range(CYCLES):
        assert machine.command("spawn guest shell")[-1] == "ok"
        assert components(machine)["guest"]["parent"] == "shell"
        assert machine.command("kill guest")[-1] == "ok"
        assert "guest" not in components(machine)
    assert machine.command("mem") == before


def test_a_spawner_pays_and_gets_it_back(machine):
    before = int(components(machine)["shell"]["memory"])
    assert components(machine)["shell"]["cpu"] == "50.0000"
    assert components(machine)["shell"]["cpu_limit"] == "150.0000"
    assert machine.command("spawn guest shell")[-1] == "ok"
    listed = components(machine)
    assert int(listed["shell"]["memory"]) == before + int(listed["guest"]["limit"])
    assert listed["guest"]["cpu"] == listed["guest"]["cpu_limit"] == "5.0000"
    assert listed["shell"]["cpu"] == "55.0000"
    lives = [grant for grant in records(machine.command("grants shell"))
             if grant["kind"] == "component"]
    assert [life["component"] for life in lives] == ["guest"]
    machine.command("kill guest")
    assert int(components(machine)["shell"]["memory"]) == before
    assert components(machine)["shell"]["cpu"] == "50.0000"


def test_quota_is_an_error_and_not_a_hang(machine):
    names = []
    while machine.command(f"spawn guest{len(names)} shell")[-1] == "ok":
        names.append(f"guest{len(names)}")
        assert len(names) < 64
    assert machine.command(f"spawn guest{len(names)} shell")[-1] == (
        "error: the account's limit is reached")
    assert len(names) > 3
    assert re.search(r"quota: shell: memory: wants 1M, has \S+ left of 16M", machine.transcript)
    for name in names:
        assert machine.command("kill " + name)[-1] == "ok"
    assert machine.command("spawn guest shell")[-1] == "ok"
    machine.command("kill guest")


def test_an_end_by_itself_is_kept_for_the_spawner(machine):
    machine.command("spawn guest shell")  # its channel does not exist: it exits with the error
    record = ended(machine, "guest")
    assert record["state"] == "exited" and record["memory"] == "0" and record["code"] == "7"
    assert machine.command("restart guest")[-1] == "ok"
    ended(machine, "guest")
    assert components(machine)["guest"]["restarts"] == "1"
    assert machine.command("replace guest serial-pl011")[-1] == "ok"
    record = components(machine)["guest"]
    assert record["image"] == "serial-pl011" and record["restarts"] == "2"
    assert machine.command("kill guest")[-1] == "ok"


def test_budget_changes_at_once(machine):
    assert machine.command("budget serial 4000 20000")[-1] == "ok"
    cpu = [grant for grant in records(machine.command("grants serial")) if grant["kind"] == "cpu"]
    assert [(grant["budget_us"], grant["period_us"]) for grant in cpu] == [("4000", "20000")]
    assert machine.command("budget serial 5000 10000")[-1] == "ok"


@pytest.mark.parametrize("line, error", [
    ("spawn", "error: too few words: spawn NAME [IMAGE]"),
    ("spawn guest nothing", "error: it is not allowed: by policy or rights"),
    ("spawn shell shell", "error: somebody else has it"),
    ("spawn nobody", "error: there is no such thing"),
    ("spawn serial", "error: it cannot be done in the present state"),
    ("kill nobody", "error: there is no such thing"),
    ("restart nobody", "error: there is no such thing"),
    ("replace serial nothing", "error: there is no such thing"),
    ("budget serial 0 10", "error: a number is out of its range"),
    ("budget serial 11 10", "error: a number is out of its range"),
    ("budget serial x 10", "error: budget and period must be numbers of microseconds"),
    ("budget nobody 1 10", "error: there is no such thing"),
])
def test_refusals_change_nothing(machine, line, error):
    before = machine.command("mem"), machine.command("ps")
    assert machine.command(line)[-1] == error
    assert (machine.command("mem"), machine.command("ps")) == before


def test_the_console_driver_restarts_under_the_console(machine):
    # What is on its way when the driver goes, such as this answer, may be lost with it.
    machine.child.send("restart serial\r")
    for _ in range(20):
        if machine.child.expect([r"serial: has [^\r\n]*[\r\n]", pexpect.TIMEOUT], timeout=2) == 0:
            break
        machine.child.send("\r")
    time.sleep(0.5)
    machine.child.send("\r")
    machine.child.expect(guest.PROMPT)
    while machine.child.expect([guest.PROMPT, pexpect.TIMEOUT], timeout=1) == 0:
        pass  # one for each of the lines above that have come through
    assert components(machine)["serial"]["restarts"] == "1"
