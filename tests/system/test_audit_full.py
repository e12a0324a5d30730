# SPDX-License-Identifier: BSD-2-Clause
"""`audit = refuse`: a full log refuses what is new, records what ends, and goes on when kept."""

import os
import re
import subprocess
import time

import pytest
from conftest import ROOT, await_lines, components, records

KAAL = os.path.join(ROOT, "build", "host", "kaal")
FULL = "error: the audit log is full and nobody has fetched it"
LIMIT = 16384
EXPORT_S = 240  # two megabytes through the console


def kaal(*words):
    done = subprocess.run([KAAL, "audit", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return [dict(word.split("=", 1) for word in line.split() if "=" in word)
            for line in done.stdout.splitlines()]


def last(machine):
    return int(records(machine.command("audit tail 1"))[0]["seq"])


def export(machine, folder):
    """Export on the console, and import on the host."""
    text = machine.command("audit export", timeout=EXPORT_S)
    assert text[-1] == "ok"
    path = folder / "export.txt"
    path.write_text("\n".join(text), encoding="ascii")
    log = str(folder / "audit.log")
    kaal("import", str(path), "-o", log)
    return log


@pytest.fixture(scope="module")
def machine(boot):
    booted = boot("full")
    assert booted.command("spawn child probe")[-1] == "ok"
    await_lines(booted, "^churn: refused: ERR_AUDIT$")
    return booted


def test_one_after_the_other(machine, built, tmp_path):
    # Nothing new is given, and it says why.
    assert machine.command("spawn other probe")[-1] == FULL
    assert machine.command("restart idle")[-1] == FULL
    assert machine.command("budget idle 5000 10000")[-1] == FULL
    await_lines(machine, "^audit: the log is full: nothing is given until somebody fetches it$")

    # What ends goes on; what would begin again by its rules waits.
    assert machine.command("kill child")[-1] == "ok"
    assert machine.command("hold idle")[-1] == "ok"
    listed = components(machine)
    assert "child" not in listed and listed["idle"]["state"] == "held"
    assert listed["crasher"]["state"] == "waiting"
    before = last(machine)
    assert before < LIMIT
    time.sleep(1)
    assert machine.command("spawn other probe")[-1] == FULL
    assert components(machine)["crasher"]["restarts"] == listed["crasher"]["restarts"]
    assert last(machine) == before

    # When somebody says that there is a copy, it goes on.
    log = export(machine, tmp_path)
    kept = int(kaal("print", log)[-1]["seq"])
    assert machine.command("spawn other probe")[-1] == FULL
    assert machine.command(f"audit kept {kept}")[-1] == "ok"
    await_lines(machine, "^churn: goes on$")
    assert machine.command("spawn other probe")[-1] == "ok"
    assert machine.command("restart idle")[-1] == "ok"
    await_lines(machine, "^restart: crasher by its rules$",
                len(re.findall("^restart: crasher by its rules$", machine.transcript, re.M)) + 1)

    # Nothing of it is lost: neither what ended, nor the refusals that were only counted.
    key = os.path.join(built.build, "audit.key")
    assert "ok first=1 " in subprocess.run([KAAL, "audit", "verify", log, "--key", key],
                                           capture_output=True, text=True, check=False).stdout
    told = kaal("print", log)
    child = next(one["holder"] for one in told if one["op"] == "enter" and one["name"] == "child")
    assert [one["cause"] for one in told if one["op"] == "end" and one["holder"] == child] == [
        "kill"]
    assert any(one["op"] == "request" and one["request"] == "hold" for one in told)
    assert not [one for one in told if one["op"] == "gap"]
    time.sleep(2)  # a row of refusals is written after a second
    full = [one for one in records(machine.command("audit tail 1000"))
            if one["op"] == "refuse" and one["outcome"] == "ERR_AUDIT"]
    churn = next(one["holder"] for one in told if one["op"] == "enter" and one["name"] == "churn")
    shell = next(one["holder"] for one in told if one["op"] == "enter" and one["name"] == "shell")
    assert sum(int(one["count"]) for one in full if one["actor"] == shell) == 5
    assert sum(int(one["count"]) for one in full if one["actor"] == churn) >= 2
