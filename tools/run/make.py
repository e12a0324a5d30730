#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""`make build`: build everything for the kernel that the variables ask for."""

import os
import sys

import build
import kernel

try:
    build.build(kernel.chosen(os.environ))
except (kernel.KernelError, build.BuildError) as error:
    print(f"build: {error}", file=sys.stderr)
    sys.exit(1)
