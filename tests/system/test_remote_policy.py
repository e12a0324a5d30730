# SPDX-License-Identifier: BSD-2-Clause
"""A policy made after the image: it comes from outside, signed and newer, or not at all."""

import ctypes
import os
import re
import struct
import subprocess
import time

import pytest
from conftest import ROOT, await_lines, components, records
from outside import KAAL, PATIENCE_S, answer, assert_served, boot_served, call, connect, frame

REQUEST_AUDIT, REQUEST_POLICY_PUT, REQUEST_POLICY = 25, 27, 28
ACT_AUDIT_FETCH = 2
ACT_SHOW, ACT_FINISH, ACT_TAKE, ACT_DROP, ACT_CHANGE, ACT_APPLY = 1, 2, 3, 4, 5, 6
OK, ERR_DENIED, ERR_NOT_FOUND, ERR_STATE = 0, 6, 7, 17
PIECE, HEAD = 896, 80
CARD = {"device", "mmio", "irq", "dma"}
SECRET_BYTES, SIGNATURE_BYTES = 64, 64
DEMO = os.path.join(ROOT, "systems", "demo", "policy.conf")

DRIVERS = "members = {nic0, nic1, spare}"
NIC1 = "allow nic1 {\n    priority = 140\n}"


def demo(version, nic1=None):
    """The demonstration's policy. nic1: its section, when it is no driver as the others are."""
    with open(DEMO, encoding="utf-8") as file:
        text = file.read()
    assert text.count("version = 1\n") == text.count(DRIVERS) == text.count(NIC1) == 1
    text = text.replace("version = 1\n", f"version = {version}\n")
    if nic1 is not None:
        text = text.replace(DRIVERS, "members = {nic0, spare}").replace(NIC1, nic1)
    return text


WITHOUT_CARD = "allow nic1 {\n    priority = 140\n    memory = 8M\n}"
NOT_AT_ALL = "allow nic1 {\n    priority = 140\n    memory = 4M\n}"


