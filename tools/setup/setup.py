#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Install what building needs: Debian packages by name, lwIP from Debian's source package.

Only Debian 12 is known; elsewhere this says what is needed and stops. A second run does nothing.
"""

import glob
import os
import re
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DEPS = os.path.join(ROOT, "build", "deps")

# name: what it is for
PACKAGES = {
    "clang": "the second compiler, and fuzzing",
    "clang-format": "layout check",
    "clang-tidy": "static check",
    "cmake": "build",
    "cppcheck": "static check",
    "device-tree-compiler": "unit tests of device trees",
    "dpkg-dev": "unpacking lwIP's source package",
    "git": "house rules ask it for the files",
    "gcc": "host programs and unit tests",
    "gcc-aarch64-linux-gnu": "the cross compiler",
    "libc6-dev": "host programs and unit tests",
    "libcmocka-dev": "unit tests",
    "libconfuse-dev": "system descriptions and policies",
    "libfdt-dev:arm64": "device trees",
    "libfdt1": "device trees in unit tests",
    "graphviz": "drawings of the audit log",
    "libsodium-dev": "hashes and signatures, host programs",
    "libsodium-dev:arm64": "hashes and signatures",
    "ninja-build": "build",
    "picolibc-aarch64-linux-gnu": "the C library of components",
    "python3": "tools and system tests",
    "python3-pexpect": "system tests",
    "python3-pytest": "system tests",
    "qemu-system-arm": "the machine",
}


def fail(text):
    print("setup: " + text, file=sys.stderr)
    sys.exit(1)


def is_debian_12():
    try:
        with open("/etc/os-release", encoding="utf-8") as file:
            lines = dict(line.rstrip().split("=", 1) for line in file if "=" in line)
    except OSError:
        return False
    return lines.get("ID") == "debian" and lines.get("VERSION_ID", "").strip('"') == "12"


def missing_packages():
    shown = subprocess.run(
        ["dpkg-query", "-W", "-f", "${db:Status-Abbrev} ${Package} ${Architecture}\n"],
        capture_output=True, text=True, check=True).stdout
    installed = set()
    for line in shown.splitlines():
        words = line.split()
        if len(words) == 3 and words[0] == "ii":
            installed.add(words[1])
            installed.add(words[1] + ":" + words[2])
    return [name for name in PACKAGES if name not in installed]


def as_root(command):
    if os.geteuid() != 0:
        if shutil.which("sudo") is None:
            fail("these need root or sudo: " + " ".join(command))
        command = ["sudo"] + command
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    if subprocess.run(command, env=environment, check=False).returncode != 0:
        fail("failed: " + " ".join(command))


def install(names):
    print("setup: installing " + " ".join(names))
    foreign = subprocess.run(["dpkg", "--print-foreign-architectures"], capture_output=True,
                             text=True, check=True).stdout.split()
    native = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True,
                            check=True).stdout.strip()
    if native != "arm64" and "arm64" not in foreign:
        as_root(["dpkg", "--add-architecture", "arm64"])
    as_root(["apt-get", "-o", "DPkg::Lock::Timeout=300", "-q", "update"])
    as_root(["apt-get", "-o", "DPkg::Lock::Timeout=300", "-q", "-y", "--no-install-recommends",
             "install"] + names)


def source_lists():
    """The machine's own sources with the source packages added, for this one call of apt-get."""
    made = {}
    for path in sorted(glob.glob("/etc/apt/sources.list.d/*.sources")):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if "bookworm" in text:
            made[os.path.basename(path)] = re.sub(r"(?m)^Types:.*$", "Types: deb-src", text)
    for path in ["/etc/apt/sources.list"] + sorted(glob.glob("/etc/apt/sources.list.d/*.list")):
        if os.path.isfile(path):
            with open(path, encoding="utf-8") as file:
                lines = [re.sub(r"^deb\s", "deb-src ", line) for line in file
                         if re.match(r"deb\s.*\sbookworm", line)]
            made[os.path.basename(path)] = "".join(lines)
    return {name: text for name, text in made.items() if text}


def fetch_lwip():
    """Unpack lwIP's source package, with Debian's patches, to build/deps/lwip."""
    target = os.path.join(DEPS, "lwip")
    if os.path.isdir(os.path.join(target, "src", "core")):
        return
    print("setup: unpacking the source package lwip to build/deps")
    work = os.path.join(DEPS, "lwip.work")
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(os.path.join(work, "parts"))
    os.makedirs(os.path.join(work, "lists", "partial"))
    for name, text in source_lists().items():
        with open(os.path.join(work, "parts", name), "w", encoding="utf-8") as file:
            file.write(text)
    options = ["-q", "-o", "Dir::Etc::SourceList=/dev/null",
               "-o", "Dir::Etc::SourceParts=" + os.path.join(work, "parts"),
               "-o", "Dir::State::Lists=" + os.path.join(work, "lists"),
               "-o", "Dir::Cache::pkgcache=", "-o", "Dir::Cache::srcpkgcache=",
               "-o", "APT::Sandbox::User=root"]
    # A third party's list may fail to update without harm; lwIP's own then says so.
    subprocess.run(["apt-get"] + options + ["update"], cwd=work, check=False,
                   stdout=subprocess.DEVNULL)
    if subprocess.run(["apt-get"] + options + ["--only-source", "source", "lwip"], cwd=work,
                      check=False, stdout=subprocess.DEVNULL).returncode != 0:
        fail("apt-get source lwip failed: is a Debian mirror configured?")
    found = [path for path in glob.glob(os.path.join(work, "lwip-*")) if os.path.isdir(path)]
    if len(found) != 1:
        fail("the source package lwip has an unexpected layout")
    shutil.rmtree(target, ignore_errors=True)
    os.rename(found[0], target)
    shutil.rmtree(work)


def main():
    if not is_debian_12():
        fail("only Debian 12 is set up by itself; elsewhere these must be there: "
             + " ".join(PACKAGES) + ", and lwIP 2.1 unpacked in build/deps/lwip")
    names = missing_packages()
    if names and os.environ.get("KAAL_NO_INSTALL") == "1":
        fail("missing packages: " + " ".join(names))
    if names:
        install(names)
    fetch_lwip()


if __name__ == "__main__":
    main()
