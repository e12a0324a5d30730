#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""`make bench`: measures on the mock and on each seL4 that is found; one row a figure."""

import os
import subprocess
import sys

import figures

import build  # tools/run, on the path of figures
import guest
import kernel

SECONDS = 300  # without a figure
ROW = "{:<52} {:<36} {:>13} {:<12} {:>16} {:<30} {}"


def table(listed, name, values, is_target):
    """Print rows. Returns how many targets are missed, where they are meant to be met."""
    missed = 0
    for figure in listed:
        value = values[figure.name]
        holds = figure.holds(value)
        missed += is_target and not holds
        print(ROW.format(figure.text, name, f"{value:,}", figure.unit, figure.limit(),
                         figure.peer or "-", "holds" if holds else "does not hold"), flush=True)
    return missed


def main():
    missed = 0
    print(ROW.format("figure", "kernel", "value", "unit", "target", "peer", ""))
    try:
        build.configure(os.path.join(figures.ROOT, "tests"), figures.UNIT,
                        ["-DCMAKE_C_COMPILER=gcc"])
        build.ninja(figures.UNIT)
        missed += table(figures.HOST_FIGURES, "mock, in a process", figures.count(SECONDS), True)
        for one in kernel.all_found(os.environ):
            build.build(one)
            # Debug kernels print and check more, and the mock stands in for none.
            is_target = one.elf != "mock" and not one.prints
            missed += table(figures.FIGURES, one.name,
                            figures.measure(one, figures.END, SECONDS), is_target)
    except (kernel.KernelError, build.BuildError, guest.GuestError,
            subprocess.TimeoutExpired) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    return 0 if missed == 0 else 1


sys.exit(main())
