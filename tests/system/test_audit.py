# SPDX-License-Identifier: BSD-2-Clause
"""The audit log on the console and on the host: what it tells is what the system says."""

import os
import re
import subprocess

import pytest
from conftest import ROOT, await_lines, records

KAAL = os.path.join(ROOT, "build", "host", "kaal")


def kaal(*words):
    return subprocess.run([KAAL, "audit", *words], capture_output=True, text=True, check=False)


def fields(text):
    return [dict(word.split("=", 1) for word in line.split()) for line in text.splitlines()]


def held(listed):
    """What console and replay both tell of each grant."""
    return sorted((grant["id"], grant["parent"], grant["holder"], grant["kind"])
                  for grant in listed)


class Exported:
    """A system that was used a little, its grants, and its log in a file."""

    def __init__(self, machine, built, folder):
        self.machine = machine
        self.key = os.path.join(built.build, "audit.key")
        self.file = str(folder / "audit.log")
        assert machine.command("spawn child probe")[-1] == "ok"
        assert machine.command("kill child")[-1] == "ok"
        assert machine.command("kill nobody")[-1] == "error: there is no such thing"
        assert machine.command("restart follower")[-1] == "ok"
        assert machine.command("budget faithful 5000 10000")[-1] == "ok"
        self.grants = records(machine.command("grants"))
        self.text = machine.command("audit export")
        assert self.text[-1] == "ok"
        (folder / "export.txt").write_text("\n".join(self.text), encoding="ascii")
        done = kaal("import", str(folder / "export.txt"), "-o", self.file)
        assert done.returncode == 0, done.stderr

    def printed(self):
        return fields(kaal("print", self.file).stdout)


@pytest.fixture(scope="module")
def exported(boot, built, tmp_path_factory):
    machine = boot("supervision")
    await_lines(machine, "^hold: crasher: ")
    await_lines(machine, "^hold: hung: ")
    await_lines(machine, "^fault: component=greedy ")
    machine.command("hold crasher")
    return Exported(machine, built, tmp_path_factory.mktemp("audit"))


def test_the_export_is_genuine(exported):
    done = kaal("verify", exported.file, "--key", exported.key)
    assert done.returncode == 0 and done.stdout.startswith("ok first=1 "), done.stdout


def test_another_key_made_none_of_it(exported, tmp_path):
    other = str(tmp_path / "other.key")
    assert kaal("key", "-o", other).returncode == 0
    done = kaal("verify", exported.file, "--key", other)
    assert done.returncode == 1 and "the seal was not made by this key" in done.stdout


def test_replay_equals_grants(exported):
    done = kaal("replay", exported.file)
    assert done.returncode == 0, done.stderr
    assert held(fields(done.stdout)) == held(exported.grants)


def test_it_tells_what_was_done(exported):
    listed = exported.printed()
    shell = next(one["holder"] for one in listed
                 if one["op"] == "enter" and one["name"] == "shell")
    asked = [(one["op"], one["request"], one["outcome"]) for one in listed
             if one["op"] in ("request", "refuse") and one["actor"] == shell]
    assert asked[-6:] == [("request", "hold", "OK"), ("request", "spawn", "OK"),
                          ("request", "kill", "OK"), ("refuse", "kill", "ERR_NOT_FOUND"),
                          ("request", "restart", "OK"), ("request", "budget", "OK")]
    ended = [one["cause"] for one in listed if one["op"] == "end"]
    assert {"fault", "heartbeat", "overrun", "kill"} <= set(ended)
    assert [one["op"] for one in listed].count("hold") >= 2


def test_the_past_can_be_seen(exported):
    listed = exported.printed()
    born = next(one for one in listed if one["op"] == "enter" and one["name"] == "child")
    gone = next(one for one in listed if one["op"] == "forget" and
                one["holder"] == born["holder"])
    begun = next(one for one in listed if one["op"] == "begin" and
                 one["holder"] == born["holder"])
    then = fields(kaal("replay", exported.file, "--at", begun["seq"]).stdout)
    assert {"memory", "cpu"} <= {grant["kind"] for grant in then if grant["holder"] == "child"}
    assert "child" not in kaal("replay", exported.file, "--at", gone["seq"]).stdout


def test_it_can_be_drawn(exported, tmp_path):
    path = tmp_path / "graph.svg"
    done = kaal("graph", exported.file, "-o", str(path))
    assert done.returncode == 0, done.stderr
    drawn = path.read_text(encoding="utf-8")
    assert "<svg" in drawn and ">shell<" in drawn and "/pl011@9000000" in drawn


def test_the_console_checks_its_own(exported):
    lines = exported.machine.command("audit verify")
    assert lines[-1] == "ok" and re.match(r"first=1 last=\d+ batches=\d+$", lines[0])


def test_tail(exported):
    listed = records(exported.machine.command("audit tail 5"))
    assert len(listed) == 5
    assert listed[-1]["op"] == "seal"
    numbers = [int(one["seq"]) for one in listed]
    assert numbers == list(range(numbers[0], numbers[0] + 5))


def test_what_is_kept_may_go(exported):
    last = int(records(exported.machine.command("audit tail 1"))[0]["seq"])
    for wanted in (last, last // 2):
        lines = exported.machine.command(f"audit kept {wanted}")
        kept = int(re.match(r"kept=(\d+)$", lines[0]).group(1))
        assert lines[1] == "ok" and wanted - 14 < kept <= wanted
    assert exported.machine.command("audit kept 0")[0] == "kept=0"


@pytest.mark.parametrize("line", ["audit", "audit tail", "audit tail 0", "audit tail x",
                                  "audit tail 1001", "audit export now", "audit kept",
                                  "audit kept x", "audit nonsense"])
def test_bad_words(exported, line):
    assert exported.machine.command(line)[-1].startswith("error: ")
