# SPDX-License-Identifier: BSD-2-Clause
"""Installed kernels that are wrong are refused with a sentence."""

import json
import os
import sys

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tools", "run"))

import kernel  # noqa: E402

GOOD = {"SEL4_ARCH": "aarch64", "PLAT": "qemu-arm-virt", "KERNEL_MCS": True}


def make(folder, config, mark=kernel.VERSION_MARK):
    """An install prefix with just what is looked at."""
    for part in ("bin", "libsel4/include/kernel", "libsel4/include/sel4", "support"):
        os.makedirs(folder / part)
    (folder / "bin" / "kernel.elf").write_bytes(b"")
    (folder / "libsel4/include/kernel/gen_config.json").write_text(json.dumps(config))
    (folder / "libsel4/include/sel4/sel4.h").write_text(mark)
    (folder / "support/platform_gen.json").write_text(
        json.dumps({"memory": [{"start": 0x40000000, "end": 0xc0000000}]}))
    return str(folder)


def test_takes_a_good_one(tmp_path):
    found = kernel.from_prefix(make(tmp_path, dict(GOOD, ARM_CORTEX_A57=True)))
    assert found.memory_mib == 2048
    assert found.machine() == ["-machine", "virt,virtualization=on,gic-version=2", "-cpu",
                               "cortex-a57", "-m", "2048M"]


def test_the_mock_takes_the_machine_that_is_asked_for():
    found = kernel.chosen({"MEMORY": "512", "CPU": "cortex-a72", "GIC": "3"})
    assert found.machine() == ["-machine", "virt,virtualization=on,gic-version=3", "-cpu",
                               "cortex-a72", "-m", "512M"]
    assert kernel.chosen({"CPU": "", "GIC": "", "MEMORY": ""}).machine() == kernel.mock().machine()


@pytest.mark.parametrize("variable, value, words", [
    ("MEMORY", "255", "MEMORY=255: the mock kernel runs with 256 to 8192 MiB"),
    ("MEMORY", "8193", "MEMORY=8193: the mock kernel runs with 256 to 8192 MiB"),
    ("MEMORY", "1G", "MEMORY=1G: it is a number"),
    ("CPU", "cortex-a9", "CPU=cortex-a9: it is one of cortex-a53, cortex-a57, cortex-a72"),
    ("GIC", "4", "GIC=4: it is 2 or 3"),
])
def test_the_mock_refuses_other_machines(variable, value, words):
    with pytest.raises(kernel.KernelError, match=words):
        kernel.chosen({variable: value})


@pytest.mark.parametrize("variable, own, other", [
    ("MEMORY", "2048", "1024"), ("CPU", "cortex-a57", "cortex-a53"), ("GIC", "2", "3")])
def test_a_compiled_kernel_refuses_other_machines(tmp_path, variable, own, other):
    prefix = make(tmp_path, dict(GOOD, ARM_CORTEX_A57=True))
    chosen = kernel.chosen({"SEL4_PREFIX": prefix, variable: own})
    assert chosen.machine() == kernel.from_prefix(prefix).machine()
    with pytest.raises(kernel.KernelError, match=f"{variable}={other}: sel4-prefix is compiled "
                                                 f"for {own}"):
        kernel.chosen({"SEL4_PREFIX": prefix, variable: other})


@pytest.mark.parametrize("change, words", [
    ({"SEL4_ARCH": "riscv64"}, "the architecture is riscv64, KaaL needs aarch64"),
    ({"PLAT": "zynqmp"}, "the board is zynqmp"),
    ({"KERNEL_MCS": False}, "not configured with MCS"),
])
def test_refuses_wrong_configurations(tmp_path, change, words):
    with pytest.raises(kernel.KernelError, match=words):
        kernel.from_prefix(make(tmp_path, dict(GOOD, **change)))


def test_refuses_an_old_one(tmp_path):
    with pytest.raises(kernel.KernelError, match="older than seL4 16.0.0"):
        kernel.from_prefix(make(tmp_path, GOOD, mark=""))


def test_refuses_what_is_not_there(tmp_path):
    with pytest.raises(kernel.KernelError, match="is .* the install prefix of a kernel"):
        kernel.from_prefix(str(tmp_path))
    with pytest.raises(kernel.KernelError, match="board nonsense and configuration debug"):
        kernel.from_sdk(str(tmp_path), "nonsense", "debug")
