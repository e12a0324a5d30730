# SPDX-License-Identifier: BSD-2-Clause
"""Another policy while the system runs: what it would take, and that just that goes."""

import re

import pytest
from conftest import components, records

CARD = {"device", "mmio", "irq", "dma"}


@pytest.fixture(scope="module")
def machine(boot):
    booted = boot("replace")
    await_card(booted)
    return booted


def kinds(machine, name):
    return {grant["kind"] for grant in records(machine.command("grants " + name))}


def await_card(machine):
    """The driver asks for it after its begin; each command gives it time."""
    for _ in range(100):
        if CARD <= kinds(machine, "nic"):
            return


def states(machine):
    return {name: one["state"] for name, one in components(machine).items()}


def test_one_after_the_other(machine):
    # The first one, of the boot image.
    assert re.search(r"policy: replace version 1, \d+ subjects, .*sha256 [0-9a-f]{64}",
                     machine.transcript)
    assert "version=1 " in machine.command("policy")[0]
    assert CARD <= kinds(machine, "nic") and states(machine)["idle"] == "running"
    assert machine.command("spawn guest probe")[-1].startswith("error: it is not allowed")
    assert machine.command("policy apply old")[-1] == (
        "error: the version of the policy is not above that in force")
    assert machine.command("policy apply none")[-1] == "error: there is no such policy"

    # What the strict one would change; nothing has changed.
    lines = machine.command("policy check strict")
    text = "\n".join(lines)
    assert lines[-1] == "ok"
    assert "ends subject=idle" in text
    assert len(re.findall(r"^goes subject=nic .*about=0000:", text, re.M)) >= 4
    assert re.search(r"^goes subject=(nic|shell) .*about=(shell|nic) ", text, re.M)
    assert re.search(r"^less subject=nic rule=pci ", text, re.M)
    assert not re.search(r"^more ", text, re.M)
    assert CARD <= kinds(machine, "nic") and states(machine)["idle"] == "running"

    # It is in force: just that has gone.
    assert machine.command("policy apply strict")[-1] == "ok"
    assert not CARD & kinds(machine, "nic") and "channel" not in kinds(machine, "nic")
    assert "channel" in kinds(machine, "serial")
    assert states(machine)["idle"] == "held"
    assert machine.command("spawn idle")[-1].startswith("error: it is not allowed")
    assert machine.command("spawn guest shell")[-1].startswith("error: it is not allowed")
    assert "version=2 " in machine.command("policy")[0]
    assert [one for one in records(machine.command("devices"))
            if one["holder"] == "nic" or one["bus_master"] == "1"] == []

    # A wider one gives nothing by itself, and forbids nothing of it.
    text = "\n".join(machine.command("policy check wide"))
    assert "goes " not in text and "ends " not in text
    assert re.search(r"^more subject=nic rule=pci ", text, re.M)
    assert machine.command("policy apply wide")[-1] == "ok"
    assert machine.command("restart nic")[-1] == "ok"
    await_card(machine)
    assert CARD <= kinds(machine, "nic")
    assert machine.command("spawn guest probe")[-1] == "ok"
    assert machine.command("policy apply strict")[-1].startswith("error: the version")
    assert any("op=policy" in line for line in machine.command("audit tail 1000"))
