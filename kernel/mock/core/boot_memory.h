/* SPDX-License-Identifier: BSD-2-Clause */
/* Which memory boot may take and which it hands to the first thread. Capabilities: boot.c. */
#pragma once

#include "boot.h"

struct boot_untyped {
    seL4_Word paddr;
    unsigned bits;
    bool is_device;
};

/* Free is what the machine has in RAM, less the kernel, the user image and the device tree. */
void boot_memory_init(const struct boot_machine *machine, const struct boot_args *args);

/* No boot_alloc after it: the rest becomes untypeds. */
void boot_seal(void);

/* The next untyped, device memory first; false: that was all. */
bool boot_next_untyped(const struct boot_machine *machine, struct boot_untyped *out);
