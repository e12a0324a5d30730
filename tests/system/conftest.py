# SPDX-License-Identifier: BSD-2-Clause
"""What all system tests share: the kernels that were found, and booting a system on one."""

import os
import re
import sys
import time

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tools", "run"))

import build  # noqa: E402
import guest  # noqa: E402
import kernel  # noqa: E402

# Machines of several test runs side by side keep out of each other's way.
guest.FIRST_PORT = 10000 + os.getpid() % 20000
guest.CONTROL_PORT = guest.FIRST_PORT + 100

KERNELS = {found.name: found for found in kernel.all_found(os.environ)}


def pytest_generate_tests(metafunc):
    if "on_kernel" in metafunc.fixturenames:
        metafunc.parametrize("on_kernel", list(KERNELS), scope="module")


@pytest.fixture(scope="module")
def built(on_kernel):
    build.build(KERNELS[on_kernel])
    return KERNELS[on_kernel]


def start(chosen, system, **options):
    """Boot a system up to its prompt. The caller ends it."""
    command, ports, control = guest.qemu(chosen, guest.image_of(chosen, system), **options)
    machine = guest.Guest(command, ports, control)
    try:
        machine.boot()
    except guest.GuestError as error:
        machine.kill()
        pytest.fail(f"{error}\n{machine.transcript}")
    return machine


@pytest.fixture(scope="module")
def boot(built):
    """A function that boots a system; everything that it booted is ended after the module."""
    machines = []

    def boot_system(system, **options):
        machines.append(start(built, system, **options))
        return machines[-1]

    yield boot_system
    for machine in machines:
        machine.kill()


def await_lines(machine, pattern, count=1):
    """Type until so many lines of the log have been shown."""
    deadline = time.time() + 20
    while len(re.findall(pattern, machine.transcript, re.M)) < count:
        assert time.time() < deadline, machine.transcript
        machine.command("mem")
        time.sleep(0.2)


def records(lines):
    """key=value records of an answer as dictionaries, without the last line."""
    assert lines[-1] == "ok", lines
    return [dict(word.split("=", 1) for word in line.split()) for line in lines[:-1]]


def components(machine):
    """What `ps` shows of each component, by its name, as soon as none is ending."""
    deadline = time.time() + 10
    while True:
        listed = {record["name"]: record for record in records(machine.command("ps"))}
        if all(record["state"] != "ending" for record in listed.values()):
            return listed
        assert time.time() < deadline, listed
