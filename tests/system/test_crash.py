# SPDX-License-Identifier: BSD-2-Clause
"""A driver that crashes in the middle of a transfer comes back without anybody's command."""

import os
import re
import socket
import threading
import time

import pytest
from conftest import records

STREAM_BYTES = 16 << 20
PATIENCE_S = 120


@pytest.fixture(scope="module")
def machine(boot):
    guest = boot("crash")
    deadline = time.time() + 20
    while "net: nic: address " not in guest.transcript:
        assert time.time() < deadline, guest.transcript
        guest.command("mem")
        time.sleep(0.2)
    return guest


def echo_stream(port, data):
    received = bytearray()
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as connection:
        def send():
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)

        sender = threading.Thread(target=send)
        sender.start()
        while piece := connection.recv(1 << 16):
            received += piece
        sender.join()
    return bytes(received)


def test_a_transfer_survives_crashes_of_its_driver(machine):
    sent = os.urandom(STREAM_BYTES)
    assert echo_stream(machine.ports[0], sent) == sent
    machine.command("mem")
    faults = len(re.findall(r"fault: component=nic access=write address=0x0", machine.transcript))
    assert faults >= 3  # one in 3000 frames, and there are more than 11000
    assert len(re.findall(r"restart: nic by its rules", machine.transcript)) == faults
    listed = {record["name"]: record for record in records(machine.command("ps"))}
    assert listed["nic"]["state"] == "running" and listed["nic"]["restarts"] == str(faults)
    assert listed["net"]["restarts"] == "0" and listed["shell"]["restarts"] == "0"


def test_a_stack_begins_again_under_its_driver(machine):
    """The other side of the channel: a new stack gets an address and answers."""
    addresses = len(re.findall(r"net: nic: address ", machine.transcript))
    assert machine.command("kill net")[-1] == "ok"
    deadline = time.time() + 20
    while len(re.findall(r"net: nic: address ", machine.transcript)) == addresses:
        assert time.time() < deadline, machine.transcript
        machine.command("mem")
        time.sleep(0.2)
    sent = os.urandom(1 << 16)
    assert echo_stream(machine.ports[0], sent) == sent


def test_both_sides_begin_again_at_once(machine):
    addresses = len(re.findall(r"net: nic: address ", machine.transcript))
    machine.child.send("kill net\rkill nic\r")
    deadline = time.time() + 20
    while len(re.findall(r"net: nic: address ", machine.transcript)) == addresses:
        assert time.time() < deadline, machine.transcript
        machine.command("mem")
        time.sleep(0.2)
    sent = os.urandom(1 << 16)
    assert echo_stream(machine.ports[0], sent) == sent
