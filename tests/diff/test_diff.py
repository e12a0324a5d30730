# SPDX-License-Identifier: BSD-2-Clause
"""The sequences of the record on the mock kernel, and on seL4 where it is installed.

A failure prints the shortest sequence that shows it (diff.py).
"""

import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import diff  # noqa: E402
import machine  # noqa: E402

MOCK, SEL4 = diff.kernels()


@pytest.fixture(scope="session", name="on_mock")
def fixture_on_mock():
    return machine.parallel(MOCK, 0, len(diff.read_record()), diff.JOBS)


def test_mock_is_as_recorded(on_mock):
    different = diff.differences(on_mock.hashes, diff.read_record())
    for seed in different[:diff.SHOWN]:
        diff.show_shortest(MOCK, SEL4, seed)
    assert different == []


@pytest.mark.skipif(SEL4 is None, reason="no seL4 of the record's configuration is installed")
def test_sel4_is_as_recorded():
    record = diff.read_record()
    on_sel4 = machine.parallel(SEL4, 0, len(record), diff.JOBS).hashes
    assert on_sel4 == record


def test_everything_is_reached(on_mock):
    """Each method, system call and fault occurs, and each error code."""
    rows = on_mock.coverage
    assert diff.print_coverage(rows) == []
    methods = [counts for counts in rows.values() if len(counts) > 1]
    assert all(sum(column) > 0 for column in zip(*methods))


def test_a_difference_is_found():
    assert diff.differences({0: "a", 1: "b"}, {0: "a", 1: "c"}) == [1]
    assert diff.differences({0: "a"}, {0: machine.HALTED_MARK}) == []


def test_shrinking_keeps_what_matters():
    """Two steps that only together make a difference are what is left."""
    needed = 1 << 3 | 1 << 20
    assert diff.shrink(lambda steps: steps & needed == needed) == needed
