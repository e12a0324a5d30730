# SPDX-License-Identifier: BSD-2-Clause
"""A network card of the machine that gets Ethernet frames from outside, as fast as they go."""

import multiprocessing
import socket

MAC = bytes.fromhex("525400123420")
FRAME = MAC + bytes.fromhex("02000000000188b5") + b"\xa5" * 1500


def card(slot, port):
    """QEMU's arguments for an e1000 behind a root port; a datagram to the port is a frame."""
    mac = ":".join(f"{byte:02x}" for byte in MAC)
    return ["-device", f"pcie-root-port,id=rpf,chassis=9,addr={slot:#x}",
            "-netdev", f"socket,id=nf,udp=127.0.0.1:{port + 1},localaddr=127.0.0.1:{port}",
            "-device", f"e1000,netdev=nf,bus=rpf,romfile=,mac={mac}"]


def _send(port):
    with socket.socket(type=socket.SOCK_DGRAM) as sender:
        while True:
            try:
                sender.sendto(FRAME, ("127.0.0.1", port))
            except OSError:
                pass  # the machine is not there yet, or has no room


def begin(port):
    """Returns the process that sends; the caller ends it."""
    process = multiprocessing.Process(target=_send, args=(port,), daemon=True)
    process.start()
    return process
