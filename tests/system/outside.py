# SPDX-License-Identifier: BSD-2-Clause
"""A running system from outside: the command `kaal`, and frames of one's own."""

import os
import socket
import struct
import subprocess
import time

from conftest import ROOT, await_lines
from network import await_addresses

KAAL = os.path.join(ROOT, "build", "host", "kaal")
MAGIC = 0x3152414B
PATIENCE_S = 30  # three times control's own


def call(machine, *words):
    return subprocess.run([KAAL, *words, "--to", f"127.0.0.1:{machine.control}"],
                          capture_output=True, text=True, timeout=PATIENCE_S, check=False)


def await_call(machine):
    """Wait until a call is answered."""
    deadline = time.time() + PATIENCE_S
    while (done := call(machine, "mem")).returncode != 0:
        assert done.returncode == 3 and done.stderr.startswith("kaal: 127.0.0.1:"), done
        assert time.time() < deadline, (done.stderr, machine.transcript)
        time.sleep(0.1)


def boot_served(boot):
    """The demonstration, when it is quiet and serves."""
    guest = boot("demo")
    await_addresses(guest)
    await_lines(guest, "^exit: component=spare ")
    await_call(guest)
    return guest


def connect(machine):
    connection = socket.create_connection(("127.0.0.1", machine.control), timeout=PATIENCE_S)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def frame(request, payload, **changes):
    fields = {"magic": MAGIC, "length": len(payload), "reserved": 0} | changes
    return struct.pack("<IIII", fields["magic"], request, fields["length"],
                       fields["reserved"]) + payload


def receive(connection, count):
    data = b""
    while len(data) < count:
        piece = connection.recv(count - len(data))
        if not piece:
            raise ConnectionResetError(f"{len(data)} of {count} bytes")
        data += piece
    return data


def answer(connection):
    """One answer: error, whether it is control's own, payload."""
    magic, err, length, source = struct.unpack("<IIII", receive(connection, 16))
    assert magic == MAGIC and length <= 960 and source in (0, 1)
    return err, source == 1, receive(connection, length)


def assert_served(machine):
    """Others are answered now, from outside and at the console."""
    assert call(machine, "mem").returncode == 0
    assert machine.command("mem")[-1] == "ok"
