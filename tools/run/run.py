#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""`make run`: build a system for a kernel and boot it, for a person or for a script."""

import os
import signal
import subprocess
import sys
import termios

import build
import guest
import kernel


def own_terminal():
    """In the child: a process group of its own that has the terminal, so that Ctrl-C is for it."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    os.tcsetpgrp(sys.stdin.fileno(), os.getpid())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)


def interactive(command):
    """QEMU has the terminal: typed characters go to the machine, Ctrl-C ends QEMU."""
    if not sys.stdin.isatty():
        return subprocess.run(command, check=False).returncode
    saved = termios.tcgetattr(sys.stdin)
    status = subprocess.run(command, preexec_fn=own_terminal, check=False).returncode
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    os.tcsetpgrp(sys.stdin.fileno(), os.getpgrp())
    termios.tcsetattr(sys.stdin, termios.TCSANOW, saved)
    print()
    return 0 if status in (0, -signal.SIGINT) else 1


def scripted(command, ports, path):
    """Feed a file's lines, each after the answer to the one before; returns the exit status."""
    with open(path, encoding="utf-8") as file:
        lines = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    machine = guest.Guest(command, ports, echo=sys.stdout)
    try:
        machine.boot()
        for line in lines:
            machine.command(line)
        if not lines or lines[-1].split()[0] != "shutdown":
            machine.command("shutdown")
        code = machine.await_end()
    except guest.GuestError as error:
        print(f"\nrun: {error}")
        return 1
    finally:
        machine.kill()
    if not machine.transcript.endswith("\n"):
        print()
    print(f"exit code {code}")
    return code


def main():
    system = os.environ.get("SYSTEM") or "demo"
    try:
        chosen = kernel.chosen(os.environ)
        build.build(chosen)
    except (kernel.KernelError, build.BuildError) as error:
        print(f"run: {error}", file=sys.stderr)
        return 1
    image = guest.image_of(chosen, system)
    if not os.path.isfile(image):
        print(f"run: there is no system {system} (SYSTEM=, a folder of systems/)", file=sys.stderr)
        return 1
    command, ports, _ = guest.qemu(chosen, image)
    script = os.environ.get("SCRIPT")
    if script and not os.path.isfile(script):
        print(f"run: SCRIPT={script}: there is no such file", file=sys.stderr)
        return 1
    return scripted(command, ports, script) if script else interactive(command)


sys.exit(main())
