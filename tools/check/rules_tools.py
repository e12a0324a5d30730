# SPDX-License-Identifier: BSD-2-Clause
"""Rules that other programs check: layout, static analysis, symbols of what was built."""

import glob
import json
import os
import re
import subprocess
import tempfile

from source import ROOT, files

MALLOC = re.compile(r"\b(malloc|free|calloc|realloc|sbrk|_malloc_r|_free_r)$")
ELFS_WITHOUT_HEAP = ("broker-*.elf", "boot-*.elf", "mock_kernel.elf", "net-e1000.elf",
                     "serial-pl011.elf", "shell.elf")


def run(command):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def built_folder():
    """A build with compile commands: that for the mock kernel has all our files."""
    built = [os.path.dirname(path)
             for path in glob.glob(os.path.join(ROOT, "build", "*", "compile_commands.json"))]
    built.sort(key=lambda folder: os.path.basename(folder) != "mock")
    built = [folder for folder in built if os.path.basename(folder) != "host"]
    return built[0] if built else None


def no_malloc(report):
    """No heap in broker, loader, mock kernel, drivers and shell."""
    for pattern in ELFS_WITHOUT_HEAP:
        for path in glob.glob(os.path.join(ROOT, "build", "*", "**", pattern), recursive=True):
            report.looked_at += 1
            for line in run(["aarch64-linux-gnu-nm", path]).stdout.splitlines():
                found = MALLOC.search(line)
                if found:
                    report.add(os.path.relpath(path, ROOT), 1, f"contains {found[1]}")


def no_instruments(report):
    """No instrument for tests is in a kernel that boots a machine."""
    names = set()
    for header in glob.glob(os.path.join(ROOT, "kernel", "mock", "instrument", "*.h")):
        with open(header, encoding="utf-8") as source:
            names |= set(re.findall(r"^\w[\w *]*\b(\w+)\(", source.read(), re.M))
    for path in glob.glob(os.path.join(ROOT, "build", "*", "**", "mock_kernel.elf"),
                          recursive=True):
        report.looked_at += 1
        for line in run(["aarch64-linux-gnu-nm", path]).stdout.splitlines():
            if line.split()[-1] in names:
                report.add(os.path.relpath(path, ROOT), 1, f"contains {line.split()[-1]}")


def clang_format(report):
    """The layout is what .clang-format says."""
    listed = files(".c", ".h")
    for start in range(0, len(listed), 50):
        part = listed[start:start + 50]
        report.looked_at += len(part)
        done = run(["clang-format", "--dry-run", "-Werror"] + part)
        for line in done.stderr.splitlines():
            found = re.match(r"(\S+?):(\d+):\d+: error", line)
            if found:
                report.add(found[1], found[2], "not as clang-format lays it out")


def our_commands(with_kernel=False):
    """Compile commands of our own C files, by their path."""
    folder = built_folder()
    if folder is None:
        return []
    with open(os.path.join(folder, "compile_commands.json"), encoding="utf-8") as file:
        listed = json.load(file)
    ours = set(files(".c"))
    found = {}
    for entry in listed:
        path = os.path.relpath(os.path.realpath(entry["file"]), ROOT)
        if path in ours and (with_kernel or not path.startswith("kernel/mock")):
            found.setdefault(path, entry)
    return list(found.items())


def clang_arguments(entry):
    keep = [word for word in entry["command"].split() if word.startswith(("-I", "-D", "-std"))]
    words = entry["command"].split()
    for index, word in enumerate(words):
        if word == "-isystem":
            keep += ["-isystem", words[index + 1]]
    return ["--target=aarch64-linux-gnu", "-isystem",
            "/usr/lib/picolibc/aarch64-linux-gnu/include"] + keep


WARNINGS = ["-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Wswitch-enum", "-Werror"]


def clang(report):
    """The second compiler has no warnings either."""
    for path, entry in our_commands(with_kernel=True):
        report.looked_at += 1
        done = run(["clang", "-fsyntax-only", "-fno-pie"] + WARNINGS + clang_arguments(entry)
                   + [path])
        for line in done.stderr.splitlines():
            found = re.match(r"(\S+?):(\d+):\d+: (?:warning|error|fatal error): (.*)", line)
            if found:
                report.add(os.path.relpath(found[1], ROOT), found[2], found[3])


def clang_tidy(report):
    """What .clang-tidy asks for."""
    processes = []
    for path, entry in our_commands():
        report.looked_at += 1
        command = ["clang-tidy", "--quiet", path, "--"] + clang_arguments(entry)
        processes.append((path, subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE,
                                                 stderr=subprocess.DEVNULL, text=True)))
        if len(processes) == 2:
            finish_tidy(report, processes)
    finish_tidy(report, processes)


def finish_tidy(report, processes):
    for _, process in processes:
        out, _ = process.communicate()
        for line in out.splitlines():
            found = re.match(r"(\S+?):(\d+):\d+: (?:warning|error): (.*)", line)
            if found:
                report.add(os.path.relpath(found[1], ROOT), found[2], found[3])
    processes.clear()


def cppcheck(report):
    """cppcheck finds nothing in our own files."""
    listed = [path for path in files(".c") if path.startswith(
        ("lib/", "broker/", "boot/", "drivers/", "services/", "tools/", "kernel/mock/core/"))]
    report.looked_at = len(listed)
    with tempfile.TemporaryDirectory() as folder:
        done = run(["cppcheck", "--quiet", "-j2", "--enable=warning,portability", "--inline-suppr",
                    "--suppress=missingInclude", "--suppress=missingIncludeSystem",
                    "--template={file}:{line}: {id}: {message}", f"--cppcheck-build-dir={folder}",
                    "-Iinclude", "-Ilib", "-Ibroker", "-Idrivers", "-Iservices", "-Itools/kaal"]
                   + listed)
    for line in done.stderr.splitlines():
        found = re.match(r"(\S+?):(\d+): (.*)", line)
        if found:
            report.add(found[1], found[2], found[3])
