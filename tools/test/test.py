#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""`make test`: runs every runner, shows its own summary, and adds the numbers up.

    test.py            all
    test.py unit       the unit tests only
    test.py fuzz SECS  each fuzzer for so many seconds
"""

import glob
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tools", "run"))

import build  # noqa: E402
import kernel  # noqa: E402

TESTS = os.path.join(ROOT, "tests")
UNIT = os.path.join(ROOT, "build", "unit")
FUZZ = os.path.join(ROOT, "build", "fuzz")
SMOKE_SECONDS = {"fuzz_kernel": 60}  # the others: 5
OPTIONS = {"fuzz_kernel": ["-len_control=0", "-max_len=700"],  # a world and 30 steps
           "fuzz_policy_text": ["-close_fd_mask=2"]}  # it says what is wrong with each
FUZZ_MEMORY_MIB = 2048


class Count:
    """What passed and what failed, over all runners."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def add(self, passed, failed):
        self.passed += passed
        self.failed += failed


def run(command, **options):
    print("test: " + " ".join(os.path.relpath(w, ROOT) if w.startswith(ROOT) else w
                              for w in command), flush=True)
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def number(pattern, text):
    found = re.search(pattern, text)
    return int(found[1]) if found else 0


def unit(count):
    build.configure(TESTS, UNIT, ["-DCMAKE_C_COMPILER=gcc"])
    build.ninja(UNIT)
    done = run(["ctest", "--test-dir", UNIT, "--output-on-failure", "-j2"])
    if done.returncode != 0:
        print(done.stdout + done.stderr)
    summary = re.search(r"(\d+)% tests passed, (\d+) tests failed out of (\d+)", done.stdout)
    if summary is None:
        print("test: ctest gave no summary")
        count.add(0, 1)
        return
    print(summary[0])
    count.add(int(summary[3]) - int(summary[2]), int(summary[2]))


def seeds(name):
    """Files to begin with: what the build has made of the right kind."""
    kept = os.path.join(TESTS, "fuzz", "corpus", name)
    made = {"fuzz_policy_text": [os.path.join(ROOT, "systems", "demo", "policy.conf")],
            "fuzz_fdt": [os.path.join(UNIT, "virt.dtb")],
            "fuzz_archive": glob.glob(os.path.join(ROOT, "build", "*", "minimal.archive"))[:1],
            "fuzz_elf": glob.glob(os.path.join(ROOT, "build", "*", "images", "shell"))[:1]}
    folder = os.path.join(FUZZ, "seeds", name)
    os.makedirs(folder, exist_ok=True)
    for path in made.get(name, []):
        with open(path, "rb") as source, open(os.path.join(folder, "seed"), "wb") as target:
            target.write(source.read())
    return [folder] + ([kept] if os.path.isdir(kept) else [])


def fuzz(count, seconds=None):
    build.configure(TESTS, FUZZ, ["-DCMAKE_C_COMPILER=clang"])
    build.ninja(FUZZ)
    for source in sorted(glob.glob(os.path.join(TESTS, "fuzz", "fuzz_*.c"))):
        name = os.path.splitext(os.path.basename(source))[0]
        found = os.path.join(FUZZ, "found", name)
        os.makedirs(found, exist_ok=True)
        long = seconds or SMOKE_SECONDS.get(name, 5)
        done = run([os.path.join(FUZZ, name), f"-max_total_time={long}", "-timeout=5",
                    f"-rss_limit_mb={FUZZ_MEMORY_MIB}", f"-artifact_prefix={found}/", found]
                   + OPTIONS.get(name, []) + seeds(name), timeout=long + 120)
        is_good = done.returncode == 0
        last = done.stderr.strip().splitlines()[-1:] or ["no output"]
        print(f"{name}: {last[0]}")
        if not is_good:
            print(done.stderr[-4000:])
        count.add(int(is_good), int(not is_good))


def pytest(count, folder):
    done = run([sys.executable, "-m", "pytest", folder], cwd=ROOT)
    lines = done.stdout.strip().splitlines()
    if done.returncode != 0:
        print("\n".join(lines[:-1]))
        print(done.stderr)
    print(lines[-1] if lines else "no output")
    passed = number(r"(\d+) passed", lines[-1] if lines else "")
    failed = number(r"(\d+) failed", lines[-1] if lines else "")
    failed += number(r"(\d+) error", lines[-1] if lines else "")
    count.add(passed, failed if done.returncode == 0 or failed else 1)


def everything(count):
    found = kernel.all_found(os.environ)
    for one in found:
        print(f"test: building for {one.name}", flush=True)
        build.build(one)
    if len(found) == 1:
        print("test: no installed seL4 was found: system tests run on the mock kernel alone")
    unit(count)
    pytest(count, os.path.join(TESTS, "tools"))
    fuzz(count)
    pytest(count, os.path.join(TESTS, "diff"))
    pytest(count, os.path.join(TESTS, "bench"))
    pytest(count, os.path.join(TESTS, "system"))


def main():
    count = Count()
    what = sys.argv[1] if len(sys.argv) > 1 else "all"
    try:
        if what == "unit":
            unit(count)
        elif what == "fuzz":
            fuzz(count, int(sys.argv[2]))
        else:
            everything(count)
    except (kernel.KernelError, build.BuildError) as error:
        print(f"test: {error}")
        count.add(0, 1)
    print(f"{count.passed} passed, {count.failed} failed")
    return 0 if count.failed == 0 and count.passed > 0 else 1


sys.exit(main())
