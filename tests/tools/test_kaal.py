# SPDX-License-Identifier: BSD-2-Clause
"""The host command `kaal`: what it refuses, and with which words."""

import os
import subprocess

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
KAAL = os.path.join(ROOT, "build", "host", "kaal")
GOOD = """
name = test
component a { image = x }
component b { image = y }
channel { ends = {"a:left", "b:right"} }
"""
POLICY = """
name = test
version = 1
audit = refuse
allow a { channel b { kinds = {ring} } }
allow b { }
"""


def check(tmp_path, text):
    path = tmp_path / "system.conf"
    path.write_text(text)
    return subprocess.run([KAAL, "check", str(path)], capture_output=True, text=True, check=False)


def test_takes_a_sound_description(tmp_path):
    done = check(tmp_path, GOOD)
    assert done.returncode == 0 and done.stderr == ""


@pytest.mark.parametrize("cpu", ["50", "50.0000", "409600", '"5ms/10ms"', '"1s/1ms"'])
def test_takes_shares_of_cpu(tmp_path, cpu):
    done = check(tmp_path, GOOD.replace("image = x", "image = x\n budget = 5ms\n cpu = " + cpu))
    assert done.returncode == 0 and done.stderr == ""


@pytest.mark.parametrize("kind", ["ring", "rpc", "notification"])
def test_takes_kinds_of_channels(tmp_path, kind):
    done = check(tmp_path, GOOD.replace("channel {", f"channel {{ kind = {kind}\n"))
    assert done.returncode == 0, done.stderr


def test_takes_dependencies(tmp_path):
    done = check(tmp_path, GOOD.replace("image = y", "image = y\n depends = {a}"))
    assert done.returncode == 0 and done.stderr == ""


@pytest.mark.parametrize("rules", [
    'restart = always\n backoff = "1ms..3600s"\n give_up = "10 in 86400s"',
    "heartbeat = 20ms\n period = 10ms\n budget = 9ms\n overrun = fault",
    'restart = on-failure\n backoff = "5s..5s"\n give_up = never',
])
def test_takes_restart_rules(tmp_path, rules):
    done = check(tmp_path, GOOD.replace("image = x", "image = x\n " + rules))
    assert done.returncode == 0 and done.stderr == ""


