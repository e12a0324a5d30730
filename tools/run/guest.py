# SPDX-License-Identifier: BSD-2-Clause
"""A running machine: QEMU with two network cards, and talking to its console."""

import os
import re
import socket

import pexpect

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROMPT = "kaal> "
FIRST_PORT = 5007  # of the echo services
CONTROL_PORT = 5555  # as inside, docs/guide/remote.md
ERASED = re.compile(r"(?m)^kaal> [^\r\n]*\r\x1b\[K")  # the prompt, when a log line needs its place
ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def free_port(start):
    """The first port from start on that nobody has, for TCP and UDP."""
    for port in range(start, start + 200):
        try:
            with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
                tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                tcp.bind(("127.0.0.1", port))
                udp.bind(("127.0.0.1", port))
                return port
        except OSError:
            continue
    raise OSError(f"no free port from {start} on")


def card(index, slot, port, control=None):
    """One e1000 behind a root port of its own, on a network of its own. control: the host's port
    for requests to the broker, if they come this way."""
    forward = f"tcp:127.0.0.1:{port}-:7,hostfwd=udp:127.0.0.1:{port}-:7"
    if control is not None:
        forward += f",hostfwd=tcp:127.0.0.1:{control}-:5555"
    return ["-device", f"pcie-root-port,id=rp{index},chassis={index + 1},addr={slot:#x}",
            "-netdev", f"user,id=n{index},net=10.0.{index + 2}.0/24,hostfwd={forward}",
            "-device", f"e1000,netdev=n{index},bus=rp{index},romfile=,"
                       f"mac=52:54:00:12:34:{0x10 + index:02x}"]


def hint(folder, ports, control):
    """What the person in front may try: the broker prints it behind `try: `."""
    echoes = " or ".join(f"nc 127.0.0.1 {port}" for port in ports)
    key = os.path.relpath(os.path.join(folder, "policy.key"), ROOT)
    return (f"from the host: {echoes}, build/host/kaal ps --to 127.0.0.1:{control} "
            f"(policy key: {key})")


def qemu(kernel, image, slots=(1, 2), extra=()):
    """Command line, ports of the echo services, port for requests to the broker. slots: of the root
    ports, one for each card."""
    ports = []
    control = free_port(CONTROL_PORT)
    command = ["qemu-system-aarch64"] + kernel.machine() + [
        "-display", "none", "-monitor", "none", "-serial", "stdio", "-nic", "none",
        "-device", "pvpanic-pci,addr=0x1f", "-action", "panic=shutdown", "-kernel", image]
    for index, slot in enumerate(slots):
        ports.append(free_port(ports[-1] + 1 if ports else FIRST_PORT))
        command += card(index, slot, ports[-1], control if index == 0 else None)
    command += ["-append", "kaal.hint=" + hint(kernel.build, ports, control)]
    return command + list(extra), ports, control


def clean(text):
    """Text without escape sequences, and without the lines that were taken off the screen."""
    return ESCAPES.sub("", ERASED.sub("", text)).replace("\r", "")


class GuestError(Exception):
    """The guest did not do what was awaited in time; the text says what."""


class Guest:
    """A machine under our control. Everything it prints is in self.transcript, cleaned."""

    def __init__(self, command, ports=(), control=None, echo=None):
        self.ports = list(ports)
        self.control = control
        self.raw = ""
        self.echo = echo
        self.child = pexpect.spawn(command[0], command[1:], encoding="utf-8", timeout=None,
                                   codec_errors="replace", echo=False)
        self.child.delaybeforesend = None

    @property
    def transcript(self):
        """All that was printed, as it stood on the screen."""
        return clean(self.raw)

    def _take(self, text):
        self.raw += text
        if self.echo is not None:
            self.echo.write(ESCAPES.sub("", text).replace("\r", ""))
            self.echo.flush()
        return clean(text)

    def wait(self, pattern, timeout, what):
        """Wait for a regular expression; returns the text up to its end."""
        try:
            self.child.expect(pattern, timeout=timeout)
        except pexpect.TIMEOUT:
            self._take(self.child.before or "")
            self.kill()
            raise GuestError(f"{what}: nothing for {timeout} s") from None
        except pexpect.EOF:
            self._take(self.child.before or "")
            raise GuestError(f"{what}: the machine has ended") from None
        return self._take(self.child.before + self.child.after)

    def boot(self, timeout=60):
        """Wait for the console's prompt; returns the boot log."""
        return self.wait(re.escape(PROMPT), timeout, "boot")

    def command(self, line, timeout=20):
        """Type a line; returns the lines of the answer, the last is `ok` or `error: ...`."""
        self.child.send(line + "\r")
        text = self.wait(r"(?m)^(ok|error: [^\r\n]*)\r*\n", timeout, f"command `{line}`")
        # Log lines may have come before the line was done: the answer is behind the last prompt.
        return text.rpartition(PROMPT)[2].split("\n", 1)[1].rstrip("\n").split("\n")

    def await_end(self, timeout=20):
        """Wait until the machine is off; returns the code of its shutdown."""
        try:
            self.child.expect(pexpect.EOF, timeout=timeout)
        except pexpect.TIMEOUT:
            self.kill()
            raise GuestError(f"power-off: the machine still runs after {timeout} s") from None
        self._take(self.child.before or "")
        self.child.close()
        found = re.findall(r"(?m)^(?:kaal> )?shutdown code=(\d+)$", self.transcript)
        if not found:
            raise GuestError("power-off: no shutdown code was printed")
        return int(found[-1])

    def kill(self):
        if self.child.isalive():
            self.child.kill(9)
            self.child.wait()


def image_of(kernel, system):
    return os.path.join(kernel.build, system + ".img")
