# SPDX-License-Identifier: BSD-2-Clause
set(MOCK_ARMV8_SOURCES
    arch/armv8/asid.c arch/armv8/boot_space.c arch/armv8/invoke.c arch/armv8/invoke_frame.c
    arch/armv8/invoke_space.c arch/armv8/objects.c arch/armv8/vspace.c)