@pytest.mark.parametrize("old, new, words", [
    ("image = x", "image = x\n priority = 201",
     "component a: priority: expected a number from 1 to 200"),
    ("image = x", "prio = 3", "no such option 'prio'"),
    ("image = x", "", "component a: image: it is missing"),
    ("image = x", "image = x\n stack = 5000", "component a: stack: expected a size"),
    ("image = x", "image = x\n stack = 8Q", "component a: stack: expected a size"),
    ("image = x", "image = x\n period = 10", "component a: period: expected a time"),
    ("image = x", "image = x\n budget = 20ms", "component a: budget: expected a time"),
    ("image = x", "image = x\n cpu = 99.9999", "component a: cpu: expected at least budget in"),
    ("image = x", "image = x\n cpu = 0", "component a: cpu: expected percent of a CPU"),
    ("image = x", "image = x\n cpu = 100.", "component a: cpu: expected percent of a CPU"),
    ("image = x", "image = x\n cpu = 1.00001", "component a: cpu: expected percent of a CPU"),
    ("image = x", "image = x\n cpu = 409601", "component a: cpu: expected percent of a CPU"),
    ("image = x", "image = x\n cpu = 99999999999999999999", "component a: cpu: expected percent"),
    ("image = x", "image = x\n cpu = much", "component a: cpu: expected percent of a CPU"),
    ("image = x", 'image = x\n cpu = "5ms/0ms"', "component a: cpu: expected percent of a CPU"),
    ("image = x", 'image = x\n cpu = "5/10"', "component a: cpu: expected percent of a CPU"),
    ("image = x", "image = x\n rights = {root}", "component a: rights: expected any of"),
    ("image = x", "image = x\n depends = {b}", "component a: depends: expected components that"),
    ("image = y", "image = y\n depends = {b}", "component b: depends: expected components that"),
    ("image = x", "image = x\n handover = 52K", "component a: handover: expected a size"),
    ("image = x", "image = x\n heartbeat = 19ms", "component a: heartbeat: expected none, or a"),
    ("image = x", "image = x\n heartbeat = 61s", "component a: heartbeat: expected none, or a"),
    ("image = x", "image = x\n overrun = never", "component a: overrun: expected wait or fault"),
    ("image = x", "image = x\n overrun = fault", "component a: overrun: fault needs a budget"),
    ("image = x", "image = x\n restart = often", "component a: restart: expected never"),
    ("image = x", 'image = x\n backoff = "10ms"', "component a: backoff: expected two times"),
    ("image = x", 'image = x\n backoff = "2s..10ms"', "component a: backoff: expected two times"),
    ("image = x", 'image = x\n backoff = "10us..1s"', "component a: backoff: expected two times"),
    ("image = x", 'image = x\n backoff = "1s..3601s"', "component a: backoff: expected two times"),
    ("image = x", 'image = x\n give_up = "0 in 5s"', "component a: give_up: expected never"),
    ("image = x", 'image = x\n give_up = "11 in 5s"', "component a: give_up: expected never"),
    ("image = x", 'image = x\n give_up = "3 within 5s"', "component a: give_up: expected never"),
    ("image = x", 'image = x\n give_up = "3 in 5"', "component a: give_up: expected never"),
    ("image = x", "image = x\n device { }", "no such option 'device'"),
    ('"b:right"', '"c:right"', "not described"),
    ('"b:right"', '"a:right"', "two different components"),
    ('"b:right"', '"b"', "component:port"),
    ('{"a:left", "b:right"}', '{"a:left"}', "component:port"),
    ("channel {", "channel { slots = 3\n", "slots: expected a power of two"),
    ("channel {", "channel { slot_bytes = 12\n", "slot_bytes: expected a number from 16"),
    ("channel {", "channel { kind = pipe\n", "kind: expected ring, rpc or notification"),
    ("channel {", "channel { kind = rpc\n slots = 64\n", "slots: only a ring has slots"),
    ("name = test", "", "name: it is missing"),
    ("component b {", "component a {", "a"),
])
def test_says_what_is_wrong(tmp_path, old, new, words):
    assert old in GOOD
    done = check(tmp_path, GOOD.replace(old, new, 1))
    assert done.returncode == 1
    assert words in done.stderr
    assert "system.conf" in done.stderr


def test_counts_lines_as_people_do(tmp_path):
    text = GOOD.replace("name", "# a comment\n/* and\n a long one */ // and one more\nname")
    done = check(tmp_path, text.replace("image = y", "image = y  # not '#\"' \n priority = 0"))
    assert done.stderr == (f"kaal: {tmp_path}/system.conf:7: component b: priority: expected a "
                           "number from 1 to 200\n")
    done = check(tmp_path, text.replace("image = y", 'image = "y#//" prio = 0'))
    assert done.stderr == f"{tmp_path}/system.conf:7: no such option 'prio'\n"


def test_pack_leaves_nothing_behind_on_failure(tmp_path):
    (tmp_path / "system.conf").write_text(GOOD)
    (tmp_path / "policy.conf").write_text(POLICY)
    out = tmp_path / "archive"
    done = subprocess.run([KAAL, "pack", "--system", str(tmp_path / "system.conf"), "--policy",
                           str(tmp_path / "policy.conf"), "--image",
                           "x=" + str(tmp_path / "none"), "-o", str(out)],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "none" in done.stderr
    assert not out.exists()


def test_usage():
    done = subprocess.run([KAAL, "fly"], capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "usage: kaal" in done.stderr
