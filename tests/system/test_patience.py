# SPDX-License-Identifier: BSD-2-Clause
"""A server is killed while three clients wait for it: one is being served, two are in its queue."""

import re
import time

import pytest
from conftest import await_lines

CLIENTS = ["one", "two", "three"]


@pytest.fixture(scope="module")
def machine(boot):
    return boot("patience")


def test_each_is_told_and_then_served(machine):
    await_lines(machine, r"server: works")
    time.sleep(0.7)  # all wait; the server works for 2 s
    assert not re.findall(r"answered", machine.transcript)
    assert machine.command("kill server")[-1] == "ok"
    for client in CLIENTS:
        await_lines(machine, client + r": waited: the other side is gone")
    assert not re.findall(r"answered", machine.transcript)
    for number, client in enumerate(CLIENTS):
        await_lines(machine, f"{client}: answered {number}")
    assert len(re.findall(r"answered", machine.transcript)) == len(CLIENTS)


def test_nothing_is_lost(machine):
    before = machine.command("mem")
    known = len(re.findall(r"server: works", machine.transcript))
    assert machine.command("hold server")[-1] == "ok"
    assert machine.command("restart one")[-1] == "ok"
    assert machine.command("restart server")[-1] == "ok"
    await_lines(machine, r"server: works", known + 1)
    await_lines(machine, r"one: answered 0", 2)
    assert machine.command("restart two")[-1] == "ok"
    await_lines(machine, r"two: answered 1", 2)
    assert machine.command("restart three")[-1] == "ok"
    await_lines(machine, r"three: answered 2", 2)
    assert machine.command("mem") == before
