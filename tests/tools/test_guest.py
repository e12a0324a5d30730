# SPDX-License-Identifier: BSD-2-Clause
"""Talking to a machine: what hangs ends with a message, and leaves nothing running."""

import os
import sys

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tools", "run"))

import guest  # noqa: E402


def test_a_boot_that_hangs():
    machine = guest.Guest(["sleep", "100"])
    with pytest.raises(guest.GuestError, match="boot: nothing for 0.2 s"):
        machine.boot(timeout=0.2)
    assert not machine.child.isalive()


def test_a_command_that_hangs():
    machine = guest.Guest(["sh", "-c", "printf 'kaal> '; sleep 100"])
    machine.boot(timeout=5)
    with pytest.raises(guest.GuestError, match="command `ps`: nothing for 0.2 s"):
        machine.command("ps", timeout=0.2)
    assert not machine.child.isalive()


def test_a_machine_that_ends_too_early():
    machine = guest.Guest(["true"])
    with pytest.raises(guest.GuestError, match="boot: the machine has ended"):
        machine.boot(timeout=5)


def test_an_end_without_a_code():
    machine = guest.Guest(["true"])
    with pytest.raises(guest.GuestError, match="no shutdown code"):
        machine.await_end(timeout=5)


def test_log_lines_between_prompt_and_answer():
    machine = guest.Guest(["sh", "-c", r"printf 'kaal> '; read x; "
                           r"printf '\r\033[Knews\r\nkaal> ps\r\na=1\r\nok\r\n'; sleep 9"])
    machine.boot(timeout=5)
    assert machine.command("ps", timeout=5) == ["a=1", "ok"]
    assert "news\n" in machine.transcript
    machine.kill()


def test_the_readme_shows_what_to_try():
    folder = os.path.join(ROOT, "build", "mock")
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        assert "try: " + guest.hint(folder, [5007, 5008], 5555) in file.read().splitlines()
