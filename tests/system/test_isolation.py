# SPDX-License-Identifier: BSD-2-Clause
"""Components that reach for what they were not granted are stopped, and nobody else notices."""

import re
import time

import pytest
from conftest import components, records


@pytest.fixture(scope="module")
def machine(boot):
    guest = boot("faults")
    guest.command("mem")  # by now all of them have had their turn
    return guest


def fault_of(machine, name):
    found = re.findall(rf"^fault: component={name} (.*): stopped$", machine.transcript, re.M)
    assert len(found) == 1, machine.transcript
    return found[0]


@pytest.mark.parametrize("name, access, address", [
    ("null", "read", "0x0"),
    ("other", "read", "0x20000000"),
    ("device", "read", "0x9000000"),
    ("startup", "write", "0x11000"),
    ("stack", "read", "0x12ff8"),
    ("writer", "write", "0x20000000"),
])
def test_data_faults(machine, name, access, address):
    fault = fault_of(machine, name)
    assert f"access={access} address={address} pc=0x4" in fault


def test_code_cannot_be_written(machine):
    found = re.match(r"access=write address=(0x4[0-9a-f]+) pc=(0x4[0-9a-f]+) ",
                     fault_of(machine, "code"))
    assert found and "does not allow" in fault_of(machine, "code")


def test_registers_can_be_read_only(machine):
    assert "does not allow" in fault_of(machine, "writer")
    assert "grant: writer gets /pl031@9010000: mmio-read=0x9010000+4K" in machine.transcript
    assert "writer: registers: OK, to be read" in machine.transcript
    assert "writer: clock: runs" in machine.transcript


def test_a_rule_for_reading_gives_no_more(machine):
    assert "grant: reader gets /pl061@9030000: mmio-read=0x9030000+4K" in machine.transcript
    assert "reader: registers: OK, to be read" in machine.transcript
    assert "reader: still here" in machine.transcript
    registers = [grant for grant in records(machine.command("grants reader"))
                 if grant["kind"] == "mmio"]
    assert [grant["access"] for grant in registers] == ["read"]


def test_data_cannot_be_executed(machine):
    found = re.match(r"access=execute address=(0x4[0-9a-f]+) pc=(0x4[0-9a-f]+) ",
                     fault_of(machine, "data"))
    assert found and found[1] == found[2]


@pytest.mark.parametrize("name, access", [("undefined", "instruction"), ("syscall", "syscall")])
def test_other_faults(machine, name, access):
    assert f"access={access} " in fault_of(machine, name)


def test_no_capability_gives_authority(machine):
    assert "capabilities: no authority found" in machine.transcript
    assert "gives authority" not in machine.transcript


@pytest.mark.parametrize("request_name, error", [
    ("device", "ERR_DENIED"), ("channel", "ERR_NOT_FOUND"), ("list", "ERR_DENIED"),
    ("grants", "ERR_DENIED"), ("all grants", "ERR_DENIED"), ("own grants", "OK"),
    ("shutdown", "ERR_DENIED"), ("unknown", "ERR_UNKNOWN"), ("short", "ERR_SHORT"),
    ("long", "ERR_LONG"), ("alarm", "ERR_RANGE")])
def test_requests_are_refused_by_name(machine, request_name, error):
    assert f"requests: {request_name}: {error}" in machine.transcript


FAULTED = ("null", "other", "device", "code", "startup", "data", "stack", "undefined", "syscall",
           "writer")
REFUSED = {("device-open", "ERR_DENIED"): 1, ("channel-open", "ERR_NOT_FOUND"): 1,
           ("list", "ERR_DENIED"): 3, ("shutdown", "ERR_DENIED"): 1, ("unknown", "ERR_UNKNOWN"): 1,
           ("alarm", "ERR_SHORT"): 1, ("alarm", "ERR_LONG"): 1, ("alarm", "ERR_RANGE"): 1}


def refused(told, who):
    counts = {}
    for record in told:
        if record["op"] == "refuse" and record["actor"] == who:
            what = (record["request"], record["outcome"])
            counts[what] = counts.get(what, 0) + int(record["count"])
    return counts


def test_the_audit_log_tells_of_each(machine):
    deadline = time.time() + 20
    while True:  # a row of refusals is written when it is over
        told = records(machine.command("audit tail 1000"))
        ids = {record["name"]: record["holder"] for record in told if record["op"] == "enter"}
        if refused(told, ids["requests"]) == REFUSED:
            break
        assert time.time() < deadline, refused(told, ids["requests"])
        time.sleep(0.2)
    ends = {record["holder"]: record["cause"] for record in told if record["op"] == "end"}
    assert ends == {ids[name]: "fault" for name in FAULTED} | {ids["exit"]: "exit"}
    # No device was given to anybody but these.
    given = {(record["holder"], record["name"]) for record in told
             if record["op"] == "grant" and record["kind"] in ("mmio", "dma", "irq")}
    assert given == {(ids["serial"], "/pl011@9000000"), (ids["writer"], "/pl031@9010000"),
                     (ids["reader"], "/pl061@9030000")}


def test_states_and_memory_afterwards(machine):
    listed = components(machine)
    for name in FAULTED:
        assert listed[name]["state"] == "faulted"
        assert listed[name]["memory"] == "0"
        assert records(machine.command(f"grants {name}")) == []
    assert listed["exit"]["state"] == "exited" and listed["exit"]["code"] == "3"
    for name in ("serial", "shell", "capabilities", "requests", "reader"):
        assert listed[name]["state"] == "running"
    assert "null: still here" not in machine.transcript


def test_everything_else_runs_on(machine):
    assert machine.command("help")[-1] == "ok"
