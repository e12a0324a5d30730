# SPDX-License-Identifier: BSD-2-Clause
"""What only this architecture has, by a root task of its own: the same on every kernel.

Kernels that print nothing are left out: the root task has no other way to speak."""

import build
import guest
import kernel
import pytest
from conftest import KERNELS

RAM_START = 0x40000000
PHYSICAL_END = 1 << 40
WAIT_S = 60

MACHINES = {name: found for name, found in KERNELS.items() if found.prints}
MACHINES["mock-256M-a72"] = kernel.mock().adapt(256, "cortex-a72")
MACHINES["mock-4096M-gic3"] = kernel.mock().adapt(4096, gic=3)

# What the kernel keeps for itself.
GIC_PAGES = {2: [(0x8000000, 0x8001000), (0x8010000, 0x8011000)],
             3: [(0x8000000, 0x8010000), (0x80a0000, 0x80c0000)]}

EXPECTED = """
configure 0 0 0
flags 0 1
write 0
fp off 7
flags 0 0
thread 3e8 1111 2222
tls 0
thread 3e9 3333 2222
thread 3ea 3ea 2222
flags 0 1
fp off 7
read 0 3eb 3eb 2222
fp 4d
suspend 0
flags 0 0
write 0
fp off by itself 7
suspend 0
copy 0 0 4444
tls 0
tls self 1
sgi 0
sgi 16 4 0 f
sgi to 300 1
handler 0 0 0
signalled 8 0
signalled 8 0
trigger 0 9 0 9
trigger 1000 4
paddr 0
large 6 1e
table 0
large 5 0
small 6 15
small 5 1
huge 5 0 1
unmap 0 0
memory 0 abc 0
page caches 0 0 0 0
page caches wrong 1 1 1
space caches 0 0 0 0
space caches wrong 1 4 3 0
device caches 0
small caches 3
device endpoint 1
smc 0 10001
smc badge 0 0 10001
smc other 3
"""


def device_ranges(chosen):
    """What an installed kernel says of itself; the mock's follow from the machine."""
    if chosen.elf != "mock":
        return [(one["start"], one["end"]) for one in chosen.platform["devices"]]
    kept = GIC_PAGES[chosen.gic] + [(RAM_START, RAM_START + (chosen.memory_mib << 20))]
    starts = [0] + [end for _, end in kept]
    ends = [start for start, _ in kept] + [PHYSICAL_END]
    return list(zip(starts, ends))


@pytest.fixture(scope="module", params=list(MACHINES))
def said(request):
    """The lines of the root task, without marks, and the machine that it ran on."""
    chosen = MACHINES[request.param]
    build.build(chosen)
    command = ["qemu-system-aarch64"] + chosen.machine() + [
        "-display", "none", "-monitor", "none", "-serial", "stdio", "-nic", "none",
        "-kernel", guest.image_of(chosen, "methods")]
    machine = guest.Guest(command)
    try:
        machine.wait("\n=end", WAIT_S, "root task")
    finally:
        machine.kill()
    lines = [line[1:].replace(" 0x", " ") for line in machine.transcript.splitlines()
             if line.startswith("=") and line != "=end"]
    return chosen, lines


def test_device_memory_is_all_but_ram_and_what_the_kernel_keeps(said):
    chosen, lines = said
    ranges = [tuple(int(word, 16) for word in line.split()[2:])
              for line in lines if line.startswith("device range ")]
    assert ranges == device_ranges(chosen)


def test_methods_answer_as_on_every_kernel(said):
    lines = [line for line in said[1] if not line.startswith("device range ")]
    assert lines == EXPECTED.strip().splitlines()


def test_the_mock_says_of_itself_what_it_does():
    mock = kernel.mock()
    assert [(one["start"], one["end"]) for one in mock.platform["devices"]] == device_ranges(mock)
