# SPDX-License-Identifier: BSD-2-Clause
"""`kaal ps` and its like against what is no system, or a bad one: exit codes and words; and a
system whose audit log loses records while it is fetched."""

import os
import socket
import struct
import subprocess
import threading

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
KAAL = os.path.join(ROOT, "build", "host", "kaal")
MAGIC = 0x3152414B


def kaal(*words, env=None):
    return subprocess.run([KAAL, *words], capture_output=True, text=True, timeout=30, check=False,
                          env=env)


def head(err=0, length=0, source=0, magic=MAGIC):
    return struct.pack("<IIII", magic, err, length, source)


@pytest.fixture
def serve():
    """A function that starts a server: it answers one request after the other with these bytes,
    and then ends the connection. Returns HOST:PORT."""
    listeners = []

    def start(*answers):
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def run():
            with listener.accept()[0] as connection:
                for answer in answers:
                    connection.recv(4096)
                    connection.sendall(answer)

        threading.Thread(target=run, daemon=True).start()
        return f"127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for listener in listeners:
        listener.close()


@pytest.mark.parametrize("words", [["ps"], ["ps", "x", "--to", "h:1"], ["ps", "--to"],
                                   ["grants", "a", "b", "--to", "h:1"],
                                   ["grants", "n" * 32, "--to", "h:1"],
                                   ["policy", "show"], ["policy", "show", "--to", "h:1", "x"],
                                   ["policy", "check", "--to", "h:1"],
                                   ["policy", "apply", "no-such-file", "--to", "h:1"],
                                   ["policy", "apply", "a", "b", "--to", "h:1"],
                                   ["audit", "tail", "5"], ["audit", "tail", "--to", "h:1"],
                                   ["audit", "tail", "0", "--to", "h:1"],
                                   ["audit", "tail", "1001", "--to", "h:1"],
                                   ["audit", "tail", "-1", "--to", "h:1"],
                                   ["audit", "fetch", "--to", "h:1"],
                                   ["audit", "verify", "--to", "h:1"]])
def test_wrong_words(words):
    done = kaal(*words, env={})
    assert done.returncode == 2 and done.stdout == "" and done.stderr


def test_nobody_there():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    done = kaal("ps", env={"KAAL_TO": f"127.0.0.1:{port}"})
    assert done.returncode == 3
    assert done.stderr == f"kaal: 127.0.0.1:{port}: cannot connect: Connection refused\n"


@pytest.mark.parametrize("to, words", [
    ("host", "expected HOST:PORT"), (":5", "expected HOST:PORT"), ("host:", "expected HOST:PORT"),
    ("127.0.0.1:x", "127.0.0.1:x: "),
])
def test_no_place_at_all(to, words):
    done = kaal("mem", "--to", to)
    assert done.returncode == 3 and words in done.stderr


@pytest.mark.parametrize("answer, words", [
    (b"", "the connection ended before the answer"),
    (head()[:7], "the connection ended before the answer"),
    (head(length=56) + bytes(55), "the connection ended before the answer"),
    (b"HTTP/1.0 400 Bad Request\r\n\r\n", "what answers there is not KaaL"),
    (head(length=961) + bytes(961), "what answers there is not KaaL"),
    (head(source=2), "what answers there is not KaaL"),
    (head(length=48) + bytes(48), "its records are shorter than this command knows them"),
    (head(err=8, length=9, source=1) + b"so\x1b[2Jbad", "so?[2Jbad"),
])
def test_answers_that_are_none(serve, answer, words):
    to = serve(answer)
    done = kaal("mem", "--to", to)
    assert done.returncode == 3 and done.stdout == ""
    assert done.stderr == f"kaal: {to}: {words}\n"


def test_errors_of_the_broker(serve):
    to = serve(head(err=6))
    done = kaal("ps", "--to", to)
    assert done.returncode == 1
    assert done.stderr == f"kaal: {to}: it is not allowed: by policy or rights\n"


def test_names_command_no_terminal(serve):
    record = struct.pack("<II8x", 0, 1).ljust(960, b"\x1b")
    done = kaal("ps", "--to", serve(head(length=960) + record))
    assert done.returncode == 0
    assert "\x1b" not in done.stdout and "name=" + 32 * "?" + " " in done.stdout


def page(oldest, end, *numbers):
    """A page of the audit log whose records have these numbers."""
    records = b"".join(struct.pack("<QQH110x", number, 0, 5) for number in numbers)
    return head(length=928) + (struct.pack("<QQQII", oldest, end, (numbers or (end - 1,))[-1] + 1,
                                           len(numbers), 0) + records).ljust(928, b"\0")


def test_records_that_went_meanwhile_are_told(serve, tmp_path):
    path = tmp_path / "audit.log"
    to = serve(page(1, 9), page(1, 9, 1, 2, 3), page(8, 20, 8))
    done = kaal("audit", "fetch", str(path), "--to", to)
    assert done.returncode == 1 and not path.exists()
    assert done.stderr == f"kaal: {to}: records 4 to 7 were overwritten\n"


def test_a_page_with_a_hole_is_none(serve, tmp_path):
    path = tmp_path / "audit.log"
    done = kaal("audit", "fetch", str(path), "--to", serve(page(1, 9), page(1, 9, 1, 3)))
    assert done.returncode == 1 and not path.exists()
    assert "not every record could be taken" in done.stderr


def test_much_that_waits_is_sealed_first(serve, tmp_path):
    path = tmp_path / "audit.log"
    to = serve(head(err=8), page(1, 5), page(1, 5), page(1, 3), page(1, 3, 1, 2))
    done = kaal("audit", "fetch", str(path), "--to", to)
    assert done.returncode == 0 and done.stdout == "first=1 last=2\n", done
    assert path.stat().st_size == 16 + 2 * 128


def test_a_policy_comes_in_pieces(serve, tmp_path):
    path = tmp_path / "policy"
    path.write_bytes(bytes(2000))
    ok, info = head(), head(length=96) + struct.pack("<I60x32s", 7, b"demo")
    done = kaal("policy", "apply", str(path), "--to", serve(ok, ok, ok, info, ok, info))
    assert done.returncode == 0
    assert done.stdout.startswith("name=demo version=7 ") and "components_ended=0" in done.stdout
    to = serve(ok, head(err=17))
    done = kaal("policy", "check", str(path), "--to", to)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr == f"kaal: {to}: somebody else has begun to bring a policy\n"
