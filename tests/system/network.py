# SPDX-License-Identifier: BSD-2-Clause
"""Talking to the echo service of the demo system."""

import re
import socket
import threading
import time

PATIENCE_S = 120


def await_addresses(guest):
    """Wait until both cards have got an address."""
    deadline = time.time() + 20
    while len(re.findall(r"^net: nic\d: address ", guest.transcript, re.M)) < 2:
        assert time.time() < deadline, guest.transcript
        guest.command("mem")
        time.sleep(0.2)


def echo_stream(port, data):
    """Send all, receive all at once with it; returns what came back."""
    received = bytearray()
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as connection:
        def send():
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)

        sender = threading.Thread(target=send)
        sender.start()
        while True:
            piece = connection.recv(1 << 16)
            if not piece:
                break
            received += piece
        sender.join()
    return bytes(received)
