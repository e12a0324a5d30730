# SPDX-License-Identifier: BSD-2-Clause
"""Which kernels there are, and what machine each one wants. Knows no system and starts nothing."""

import glob
import json
import os

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DEFAULT_SDKS = "/opt/microkit-sdk-*"
BOARDS = [("qemu_virt_aarch64_el1", "debug"), ("qemu_virt_aarch64_el1", "release"),
          ("qemu_virt_aarch64", "debug")]
VERSION = "16.0.0"
VERSION_MARK = "seL4_UserVSpaceTop"  # in libsel4 since 16.0.0


class KernelError(Exception):
    """An installed kernel cannot be used; the text says why."""


class Kernel:
    """One kernel: its files, and the machine that it was configured for."""

    def __init__(self, name, elf, include, platform):
        self.name = name
        self.elf = elf  # "mock": the build makes it
        self.include = include
        self.config = read_json(os.path.join(include, "kernel", "gen_config.json"))
        self.check()
        memory = read_json(platform)["memory"]
        self.memory_mib = (max(r["end"] for r in memory) - 0x40000000) >> 20
        self.cpu = next((name for flag, name in (
            ("ARM_CORTEX_A53", "cortex-a53"), ("ARM_CORTEX_A57", "cortex-a57"),
            ("ARM_CORTEX_A72", "cortex-a72")) if self.has(flag)), "cortex-a53")
        self.gic = 3 if self.has("ARM_GIC_V3_SUPPORT") else 2
        self.prints = self.has("PRINTING")
        self.build = os.path.join(ROOT, "build", name)

    def has(self, flag):
        return bool(self.config.get(flag))

    def check(self):
        wanted = (("SEL4_ARCH", "aarch64", "the architecture"),
                  ("PLAT", "qemu-arm-virt", "the board"))
        for key, value, what in wanted:
            if self.config.get(key) != value:
                raise KernelError(f"{self.include}: {what} is {self.config.get(key)}, "
                                  f"KaaL needs {value}")
        if not self.has("KERNEL_MCS"):
            raise KernelError(f"{self.include}: the kernel is not configured with MCS")
        if not has_mark(os.path.join(self.include, "sel4"), VERSION_MARK):
            raise KernelError(f"{self.include}: its libsel4 is older than seL4 {VERSION}")

    def machine(self):
        """Arguments for QEMU."""
        return ["-machine", f"virt,virtualization=on,gic-version={self.gic}", "-cpu", self.cpu,
                "-m", f"{self.memory_mib}M"]


def read_json(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError) as error:
        raise KernelError(f"{path}: not there or not readable: no installed seL4? "
                          f"({error})") from None


def has_mark(folder, mark):
    for path in glob.glob(os.path.join(folder, "**", "*.h"), recursive=True):
        with open(path, encoding="utf-8", errors="replace") as file:
            if mark in file.read():
                return True
    return False


def mock():
    folder = os.path.join(ROOT, "kernel", "mock")
    return Kernel("mock", "mock", os.path.join(folder, "include"),
                  os.path.join(folder, "platform_gen.json"))


def from_sdk(sdk, board, config):
    folder = os.path.join(sdk, "board", board, config)
    elf = os.path.join(folder, "elf", "sel4.elf")
    if not os.path.isfile(elf):
        raise KernelError(f"{elf} does not exist: is {sdk} a Microkit SDK with board {board} and "
                          f"configuration {config}?")
    return Kernel(f"sel4-{board}-{config}", elf, os.path.join(folder, "include"),
                  os.path.join(folder, "platform_gen.json"))


def from_prefix(prefix):
    elf = os.path.join(prefix, "bin", "kernel.elf")
    if not os.path.isfile(elf):
        raise KernelError(f"{elf} does not exist: is {prefix} the install prefix of a kernel?")
    return Kernel("sel4-prefix", elf, os.path.join(prefix, "libsel4", "include"),
                  os.path.join(prefix, "support", "platform_gen.json"))


def chosen(environment):
    """The kernel that the variables ask for; the mock without any."""
    if environment.get("SEL4_PREFIX"):
        return from_prefix(os.path.abspath(environment["SEL4_PREFIX"]))
    if environment.get("SEL4_SDK"):
        return from_sdk(os.path.abspath(environment["SEL4_SDK"]),
                        environment.get("BOARD") or BOARDS[0][0],
                        environment.get("CONFIG") or BOARDS[0][1])
    return mock()


def all_found(environment):
    """The mock and every seL4: of the variables, then of the usual place."""
    found = [mock()]
    if environment.get("SEL4_PREFIX") or environment.get("SEL4_SDK"):
        return found + [chosen(environment)]
    for sdk in sorted(glob.glob(DEFAULT_SDKS))[-1:]:
        for board, config in BOARDS:
            if os.path.isdir(os.path.join(sdk, "board", board, config)):
                found.append(from_sdk(sdk, board, config))
    return found
