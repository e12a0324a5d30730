# SPDX-License-Identifier: BSD-2-Clause
"""Whatever is done to the system, the kernel finds nothing that no grant explains."""

import time

import pytest
from conftest import await_lines, records

RUNNING = {"serial", "nic", "net", "giver", "taker", "shell"}


@pytest.fixture(scope="module")
def machine(boot):
    guest = boot("check")
    await_lines(guest, r"^giver: gave a part: OK")
    await_lines(guest, r"^net: nic: address ")
    return guest


def check(machine):
    found = {record["name"]: record for record in records(machine.command("check"))}
    assert all(record["is"] == "ok" for record in found.values())
    return found


def await_grant(machine, name, kind, **fields):
    """The id of a grant of that kind, as soon as the component has it."""
    deadline = time.time() + 20
    while True:
        for record in records(machine.command("grants " + name)):
            if dict(record, holder=name, kind=kind, **fields) == record:
                return record["id"]
        assert time.time() < deadline, machine.transcript
        time.sleep(0.1)


def test_counts(machine):
    found = check(machine)
    assert set(found) == RUNNING
    # The broker's endpoint, the own notification; an interrupt; a channel's signal.
    assert found["nic"]["slots"] == "4" and found["net"]["slots"] == "3"
    assert found["taker"]["slots"] == "2"
    assert all(int(record["pages_explained"]) > 8 for record in found.values())


def test_looking_changes_nothing(machine):
    before = machine.command("mem"), machine.command("grants")
    check(machine)
    assert (machine.command("mem"), machine.command("grants")) == before


@pytest.mark.parametrize("lines", [
    ["spawn guest shell", "restart guest", "replace guest probe", "kill guest"],
    ["restart nic"], ["replace nic net-e1000"], ["kill net"], ["hold net", "restart net"],
    ["restart giver"], ["kill taker", "spawn taker"], ["budget taker 1000 10000"],
], ids=", ".join)
def test_after_a_command(machine, lines):
    for line in lines:
        assert machine.command(line)[-1] == "ok"
        check(machine)


@pytest.mark.parametrize("begun, name, kind, fields", [
    ("giver", "giver", "memory", {"bytes": "16384"}),
    ("giver", "taker", "shared", {}),
    ("nic", "nic", "irq", {}), ("nic", "nic", "mmio", {}), ("nic", "nic", "dma", {}),
    ("nic", "nic", "device", {}),
    ("net", "net", "channel", {}),
    ("net", "nic", "channel", {}),
], ids=str)
def test_after_a_revoke(machine, begun, name, kind, fields):
    assert machine.command("restart " + begun)[-1] == "ok"
    grant = await_grant(machine, name, kind, **fields)
    check(machine)
    assert machine.command("revoke " + grant)[-1] == "ok"
    check(machine)
