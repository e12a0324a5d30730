# SPDX-License-Identifier: BSD-2-Clause
"""The smallest system: boot log, commands, errors, power-off with a code."""

import re

import pytest
from conftest import await_lines, records


@pytest.fixture(scope="module")
def machine(boot):
    guest = boot("minimal")
    await_lines(guest, "^grant: serial gets ")  # a busy host may show the prompt before it
    return guest


def test_boot_log_tells_what_is_there(machine, built):
    log = machine.transcript
    assert re.search(r"^kernel: .*16\.0\.0 MCS aarch64 EL[12] (debug|release)", log, re.M)
    assert re.search(r"^memory: \d+M to give", log, re.M)
    assert re.search(r"^device: /pl011@9000000 arm,pl011 0x9000000\+4K irq 33$", log, re.M)
    assert re.search(r"^device: 0000:01:00\.0 8086:100e class 20000 0x[0-9a-f]+\+128K irq 3[5-8]$",
                     log, re.M)
    assert re.search(r"^spawn: shell from shell: ", log, re.M)
    assert re.search(r"^grant: serial gets /pl011@9000000: mmio=0x9000000\+4K irq=33$", log, re.M)
    assert f"nc 127.0.0.1 {machine.ports[0]}" in log


def test_help_lists_every_command(machine):
    answer = machine.command("help")
    assert answer[-1] == "ok"
    for name in ("help", "ps", "devices", "mem", "grants", "shutdown"):
        assert any(line.startswith(name + " ") for line in answer)


def test_ps(machine):
    listed = {record["name"]: record for record in records(machine.command("ps"))}
    assert listed["serial"]["state"] == "running"
    assert listed["serial"]["priority"] == "150"
    assert 0 < int(listed["shell"]["memory"]) <= int(listed["shell"]["limit"])


def test_devices(machine):
    listed = {record["place"]: record for record in records(machine.command("devices"))}
    assert listed["/pl011@9000000"]["holder"] == "serial"
    cards = [record for record in listed.values() if record["id"] == "8086:100e"]
    assert len(cards) == 2
    assert all(card["bus_master"] == "0" and card["holder"] == "-" for card in cards)
    assert cards[0]["irq"] != cards[1]["irq"]


def test_mem_adds_up(machine):
    total, slots, grants = records(machine.command("mem"))
    assert 0 < int(total["free"]) < int(total["total"])
    assert 0 < int(slots["slots_free"]) < int(slots["slots_total"])
    live = len(records(machine.command("grants")))
    assert int(grants["grants_total"]) - int(grants["grants_free"]) == live


def test_grants_of_one(machine):
    listed = records(machine.command("grants serial"))
    assert {record["holder"] for record in listed} == {"serial"}
    kinds = {record["kind"] for record in listed}
    assert kinds == {"memory", "cpu", "device", "mmio", "irq", "channel"}


def test_grants_stand_below_what_they_were_made_from(machine):
    above = []
    for line in machine.command("grants")[:-1]:
        record = records([line, "ok"])[0]
        depth = (len(line) - len(line.lstrip())) // 2
        above[depth:] = [record["id"]]
        assert record["parent"] == ("0" if depth == 0 else above[depth - 1])
        assert (depth > 0) == (record["kind"] in ("mmio", "irq"))


@pytest.mark.parametrize("line, error", [
    ("nonsense", "error: no such command: nonsense (try help)"),
    ("grants nobody", "error: no such component"),
    ("grants a b", "error: too many words: grants [NAME]"),
    ("shutdown now", "error: the code must be a number from 0 to 255"),
    ("shutdown 256", "error: the code must be a number from 0 to 255"),
    ("1 2 3 4 5 6 7 8 9", "error: more than 8 words"),
])
def test_bad_commands_say_what_is_wrong(machine, line, error):
    assert machine.command(line)[-1] == error


def test_editing(machine):
    assert machine.command("pq\x7fs")[-1] == "ok"
    assert machine.command("garbage\x15mem")[-1] == "ok"


def test_shutdown_gives_its_code(boot):
    machine = boot("minimal")
    assert machine.command("shutdown 42")[-1] == "ok"
    assert machine.await_end() == 42
