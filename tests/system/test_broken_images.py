# SPDX-License-Identifier: BSD-2-Clause
"""Broken images are skipped with a reason, and the rest boots."""

import re

import pytest
from conftest import records


@pytest.fixture(scope="module")
def machine(boot):
    return boot("broken")


@pytest.mark.parametrize("name, reason", [
    ("truncated", "ends before a segment does"),
    ("garbage", "does not begin as an ELF file"),
    ("empty", "shorter than an ELF header"),
    ("writable", "both writable and executable"),
    ("absent", "no such entry"),
    ("small", "limit is reached"),
])
def test_skipped_with_a_reason(machine, name, reason):
    found = re.findall(rf"^skip: {name} from .*$", machine.transcript, re.M)
    assert len(found) == 1 and reason in found[0]


def test_the_rest_boots_and_nothing_is_kept(machine):
    listed = {record["name"]: record for record in records(machine.command("ps"))}
    assert listed["shell"]["state"] == "running"
    for name in ("truncated", "garbage", "empty", "writable", "absent", "small"):
        assert listed[name]["state"] == "failed"
        assert listed[name]["memory"] == "0"
        assert records(machine.command(f"grants {name}")) == []
