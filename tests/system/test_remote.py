# SPDX-License-Identifier: BSD-2-Clause
"""The system from outside: `kaal ps` and its like say what the console says, whatever others do at
the same port, and whoever on the way to the broker begins again."""

import os
import socket
import struct
import threading
import time

import pytest
from conftest import await_lines, records
from network import echo_stream
from outside import PATIENCE_S, answer, assert_served, await_call, boot_served, call, connect, frame

REQUEST_LIST, REQUEST_SHUTDOWN = 7, 8
ERR_SHORT, ERR_LONG, ERR_DENIED, ERR_FORMAT, ERR_TIMEOUT, ERR_END, ERR_BUSY = (
    3, 4, 6, 13, 19, 23, 8)
SESSIONS = 8
MEMORY = struct.pack("<II32s", 3, 0, b"")


@pytest.fixture(scope="module")
def machine(boot):
    return boot_served(boot)


@pytest.mark.parametrize("words", [["ps"], ["devices"], ["mem"], ["grants"], ["grants", "net"]])
def test_says_what_the_console_says(machine, words):
    for _ in range(5):  # the broker may split memory in between
        before = machine.command(" ".join(words))
        done = call(machine, *words)
        if before == machine.command(" ".join(words)):
            break
    assert done.returncode == 0 and done.stderr == ""
    assert done.stdout.splitlines() + ["ok"] == before
    assert len(records(before)) > 0


def test_says_what_is_wrong(machine):
    done = call(machine, "grants", "nobody")
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr == f"kaal: 127.0.0.1:{machine.control}: no such component\n"


def test_answers_in_order_however_requests_come(machine):
    with connect(machine) as connection:
        for byte in frame(REQUEST_LIST, MEMORY):
            connection.sendall(bytes([byte]))
        memory = answer(connection)
        assert memory[:2] == (0, False) and len(memory[2]) == 56
        odd = frame(REQUEST_LIST, struct.pack("<II32s", 1, 0xffff, b""))
        connection.sendall((frame(REQUEST_LIST, MEMORY) + odd) * 50)
        for _ in range(50):
            assert answer(connection) == memory
            assert answer(connection) == (ERR_END, False, b"")
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(1) == b""


@pytest.mark.parametrize("sent, err", [
    (b"GET / HTTP/1.0\r\n\r\n", ERR_FORMAT),
    (os.urandom(1).replace(b"K", b"k") + os.urandom(100000), ERR_FORMAT),
    (frame(REQUEST_LIST, MEMORY, reserved=1), ERR_FORMAT),
    (frame(REQUEST_LIST, b"", length=961), ERR_LONG),
    (frame(REQUEST_LIST, b"", length=0xffffffff), ERR_LONG),
    (frame(REQUEST_SHUTDOWN, bytes(8)), ERR_DENIED),
    (frame(0, b""), ERR_DENIED),
    (frame(0xffffffff, b""), ERR_DENIED),
    (frame(REQUEST_LIST, MEMORY)[:-1], ERR_SHORT),
], ids=["http", "random", "reserved", "long", "longest", "shutdown", "zero", "last", "half"])
def test_what_is_no_request_ends_with_a_reason(machine, sent, err):
    with connect(machine) as connection:
        connection.sendall(sent)
        if err == ERR_SHORT:
            connection.shutdown(socket.SHUT_WR)
        found = answer(connection)
        assert found[:2] == (err, True) and found[2].decode("ascii").isprintable()
        assert connection.recv(1) == b""
    assert_served(machine)


def test_wrong_payloads_are_the_brokers_affair(machine):
    with connect(machine) as connection:
        for payload, err in ((b"", ERR_SHORT), (bytes(960), ERR_LONG)):
            connection.sendall(frame(REQUEST_LIST, payload))
            assert answer(connection) == (err, False, b"")


def test_a_crowd_at_once(machine):
    """Twenty connect and say nothing: those that find no place are told, others go before them as
    soon as they rest, and all are ended when their time is over."""
    crowd = [connect(machine) for _ in range(20)]
    ends = []
    time.sleep(1.5)  # from now on they rest
    assert_served(machine)
    for connection in crowd:
        try:
            found = answer(connection)
            assert found[0] in (ERR_BUSY, ERR_TIMEOUT) and found[1]
            assert connection.recv(1) == b""
            ends.append(found[0])
        except ConnectionResetError:  # more than net has for one server
            ends.append(None)
        connection.close()
    assert ends.count(ERR_TIMEOUT) in range(1, SESSIONS + 1), ends
    assert ends.count(ERR_BUSY) > 0, ends
    assert_served(machine)


def test_who_stops_reading_stops_only_itself(machine):
    """It asks and asks until nothing more is taken of it; in the end control gives it up."""
    is_stopped = False
    with socket.socket() as peer:
        for buffer in (socket.SO_RCVBUF, socket.SO_SNDBUF):  # or it could ask for minutes
            peer.setsockopt(socket.SOL_SOCKET, buffer, 8192)
        peer.connect(("127.0.0.1", machine.control))
        peer.setblocking(False)
        request = frame(REQUEST_LIST, struct.pack("<II32s", 2, 0, b"")) * 20
        rest = request
        end = time.time() + 6
        while time.time() < end:
            try:
                rest = rest[peer.send(rest):] or request
                is_stopped = False
            except BlockingIOError:
                is_stopped = True
                time.sleep(0.05)
        assert is_stopped
        assert_served(machine)
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        peer.settimeout(PATIENCE_S)
        try:  # to its end: libslirp 4.7 asserts when a peer is closed that has not read
            while peer.recv(1 << 16):
                pass
        except ConnectionResetError:
            pass
    assert_served(machine)


@pytest.mark.parametrize("order", ["restart control", "kill control", "restart nic0",
                                   "restart net", "kill net"])
def test_who_is_on_the_way_may_begin_again(machine, order):
    """Calls go on all the time: each says the truth or that it has no answer, and when all is there
    again, the next one is answered."""
    addresses = machine.transcript.count("net: nic0: address ")
    expected = call(machine, "devices").stdout
    stop = threading.Event()
    answers = []

    def ask():
        while not stop.is_set():
            answers.append(call(machine, "devices"))

    caller = threading.Thread(target=ask)
    caller.start()
    while not answers:
        time.sleep(0.01)
    with connect(machine) as connection:
        connection.sendall(frame(REQUEST_LIST, MEMORY))
        assert answer(connection)[0] == 0
        time.sleep(0.3)
        assert machine.command(order)[-1] == "ok"
        if order.endswith("net"):
            await_lines(machine, "^net: nic0: address ", addresses + 1)
        elif order.endswith("control"):  # its connections have ended
            with pytest.raises((ConnectionResetError, BrokenPipeError)):
                while True:
                    answer(connection)
    assert machine.command("mem")[-1] == "ok"
    await_call(machine)
    stop.set()
    caller.join(2 * PATIENCE_S)
    assert not caller.is_alive()
    assert answers[0].returncode == 0
    for done in answers:
        assert done.returncode in (0, 3), done
        assert expected == done.stdout if done.returncode == 0 else expected.startswith(done.stdout)
    assert call(machine, "devices").stdout == expected


def test_everything_still_runs(machine):
    listed = {record["name"]: record for record in records(machine.command("ps"))}
    for name in ("serial", "nic0", "nic1", "net", "control", "shell"):
        assert listed[name]["state"] == "running"
    assert listed["shell"]["restarts"] == "0" and listed["nic1"]["restarts"] == "0"
    data = os.urandom(1 << 20)
    for port in machine.ports:
        assert echo_stream(port, data) == data
