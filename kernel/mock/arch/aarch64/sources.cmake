# SPDX-License-Identifier: BSD-2-Clause
set(MOCK_AARCH64_SOURCES
    arch/aarch64/asid.c arch/aarch64/boot.c arch/aarch64/context.c arch/aarch64/entry.S
    arch/aarch64/gic.c arch/aarch64/invoke.c arch/aarch64/invoke_frame.c
    arch/aarch64/invoke_space.c arch/aarch64/machine.c arch/aarch64/main.c
    arch/aarch64/objects.c arch/aarch64/vspace.c)
