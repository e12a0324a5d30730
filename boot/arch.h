/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the loader asks of an architecture: translation, entering the kernel, and switching off.
 */
#pragma once

#include <stdint.h>

/* How seL4 is entered, in the order of its arguments (seL4 CAVEATS; all addresses in bytes). */
struct boot_entry {
    uint64_t image_start; /* root task, physical, [start, end) */
    uint64_t image_end;
    uint64_t image_offset; /* physical minus virtual address of the root task */
    uint64_t image_entry;  /* virtual */
    uint64_t tree_start;   /* device tree, physical */
    uint64_t tree_bytes;
    uint64_t kernel_entry; /* virtual */
};

/* Map the kernel: 1 GiB from its window's 2 MiB-aligned start, paddr for vaddr. */
void arch_map_kernel(uint64_t vaddr, uint64_t paddr);

/* The exception level that the kernel of this build wants: 1 or 2. */
unsigned arch_kernel_level(void);

/* The exception level that we run at. */
unsigned arch_current_level(void);

/* Enter the kernel for ever. From here on the loader's memory is the kernel's to give away. */
_Noreturn void arch_enter_kernel(const struct boot_entry *entry);

/* Switch the machine off (PSCI, Arm DEN 0022, 5.10). */
_Noreturn void arch_power_off(void);
