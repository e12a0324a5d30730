# SPDX-License-Identifier: BSD-2-Clause
include(arch/armv8/sources.cmake)
set(MOCK_AARCH64_SOURCES ${MOCK_ARMV8_SOURCES}
    arch/aarch64/boot.c arch/aarch64/context.c arch/aarch64/entry.S arch/aarch64/gic.c
    arch/aarch64/gic_v2.c arch/aarch64/gic_v3.c arch/aarch64/machine.c arch/aarch64/main.c
    arch/aarch64/tree.c)
