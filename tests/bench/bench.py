#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""`make bench`: measures on the mock and on each seL4 that is found; one row a figure."""

import os
import sys

import figures

import build  # tools/run, on the path of figures
import guest
import kernel

SECONDS = 300  # without a figure
ROW = "{:<50} {:<36} {:>13} {:<12} {:>12} {:<28} {}"


def table(one, values):
    """Print a kernel's rows. Targets are meant for release kernels: others print and check more."""
    is_release = one.elf != "mock" and not one.prints
    missed = 0
    for figure in figures.FIGURES:
        value = values[figure.name]
        holds = figure.holds(value)
        missed += is_release and not holds
        print(ROW.format(figure.text, one.name, f"{value:,}", figure.unit, figure.limit(),
                         figure.peer or "-", "holds" if holds else "does not hold"))
    return missed


def main():
    missed = 0
    print(ROW.format("figure", "kernel", "value", "unit", "target", "peer", ""))
    try:
        for one in kernel.all_found(os.environ):
            build.build(one)
            missed += table(one, figures.measure(one, figures.END, SECONDS))
    except (kernel.KernelError, build.BuildError, guest.GuestError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    return 0 if missed == 0 else 1


sys.exit(main())
