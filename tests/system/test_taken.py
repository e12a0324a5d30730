# SPDX-License-Identifier: BSD-2-Clause
"""The network stack loses the channel to a driver, and goes on with the other one."""

import os
import re
import socket
import subprocess
import threading
import time

import pytest
from conftest import ROOT, await_lines, components, records
from network import PATIENCE_S, echo_stream
from outside import KAAL, await_call, boot_served, call

DEMO = os.path.join(ROOT, "systems", "demo", "policy.conf")
NIC1 = "    channel nic1 {\n        kinds = {ring}\n    }\n"
LOST = r"^net: nic1: its channel was taken away$"
FAULT = r"^fault: component=net access=(?:read|write) .* reason=\"([^\"]*)\" grant=(\d+): stopped$"
REFUSED = r"^net: nic1: cannot open it: "
STREAM_BYTES = 4 << 20  # under way, when the channel goes


@pytest.fixture(scope="module")
def machine(boot):
    return boot_served(boot)


@pytest.fixture(scope="module")
def without(built, tmp_path_factory):
    """The demonstration's policy without the channel, signed."""
    folder = tmp_path_factory.mktemp("policy")
    source, path = str(folder / "policy.conf"), str(folder / "policy.bin")
    with open(DEMO, encoding="utf-8") as file:
        text = file.read()
    assert text.count(NIC1) == text.count("version = 1\n") == 1
    with open(source, "w", encoding="utf-8") as file:
        file.write(text.replace(NIC1, "").replace("version = 1\n", "version = 2\n"))
    done = subprocess.run([KAAL, "policy", "compile", source, "-o", path, "--sign",
                           os.path.join(built.build, "policy.key")],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return path


def channel_to(machine, peer):
    return next(grant["id"] for grant in records(machine.command("grants net"))
                if grant["kind"] == "channel" and grant["peer"] == peer)


def count(machine, pattern):
    return len(re.findall(pattern, machine.transcript, re.M))


def assert_echo(machine, card):
    sent = os.urandom(1 << 16)
    assert echo_stream(machine.ports[card], sent) == sent


def assert_no_echo(machine, card):
    """QEMU takes the connection for the machine, which says nothing."""
    with socket.create_connection(("127.0.0.1", machine.ports[card]), timeout=2) as connection:
        with pytest.raises(TimeoutError):
            connection.sendall(b"x")
            connection.recv(1)


def revoke_in_a_transfer(machine):
    """Take the channel while the stack is at work with it."""
    connection = socket.create_connection(("127.0.0.1", machine.ports[1]))
    sent = []

    def send():
        try:
            while True:
                sent.append(connection.send(bytes(1 << 16)))
        except OSError:
            pass  # closed below, or by the machine

    def receive():
        try:
            while connection.recv(1 << 16):
                pass
        except OSError:
            pass

    grant = channel_to(machine, "nic1")
    threads = [threading.Thread(target=one) for one in (send, receive)]
    for thread in threads:
        thread.start()
    deadline = time.time() + PATIENCE_S
    while sum(sent) < STREAM_BYTES:
        assert time.time() < deadline
        time.sleep(0.1)
    assert machine.command("revoke " + grant)[-1] == "ok"
    connection.shutdown(socket.SHUT_RDWR)
    for thread in threads:
        thread.join()
    connection.close()
    return grant


def await_taken(machine, grant, reason, before):
    """The stack is told, or its next access comes first: then the log says why."""
    await_lines(machine, f"{LOST}|{FAULT}", before + 1)
    assert count(machine, LOST) + count(machine, FAULT) == before + 1
    assert [found for found in re.findall(FAULT, machine.transcript, re.M)
            if found[1] == grant] in ([], [(reason, grant)])
    await_call(machine)
    assert_echo(machine, 0)


def test_one_after_the_other(machine, without):
    # In the middle of its work: who has begun again has it again.
    grant = revoke_in_a_transfer(machine)
    await_taken(machine, grant, "its grant was revoked", 0)
    addresses = count(machine, r"^net: nic1: address ")
    assert machine.command("restart net")[-1] == "ok"
    await_lines(machine, r"^net: nic1: address ", addresses + 1)
    await_call(machine)
    assert_echo(machine, 1)

    # By a policy, which comes by the stack itself.
    grant, taken = channel_to(machine, "nic1"), count(machine, f"{LOST}|{FAULT}")
    assert call(machine, "policy", "apply", without).returncode in (0, 3)
    await_taken(machine, grant, "the policy does not allow its grant any more", taken)
    assert "version=2 " in machine.command("policy")[0]
    assert_no_echo(machine, 1)
    assert machine.command("check")[-1] == "ok"

    # A new stack is refused the channel, says so, and serves with the other one.
    refused = count(machine, REFUSED)
    assert machine.command("restart net")[-1] == "ok"
    await_lines(machine, REFUSED, refused + 1)
    await_call(machine)
    assert_echo(machine, 0)
    assert_no_echo(machine, 1)
    assert components(machine)["net"]["state"] == "running"
