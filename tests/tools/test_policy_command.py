# SPDX-License-Identifier: BSD-2-Clause
"""The commands about policies, and policies beside descriptions."""

import ctypes
import os

import pytest

from policy_text import GOOD, SYSTEM, kaal


def check(tmp_path, policy, system):
    (tmp_path / "policy.conf").write_text(policy)
    (tmp_path / "system.conf").write_text(system)
    return kaal("check", "system.conf", "policy.conf", folder=tmp_path)


def test_takes_a_description_that_is_allowed(tmp_path):
    done = check(tmp_path, GOOD, SYSTEM)
    assert done.returncode == 0 and done.stderr == ""


@pytest.mark.parametrize("old, new, words", [
    ("image = x", "image = x\n priority = 101",
     "system.conf:2: component a: priority: expected at most 100, as policy.conf:8 allows"),
    ("image = x", "image = x\n memory = 2M",
     "system.conf:2: component a: memory: expected at most 1048576 bytes, as policy.conf:8 allows"),
    ("image = x", "image = x\n rights = {log, list}",
     "system.conf:2: component a: rights: list log: expected only what policy.conf:8 allows"),
    ('{"a:b", "b:a"}', '{"c:b", "b:a"}',
     "system.conf:6: channel: c and b: expected channel b { kinds = {ring} } for c in "
     "policy.conf:19"),
    ("component c", "component d { image = w }\ncomponent c",
     "system.conf:4: component d: expected an allow section for it in policy.conf"),
    ("component c", "component guest",
     "policy.conf:19: c: expected a component of the system, a role or a class"),
    ("component c { image = z\n  priority = 150 }", "component guest { image = z }\n"
     "component c { image = z }",
     "policy.conf:7: guest: expected another name for the role: a component has this one"),
])
def test_names_both_places_when_they_do_not_fit(tmp_path, old, new, words):
    assert old in SYSTEM
    done = check(tmp_path, GOOD, SYSTEM.replace(old, new))
    assert done.returncode == 1 and words in done.stderr
    assert "policy.conf" in done.stderr and "system.conf" in done.stderr


def test_budget_is_compared_as_a_share(tmp_path):
    policy = GOOD.replace("priority = 150", "priority = 150\n cpu = \"5ms/10ms\"")
    for budget, is_good in (("50ms", True), ("51ms", False)):
        done = check(tmp_path, policy, SYSTEM.replace(
            "image = z", f"image = z\n period = 100ms\n budget = {budget}"))
        assert (done.returncode == 0) == is_good
    assert "component c: cpu: expected at most 50.0000 percent, as policy.conf" in done.stderr


def test_channels_of_the_description_are_rings(tmp_path):
    done = check(tmp_path, GOOD.replace("{ring}", "{rpc}"), SYSTEM)
    assert "channel: a and b: expected channel b { kinds = {ring} }" in done.stderr


def test_pack_wants_a_policy(tmp_path):
    (tmp_path / "system.conf").write_text(SYSTEM)
    done = kaal("pack", "--system", "system.conf", "-o", "archive", folder=tmp_path)
    assert done.returncode == 2 and "--policy FILE" in done.stderr


def test_pack_puts_the_policy_in(tmp_path):
    check(tmp_path, GOOD, SYSTEM)
    done = kaal("pack", "--system", "system.conf", "--policy", "policy.conf", "-o", "archive",
                folder=tmp_path)
    assert done.returncode == 0
    kaal("policy", "compile", "policy.conf", "-o", "binary", folder=tmp_path)
    archive = (tmp_path / "archive").read_bytes()
    entry = archive.index(b"policy".ljust(32, b"\0") + (4).to_bytes(4, "little"))
    offset = int.from_bytes(archive[entry + 40:entry + 48], "little")
    size = int.from_bytes(archive[entry + 48:entry + 56], "little")
    assert archive[offset:offset + size] == (tmp_path / "binary").read_bytes()


def test_compile_checks_against_a_description(tmp_path):
    check(tmp_path, GOOD, SYSTEM.replace("image = x", "image = x\n priority = 101"))
    done = kaal("policy", "compile", "policy.conf", "--system", "system.conf", "-o", "binary",
                folder=tmp_path)
    assert done.returncode == 1 and "priority" in done.stderr
    assert not (tmp_path / "binary").exists()


