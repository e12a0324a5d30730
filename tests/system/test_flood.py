# SPDX-License-Identifier: BSD-2-Clause
"""A card that receives as much as it can has no way to memory that was taken from its driver.

The memory is handed on at once, to somebody who would see a single byte change."""

import re
import time

import flood
import guest
import pytest
from conftest import records

PATIENCE_S = 60
RESULT = re.compile(r"^witness: pool=(\w+) got=(\w+) bytes=(\d+) dirty=(\d+) changed=(\d+) "
                    r"looks=(\d+)$", re.M)


@pytest.fixture(scope="module")
def machine(boot):
    port = guest.free_port(guest.FIRST_PORT + 100)
    booted = boot("flood", slots=(2,), extra=flood.card(1, port))
    sender = flood.begin(port)
    yield booted
    sender.kill()
    sender.join()


def await_more(machine, pattern, count):
    """Wait until a pattern was logged more than `count` times; returns the last one."""
    deadline = time.time() + PATIENCE_S
    while len(found := list(re.finditer(pattern, machine.transcript, re.M))) <= count:
        assert time.time() < deadline, machine.transcript
        machine.command("uptime")
        time.sleep(0.1)
    return found[-1]


def count(machine, pattern):
    return len(re.findall(pattern, machine.transcript, re.M))


def grant_of(machine, kind):
    return [record["id"] for record in records(machine.command("grants nic"))
            if record["kind"] == kind][0]


ACTIONS = {
    "revoke the pool": lambda machine: ["revoke " + grant_of(machine, "dma"), "restart nic"],
    "revoke the device": lambda machine: ["revoke " + grant_of(machine, "device"), "restart nic"],
    "kill": lambda machine: ["kill nic"],
    "restart": lambda machine: ["restart nic"],
}


def assert_recorded(machine, request, pool):
    """The audit log tells who took the pool, and that this was before somebody else got it."""
    told = records(machine.command("audit tail 1000"))
    ids = {record["name"]: record["holder"] for record in told if record["op"] == "enter"}
    pools = [(record["op"], record["holder"], record["actor"]) for record in told
             if record.get("kind") == "dma" and record.get("a") == str(pool)]
    got = max(at for at, one in enumerate(pools)
              if one == ("change", ids["witness"], ids["witness"]))
    assert pools[got - 1] == ("gone", ids["nic"], ids["shell"])
    assert any(record["op"] == "request" and record["request"] == request and
               record["actor"] == ids["shell"] for record in told)


@pytest.mark.parametrize("action", ACTIONS)
def test_not_one_byte_changes(machine, action):
    flooded = r"^nic: dropped 1024 frames"  # the ring has gone round: all its buffers are in use
    rounds = count(machine, RESULT.pattern)
    await_more(machine, r"^witness: awaits the end of grant", rounds)
    await_more(machine, flooded, rounds)
    for line in ACTIONS[action](machine):
        assert machine.command(line)[-1] == "ok"
    pool, got, size, dirty, changed, looks = await_more(machine, RESULT.pattern, rounds).groups()
    assert got == pool and int(size) == 1 << 20
    assert (dirty, changed) == ("0", "0")
    assert int(looks) >= 3
    assert_recorded(machine, action.split()[0], int(pool, 16))
    await_more(machine, flooded, rounds + 1)  # the card had a driver again, and was flooded
