/* SPDX-License-Identifier: BSD-2-Clause */
/* From the loader's hand-over to the first user thread. The port says what the machine has. */
#pragma once

#include "object.h"

/* Registers x0..x5 as the loader sets them (the hand-over that seL4's own loader uses). */
struct boot_args {
    seL4_Word image_start; /* physical [start, end) of the user image */
    seL4_Word image_end;
    seL4_Word pv_offset; /* physical minus virtual address of the user image */
    seL4_Word entry;     /* virtual */
    seL4_Word dtb;       /* physical; 0: none */
    seL4_Word dtb_bytes;
};

struct boot_region {
    seL4_Word start; /* physical, [start, end) */
    seL4_Word end;
};

#define BOOT_MAX_REGIONS 8

/* Filled by arch_boot_init; regions are sorted and don't overlap. */
struct boot_machine {
    struct boot_region ram[BOOT_MAX_REGIONS];
    unsigned ram_count;
    struct boot_region reserved[BOOT_MAX_REGIONS]; /* in RAM: the kernel itself */
    unsigned reserved_count;
    struct boot_region devices[BOOT_MAX_REGIONS]; /* what becomes device untypeds */
    unsigned device_count;
};

/* Entry of the port after its own set-up; on return the port resumes sched.current. */
void kernel_boot(const struct boot_args *args);

/* For arch_boot_*: zeroed boot memory of 2^bits bytes, aligned to it; gives its physical address.
 */
seL4_Word boot_alloc(unsigned bits);

/* For arch_boot_vspace: puts a capability into the next free slot of the initial CNode. */
void boot_provide(struct cap cap);
