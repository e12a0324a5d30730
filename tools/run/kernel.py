# SPDX-License-Identifier: BSD-2-Clause
"""Which kernels there are, and what machine each one wants. Knows no system and starts nothing."""

import glob
import json
import os

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DEFAULT_SDKS = "/opt/microkit-sdk-*"
BOARDS = [("qemu_virt_aarch64_el1", "debug"), ("qemu_virt_aarch64_el1", "release"),
          ("qemu_virt_aarch64", "debug")]
CPUS = ("cortex-a53", "cortex-a57", "cortex-a72")
GICS = (2, 3)
MOCK_MEMORY_MIB = (256, 8192)  # from where the loader lies, up to the end of the kernel's window
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
        self.platform = read_json(platform)
        self.memory_mib = (max(r["end"] for r in self.platform["memory"]) - 0x40000000) >> 20
        self.cpu = next((name for name in CPUS
                         if self.has("ARM_" + name.upper().replace("-", "_"))), CPUS[0])
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

    def adapt(self, memory_mib=None, cpu=None, gic=None):
        """Another machine where values are given: the mock takes any, others only their own."""
        if self.elf == "mock":
            first, last = MOCK_MEMORY_MIB
            require("MEMORY", memory_mib, memory_mib is None or first <= memory_mib <= last,
                    f"the mock kernel runs with {first} to {last} MiB")
            require("CPU", cpu, cpu in CPUS + (None,), "it is one of " + ", ".join(CPUS))
            require("GIC", gic, gic in GICS + (None,), "it is 2 or 3")
        else:
            for name, value, own in (("MEMORY", memory_mib, self.memory_mib),
                                     ("CPU", cpu, self.cpu), ("GIC", gic, self.gic)):
                require(name, value, value in (own, None), f"{self.name} is compiled for {own}")
        self.memory_mib = memory_mib or self.memory_mib
        self.cpu = cpu or self.cpu
        self.gic = gic or self.gic
        return self

    def machine(self):
        """Arguments for QEMU."""
        return ["-machine", f"virt,virtualization=on,gic-version={self.gic}", "-cpu", self.cpu,
                "-m", f"{self.memory_mib}M"]


def require(name, value, is_good, why):
    if not is_good:
        raise KernelError(f"{name}={value}: {why}")


def number(environment, name):
    """A variable's number; None if it is not set."""
    text = environment.get(name)
    require(name, text, not text or text.isdecimal(), "it is a number")
    return int(text) if text else None


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
    """The kernel and the machine that the variables ask for; the mock without any."""
    if environment.get("SEL4_PREFIX"):
        found = from_prefix(os.path.abspath(environment["SEL4_PREFIX"]))
    elif environment.get("SEL4_SDK"):
        found = from_sdk(os.path.abspath(environment["SEL4_SDK"]),
                         environment.get("BOARD") or BOARDS[0][0],
                         environment.get("CONFIG") or BOARDS[0][1])
    else:
        found = mock()
    return found.adapt(number(environment, "MEMORY"), environment.get("CPU") or None,
                       number(environment, "GIC"))


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
