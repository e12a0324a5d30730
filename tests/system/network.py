# SPDX-License-Identifier: BSD-2-Clause
"""Talking to the echo service of the demo system."""

import socket
import threading

from conftest import await_lines

PATIENCE_S = 120


def await_addresses(guest):
    """Wait until both cards have got an address."""
    await_lines(guest, r"^net: nic\d: address ", 2)


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
