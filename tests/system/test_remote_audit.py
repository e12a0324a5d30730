# SPDX-License-Identifier: BSD-2-Clause
"""The audit log from outside: all of it comes, whatever happens meanwhile, and nothing can be done
to a copy that is not found."""

import os
import re
import struct
import subprocess
import threading
import time

import pytest
from conftest import records
from outside import KAAL, assert_served, boot_served, call

HEADER, RECORD = 16, 128
FETCHES = 5


@pytest.fixture(scope="module")
def machine(boot):
    return boot_served(boot)


def verify(built, path):
    return subprocess.run([KAAL, "audit", "verify", path, "--key",
                           os.path.join(built.build, "audit.key")],
                          capture_output=True, text=True, check=False)


def fetch(machine, path):
    """Returns the numbers of its first and last record."""
    done = call(machine, "audit", "fetch", path)
    assert done.returncode == 0 and done.stderr == "", done
    return [int(number) for number in re.match(r"first=(\d+) last=(\d+)$", done.stdout).groups()]


def held(listed):
    return sorted((grant["id"], grant["parent"], grant["holder"], grant["kind"])
                  for grant in listed)


def test_all_of_it_comes(machine, built, tmp_path):
    path = str(tmp_path / "audit.log")
    assert machine.command("spawn guest shell")[-1] == "ok"
    assert machine.command("kill guest")[-1] == "ok"
    grants = held(records(machine.command("grants")))
    first, last = fetch(machine, path)
    assert first == 1 and os.path.getsize(path) == HEADER + last * RECORD
    done = verify(built, path)
    assert done.returncode == 0 and done.stdout == f"ok first=1 last={last} lost=0\n", done
    done = subprocess.run([KAAL, "audit", "replay", path], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0
    listed = [dict(word.split("=", 1) for word in line.split())
              for line in done.stdout.splitlines()]
    assert held(listed) == grants


def test_what_is_done_to_a_copy_is_found(machine, built, tmp_path):
    path = str(tmp_path / "audit.log")
    _, last = fetch(machine, path)
    with open(path, "rb") as file:
        whole = file.read()
    found = [whole[HEADER + i * RECORD:HEADER + (i + 1) * RECORD] for i in range(last)]
    forged = struct.pack("<QQH", 5, 0, 1) + found[4][18:]
    changed = {
        "flipped": [bytes([r[0], *r[1:40], r[40] ^ 1, *r[41:]]) if i == last // 2 else r
                    for i, r in enumerate(found)],
        "dropped": found[:3] + found[4:],
        "dropped-first": found[1:],
        "cut-off": found[:-1],
        "reordered": found[:2] + [found[3], found[2]] + found[4:],
        "forged": found[:4] + [forged] + found[5:],
        "added": found + [found[0]],
    }
    for what, kept in changed.items():
        with open(path, "wb") as file:
            file.write(whole[:HEADER] + b"".join(kept))
        done = verify(built, path)
        assert done.returncode == 1 and done.stdout.startswith("wrong record="), (what, done)


def test_it_is_whole_while_more_is_written(machine, built, tmp_path):
    results = []

    def fetch_all():
        for i in range(FETCHES):
            results.append((str(tmp_path / f"{i}.log"), fetch(machine, str(tmp_path / f"{i}.log"))))

    fetcher = threading.Thread(target=fetch_all)
    fetcher.start()
    while fetcher.is_alive():
        time.sleep(0.05)  # or the log is full before the test is over
        assert machine.command("spawn guest shell")[-1] == "ok"
        assert machine.command("kill guest")[-1] == "ok"
    fetcher.join()
    assert len(results) == FETCHES and results[-1][1][1] > results[0][1][1] + 50
    for path, (_, last) in results:
        done = verify(built, path)
        assert done.returncode == 0 and f" last={last} " in done.stdout, done


def test_it_says_what_the_console_says(machine):
    for _ in range(5):
        before = machine.command("audit tail 20")
        done = call(machine, "audit", "tail", "20")
        if before == machine.command("audit tail 20"):
            break
    assert done.returncode == 0 and done.stdout.splitlines() + ["ok"] == before
    assert len(before) == 21
    assert_served(machine)


def test_it_is_verified_as_it_comes(machine, built, tmp_path):
    done = call(machine, "audit", "verify", "--key", os.path.join(built.build, "audit.key"))
    assert done.returncode == 0 and re.match(r"ok first=1 last=\d+ lost=0$", done.stdout), done
    other = str(tmp_path / "other.key")
    assert subprocess.run([KAAL, "audit", "key", "-o", other], check=False).returncode == 0
    done = call(machine, "audit", "verify", "--key", other)
    assert done.returncode == 1 and done.stdout.startswith("wrong record="), done