class Maker:
    """Policies as files, signed or not."""

    def __init__(self, folder, key):
        self.folder = folder
        self.key = key
        self.sodium = ctypes.CDLL("libsodium.so.23")
        self.other = str(folder / "other.key")
        assert subprocess.run([KAAL, "policy", "keygen", self.other], check=False).returncode == 0

    def compiled(self, text):
        source, path = self.folder / "policy.conf", self.folder / "policy.bin"
        source.write_text(text, encoding="utf-8")
        done = subprocess.run([KAAL, "policy", "compile", str(source), "-o", str(path)],
                              capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return path.read_bytes()

    def sign(self, data, key=None):
        """As `kaal policy compile --sign` does, but of any bytes."""
        with open(key or self.key, "rb") as file:
            secret = file.read()
        assert len(secret) == SECRET_BYTES
        state = ctypes.create_string_buffer(self.sodium.crypto_sign_statebytes())
        signature = ctypes.create_string_buffer(SIGNATURE_BYTES)
        self.sodium.crypto_sign_init(state)
        self.sodium.crypto_sign_update(state, data, ctypes.c_ulonglong(len(data)))
        self.sodium.crypto_sign_final_create(state, signature, None, secret)
        head = struct.pack("<QQ", self.magic(), len(data)) + signature.raw
        assert len(head) == HEAD
        return head + data

    def magic(self):
        path = self.folder / "signed.bin"
        if not path.exists():
            done = subprocess.run([KAAL, "policy", "compile", DEMO, "-o", str(path), "--sign",
                                   self.key], check=False)
            assert done.returncode == 0
        return struct.unpack("<Q", path.read_bytes()[:8])[0]

    def good(self, version, nic1=None):
        return self.sign(self.compiled(demo(version, nic1)))

    def file(self, data):
        path = self.folder / "to-bring"
        path.write_bytes(data)
        return str(path)


@pytest.fixture(scope="module")
def machine(boot):
    return boot_served(boot)


@pytest.fixture(scope="module")
def maker(built, tmp_path_factory):
    return Maker(tmp_path_factory.mktemp("policy"), os.path.join(built.build, "policy.key"))


def flip(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]


def rights_for_net(data):
    """Somebody who is not the shell may shut down: no compiler lets that pass."""
    at = data.index(b"net\0") + 40
    return data[:at] + bytes([data[at] | 4]) + data[at + 1:]


NOT_SIGNED = "it is no signed policy, or what was signed is no policy"
NOT_OURS = "there is no right to bring it, or it is not signed by the key of the boot image"
ENDS = "the policy ends too early"
TOO_LONG = "the policy is longer than its head says, or than any may be"
NO_NUMBER = "what was signed is no policy: a number is out of its range"
NOT_ABOVE = "the version of the policy is not above that in force"
BREAKS = "the policy breaks one of its own assertions: the log tells which"

BAD = {
    "unsigned": (lambda make: make.compiled(demo(5)), NOT_SIGNED, "ERR_FORMAT"),
    "other-key": (lambda make: make.sign(make.compiled(demo(5)), make.other), NOT_OURS,
                  "ERR_DENIED"),
    "same-version": (lambda make: make.good(1), NOT_ABOVE, "ERR_VERSION"),
    "empty": (lambda make: b"", NO_NUMBER, "ERR_RANGE"),
    "one-byte": (lambda make: make.good(5)[:1], ENDS, "ERR_SHORT"),
    "half-a-head": (lambda make: make.good(5)[:HEAD // 2], ENDS, "ERR_SHORT"),
    "head-alone": (lambda make: make.good(5)[:HEAD], ENDS, "ERR_SHORT"),
    "one-piece": (lambda make: make.good(5)[:PIECE], ENDS, "ERR_SHORT"),
    "a-byte-short": (lambda make: make.good(5)[:-1], ENDS, "ERR_SHORT"),
    "a-byte-long": (lambda make: make.good(5) + b"\0", TOO_LONG, "ERR_LONG"),
    "oversized": (lambda make: make.good(5) + bytes(500000), TOO_LONG, "ERR_LONG"),
    "flipped-signature": (lambda make: flip(make.good(5), HEAD - 1), NOT_OURS, "ERR_DENIED"),
    "flipped-version": (lambda make: flip(make.good(4), HEAD + 12), NOT_OURS, "ERR_DENIED"),
    "flipped-end": (lambda make: flip(make.good(5), -1 + len(make.good(5))), NOT_OURS,
                    "ERR_DENIED"),
    "signed-nonsense": (lambda make: make.sign(os.urandom(2000)), NOT_SIGNED, "ERR_FORMAT"),
    "signed-number": (lambda make: make.sign(flip(make.compiled(demo(5)), 36)), NO_NUMBER,
                      "ERR_RANGE"),
    "assertion": (lambda make: make.sign(rights_for_net(make.compiled(demo(5)))), BREAKS,
                  "ERR_STATE"),
}


def test_what_is_not_good_is_refused(machine, maker):
    for what in BAD:  # in one test: those below change what is in force
        refused(machine, maker, what)


def refused(machine, maker, what):
    make, words, err = BAD[what]
    path = maker.file(make(maker))
    logged = len(re.findall("^refuse: control brings a policy: ", machine.transcript, re.M))
    begun = time.time()
    done = call(machine, "policy", "apply", path)
    assert time.time() - begun < 20  # an oversized one comes at 100 pieces a second
    assert done.returncode == 1 and done.stdout == "", (what, done)
    assert done.stderr == f"kaal: 127.0.0.1:{machine.control}: {words}\n", what
    await_lines(machine, "^refuse: control brings a policy: ", logged + 1)
    tail = call(machine, "audit", "tail", "6").stdout
    assert re.search(rf"op=refuse request=policy(-put)? actor=\d+ outcome={err} ", tail), what
    assert " version=1 " in call(machine, "policy", "show").stdout, what
    assert machine.command("policy")[0].startswith("name=demo version=1 "), what
    assert_served(machine)


def ask(connection, request, payload):
    connection.sendall(frame(request, payload))
    return answer(connection)


def policy(connection, act, version=0, cursor=0, name=b""):
    return ask(connection, REQUEST_POLICY, struct.pack("<IIII32s", act, cursor, version, 0, name))


def put(connection, data, offset=0):
    piece = data[offset:offset + PIECE]
    return ask(connection, REQUEST_POLICY_PUT,
               struct.pack(f"<II{PIECE}s", offset, len(piece), piece))


def bring(connection, data):
    for offset in range(0, len(data), PIECE):
        assert put(connection, data, offset)[0] == OK
    return policy(connection, ACT_FINISH)


@pytest.mark.parametrize("request_, payload", [
    (REQUEST_POLICY, struct.pack("<IIII32s", ACT_TAKE, 0, 0, 0, b"policy")),
    (REQUEST_POLICY, struct.pack("<IIII32s", 0, 0, 0, 0, b"")),
    (REQUEST_POLICY, struct.pack("<IIII32s", 32 + ACT_SHOW, 0, 0, 0, b"")),
    (REQUEST_AUDIT, struct.pack("<IIQ", ACT_AUDIT_FETCH, 0, 0)),
], ids=["take", "nothing", "much", "fetch"])
def test_what_needs_an_administrator_is_not_taken(machine, request_, payload):
    with connect(machine) as connection:
        found = ask(connection, request_, payload)
        assert found[:2] == (ERR_DENIED, True)
        assert found[2] == b"this request is not taken from outside"
    assert_served(machine)


def test_a_candidate_is_its_connections(machine, maker):
    data = maker.good(2, WITHOUT_CARD)
    listed = call(machine, "policy", "check", maker.file(data))
    assert listed.returncode == 0, listed
    assert len(re.findall(r"^goes subject=nic1 .*about=0000:", listed.stdout, re.M)) >= 4
    assert "less subject=nic1 rule=pci " in listed.stdout and "more " not in listed.stdout
    deadline = time.time() + PATIENCE_S
    while machine.command("policy check candidate")[-1] != "error: there is no such policy":
        assert time.time() < deadline
    with connect(machine) as one, connect(machine) as other:
        assert bring(one, data)[0] == OK
        # The console sees it, in the same words, and leaves it alone.
        assert machine.command("policy check candidate") == listed.stdout.splitlines() + ["ok"]
        assert machine.command("policy apply candidate")[-1].startswith("error: it cannot be done")
        # Nor does anybody else outside get at it.
        for act in (ACT_FINISH, ACT_CHANGE, ACT_DROP):
            assert policy(other, act)[:2] == (ERR_STATE, False)
        assert policy(other, ACT_APPLY, version=2)[:2] == (ERR_STATE, False)
        assert put(other, data, PIECE)[:2] == (ERR_STATE, False)
        assert policy(one, ACT_SHOW, cursor=1)[0] == OK
        one.close()
        deadline = time.time() + PATIENCE_S
        while policy(other, ACT_SHOW, cursor=1)[0] != ERR_NOT_FOUND:
            assert time.time() < deadline
    assert " version=1 " in call(machine, "policy", "show").stdout
    assert CARD <= kinds(machine, "nic1")


def test_one_bringer_after_the_other(machine, maker):
    """Who begins and says nothing more has its turn, and then another one has it."""
    data = maker.good(2)
    with connect(machine) as idle:
        assert put(idle, data)[0] == OK
        begun = time.time()
        assert call(machine, "policy", "check", maker.file(data)).returncode == 0
        assert time.time() - begun > 2
    assert_served(machine)


def kinds(machine, name):
    return {grant["kind"] for grant in records(machine.command("grants " + name))}


def test_a_better_one_is_put_in_force(machine, maker):
    assert CARD <= kinds(machine, "nic1")
    path = maker.file(maker.good(2, WITHOUT_CARD))
    done = call(machine, "policy", "apply", path)
    assert done.returncode == 0 and done.stderr == "", done
    lines = done.stdout.splitlines()
    assert re.match(r"name=demo version=2 .* sha256=[0-9a-f]{64}$", lines[0])
    assert re.match(r"components_ended=0 grants_revoked=[1-9]\d* quarantined=0$", lines[1])
    assert call(machine, "policy", "show").stdout == done.stdout
    assert machine.command("policy") == lines + ["ok"]
    assert not CARD & kinds(machine, "nic1") and CARD <= kinds(machine, "nic0")
    assert [one for one in records(machine.command("devices")) if one["holder"] == "nic1"] == []
    assert machine.command("check")[-1] == "ok"
    assert re.search(rf"op=policy .*policy=2 {lines[0].split()[-1]} name=demo$",
                     call(machine, "audit", "tail", "100").stdout, re.M)
    for version in (1, 2):
        done = call(machine, "policy", "apply", maker.file(maker.good(version)))
        assert done.returncode == 1 and done.stderr.endswith(f": {NOT_ABOVE}\n")


def test_one_that_ends_a_component(machine, maker):
    path = maker.file(maker.good(3, NOT_AT_ALL))
    done = call(machine, "policy", "check", path)
    assert done.returncode == 0 and re.search("^ends subject=nic1 ", done.stdout, re.M)
    assert components(machine)["nic1"]["state"] == "running"
    done = call(machine, "policy", "apply", path)
    assert done.returncode == 0 and "components_ended=1 " in done.stdout, done
    listed = call(machine, "ps").stdout
    assert re.search("^name=nic1 .* state=held .* last=policy ", listed, re.M), listed
    assert machine.command("spawn nic1")[-1].startswith("error: it is not allowed")
    assert machine.command("check")[-1] == "ok"
    for name in ("serial", "nic0", "net", "control", "shell"):
        assert components(machine)[name]["state"] == "running"
    assert_served(machine)
