# SPDX-License-Identifier: BSD-2-Clause
"""A real device in two hands: registers to be read, an interrupt that comes to one at a time."""

import re

import pytest
from conftest import await_lines, records


@pytest.fixture(scope="module")
def machine(boot):
    booted = boot("lend")
    await_lines(booted, r"^fault: component=borrower ")
    await_lines(booted, r"^lender: all is back")
    return booted


def test_the_borrower_has_the_interrupt(machine):
    assert re.findall(r"^borrower: interrupt, status=(\d)", machine.transcript, re.M) == ["1"]
    assert "lender: while it is lent: quiet" in machine.transcript


def test_the_lender_has_it_again(machine):
    # What the borrower has left unacknowledged, and the next one.
    assert "lender: when it is back: signalled" in machine.transcript
    assert "lender: afterwards: signalled" in machine.transcript


def test_the_next_read_faults(machine):
    assert re.search(r"^fault: component=borrower access=read address=0x20000000 .*"
                     r"reason=\"its grant was revoked\" grant=\d+: stopped",
                     machine.transcript, re.M)


def test_parts_join_one_bundle(machine):
    listed = [grant for grant in records(machine.command("grants lender"))
              if grant.get("device") == "/pl031@9010000"]
    assert sorted(grant["kind"] for grant in listed) == ["device", "irq", "mmio"]
    whole = next(grant for grant in listed if grant["kind"] == "device")
    assert {grant["parent"] for grant in listed if grant is not whole} == {whole["id"]}


def test_all_is_said(machine):
    for line in ("delegate: lender gives 4K of registers to borrower",
                 "delegate: lender lends interrupt 34 to borrower"):
        assert line in machine.transcript
    assert len(re.findall(r"^revoke: grant \d+ by lender: 1 grants\r?$", machine.transcript,
                          re.M)) == 2
