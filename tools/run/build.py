# SPDX-License-Identifier: BSD-2-Clause
"""Configuring and building for a kernel: calls CMake and Ninja, and knows their folders."""

import os
import subprocess
import sys

from kernel import ROOT

HOST = os.path.join(ROOT, "build", "host")
TOOL = os.path.join(HOST, "kaal")
LWIP = os.path.join(ROOT, "build", "deps", "lwip")


class BuildError(Exception):
    """A build failed; what the tools said is already on standard error."""


def call(command):
    if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode != 0:
        raise BuildError("failed: " + " ".join(command))


def ninja(folder):
    """Build quietly: output only when something fails."""
    done = subprocess.run(["ninja", "-C", folder], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.stderr.write(done.stdout + done.stderr)
        raise BuildError("the build in " + os.path.relpath(folder, ROOT) + " failed")


def configure(source, folder, options):
    command = ["cmake", "-G", "Ninja", "-S", source, "-B", folder, "--log-level=WARNING"] + options
    stamp = os.path.join(folder, "configured")
    text = "\n".join(command)
    if os.path.exists(stamp) and open(stamp, encoding="utf-8").read() == text:
        return
    call(command)
    with open(stamp, "w", encoding="utf-8") as file:
        file.write(text)


def host_tool():
    configure(os.path.join(ROOT, "tools", "kaal"), HOST, ["-DCMAKE_BUILD_TYPE=Release"])
    ninja(HOST)


def build(kernel):
    """Build everything for one kernel."""
    host_tool()
    configure(ROOT, kernel.build, [
        "--toolchain", os.path.join(ROOT, "cmake", "aarch64.cmake"),
        "-DKAAL_KERNEL=" + kernel.elf, "-DKAAL_KERNEL_INCLUDE=" + kernel.include,
        "-DKAAL_TOOL=" + TOOL, "-DKAAL_LWIP_DIR=" + LWIP])
    ninja(kernel.build)
    link = os.path.join(ROOT, "compile_commands.json")
    if not os.path.exists(link):
        if os.path.islink(link):
            os.remove(link)
        os.symlink(os.path.join(kernel.build, "compile_commands.json"), link)
