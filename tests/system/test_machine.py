# SPDX-License-Identifier: BSD-2-Clause
"""One mock kernel for many machines: what it finds at boot is what QEMU was started with."""

import os
import re

import build
import kernel
import pytest
from conftest import records, start
from network import await_addresses, echo_stream

MIB = 1 << 20
OWN_MAX = 20 * MIB  # the kernel, the broker with its audit log, the slots of its CNode

# Each memory size with each interrupt controller, and each CPU with both.
MACHINES = [
    (256, "cortex-a53", 2), (1024, "cortex-a57", 2),
    (2048, "cortex-a72", 2), (4096, "cortex-a53", 2),
    (256, "cortex-a72", 3), (1024, "cortex-a53", 3),
    (2048, "cortex-a57", 3), (4096, "cortex-a72", 3),
]


@pytest.fixture(scope="module", params=MACHINES, ids=lambda one: "{}M-{}-gic{}".format(*one))
def machine(request):
    memory_mib, cpu, gic = request.param
    chosen = kernel.mock().adapt(memory_mib, cpu, gic)
    build.build(chosen)
    guest = start(chosen, "demo")
    guest.memory_bytes = memory_mib * MIB
    yield guest
    guest.kill()


def test_all_memory_is_found_and_no_more(machine):
    total = int(records(machine.command("mem"))[0]["total"])
    assert machine.memory_bytes - OWN_MAX < total < machine.memory_bytes
    assert re.search(rf"^memory: {total // MIB}M to give", machine.transcript, re.M)


def test_all_components_run(machine):
    listed = {record["name"]: record for record in records(machine.command("ps"))}
    for name in ("serial", "nic0", "nic1", "net", "shell"):
        assert listed[name]["state"] == "running"


def test_interrupts_of_real_devices_arrive(machine):
    """Each card's packets come by its own interrupt, the console's characters by the UART's."""
    await_addresses(machine)
    data = os.urandom(MIB // 4)
    for port in machine.ports:
        assert echo_stream(port, data) == data


def test_shutdown(machine):
    machine.command("shutdown 7")
    assert machine.await_end() == 7