def test_diff_tells_what_goes_and_what_comes(tmp_path):
    (tmp_path / "old").write_text(GOOD)
    # A rule that moves to another line is no difference.
    new = GOOD.replace("version = 7", "version = 8\n\n").replace("{kill}", "{kill, hold}")
    (tmp_path / "new").write_text(new)
    assert kaal("policy", "compile", "new", "-o", "binary", folder=tmp_path).returncode == 0
    done = kaal("policy", "diff", "old", "binary", folder=tmp_path)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "- a: administer b: kill", "+ a: administer b: kill hold",
        "- policy: version 7", "+ policy: version 8"]
    done = kaal("policy", "diff", "new", "binary", folder=tmp_path)
    assert done.returncode == 0 and done.stdout == ""
    assert kaal("policy", "diff", "new", "none", folder=tmp_path).returncode == 2


def verifies(key, data, signature):
    """Whether it is an Ed25519ph signature (RFC 8032) of the data."""
    sodium = ctypes.CDLL("libsodium.so.23")
    state = ctypes.create_string_buffer(sodium.crypto_sign_ed25519ph_statebytes())
    sodium.crypto_sign_ed25519ph_init(state)
    sodium.crypto_sign_ed25519ph_update(state, data, ctypes.c_ulonglong(len(data)))
    return sodium.crypto_sign_ed25519ph_final_verify(state, signature, key) == 0


def test_signs_what_it_compiles(tmp_path):
    (tmp_path / "policy.conf").write_text(GOOD)
    assert kaal("policy", "keygen", "key", folder=tmp_path).returncode == 0
    assert os.stat(tmp_path / "key").st_mode & 0o777 == 0o600
    for words in (["-o", "plain"], ["-o", "signed", "--sign", "key"]):
        assert kaal("policy", "compile", "policy.conf", *words, folder=tmp_path).returncode == 0
    plain = (tmp_path / "plain").read_bytes()
    signed = (tmp_path / "signed").read_bytes()
    assert signed[:8] == b"AKLPLSG1" and signed[80:] == plain
    assert int.from_bytes(signed[8:16], "little") == len(plain)
    assert kaal("policy", "diff", "plain", "signed", folder=tmp_path).returncode == 0
    key = (tmp_path / "key.pub").read_bytes()
    assert verifies(key, plain, signed[16:80])
    assert not verifies(key, plain[:-1] + b"x", signed[16:80])


def test_keygen_writes_nothing_over(tmp_path):
    (tmp_path / "key.pub").write_text("mine")
    done = kaal("policy", "keygen", "key", folder=tmp_path)
    assert done.returncode == 1 and "key.pub" in done.stderr
    assert not (tmp_path / "key").exists() and (tmp_path / "key.pub").read_text() == "mine"


def test_sign_wants_a_secret_key(tmp_path):
    (tmp_path / "policy.conf").write_text(GOOD)
    kaal("policy", "keygen", "key", folder=tmp_path)
    done = kaal("policy", "compile", "policy.conf", "-o", "out", "--sign", "key.pub",
                folder=tmp_path)
    assert done.returncode == 1 and "key.pub: expected a secret key" in done.stderr
    assert not (tmp_path / "out").exists()


def test_damaged_binaries_are_refused(tmp_path):
    (tmp_path / "policy.conf").write_text(GOOD)
    kaal("policy", "compile", "policy.conf", "-o", "out", folder=tmp_path)
    data = (tmp_path / "out").read_bytes()
    (tmp_path / "out").write_bytes(data[:-1])
    done = kaal("policy", "show", "out", folder=tmp_path)
    assert done.returncode == 1 and "out: its size is not what its counts say" in done.stderr
    assert kaal("policy", "show", "none", folder=tmp_path).returncode == 1


@pytest.mark.parametrize("words", [[], ["fly"], ["compile", "x"], ["compile", "x", "-o"], ["show"],
                                   ["compile", "x", "--what", "y"], ["diff", "x"], ["keygen"]])
def test_usage(words):
    done = kaal("policy", *words)
    assert done.returncode == 2 and "usage" in done.stderr
