# SPDX-License-Identifier: BSD-2-Clause
"""Two cards whose interrupts arrive on one line are never given to two components."""

import re

import pytest
from conftest import records

SAME_LINE = (1, 5)  # slots of the root ports: a pin's line is the slot's number modulo 4


@pytest.fixture(scope="module")
def machine(boot):
    guest = boot("demo", slots=SAME_LINE)
    guest.command("mem")
    return guest


def test_the_second_card_is_refused_with_the_reason(machine):
    cards = [device for device in records(machine.command("devices"))
             if device["id"] == "8086:100e"]
    assert len(cards) == 2 and cards[0]["irq"] == cards[1]["irq"]
    assert sorted(card["holder"] for card in cards) in (["-", "nic0"], ["-", "nic1"])
    assert re.search(r"^refuse: nic[01] asks for pci 8086:100e: its interrupt line is shared with "
                     r"a device of another component$", machine.transcript, re.M)


def test_the_free_card_does_no_dma(machine):
    for device in records(machine.command("devices")):
        if device["id"] == "8086:100e" and device["holder"] == "-":
            assert device["bus_master"] == "0"


def test_the_first_card_works(machine):
    listed = {record["name"]: record for record in records(machine.command("ps"))}
    states = {listed["nic0"]["state"], listed["nic1"]["state"]}
    assert "running" in states  # the other one ends, tries again, and is given up
    assert states - {"running"} <= {"exited", "waiting", "held"} and len(states) == 2
