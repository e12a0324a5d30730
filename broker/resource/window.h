/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One page of the broker's address space through which it writes into frames of others, before they
 * are mapped there. Frames of a running component are never mapped here.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

#include <sel4/sel4.h>

#include "resource/vspace.h"

/*
 * Where the broker maps things of its own: far above its image, and below what a program under
 * AddressSanitizer may map (docs/adr/0007-host-port.md).
 */
#define WINDOW_VA       ((uint64_t)0x40000000)
#define WINDOW_ECAM_VA  ((uint64_t)0x50000000) /* PCI configuration space, 2 MiB aligned */
#define WINDOW_POWER_VA ((uint64_t)0x60000000) /* the pvpanic device's page */

/* The broker's own address space, paid by an account without limit. Once, at boot. */
void window_init(void);

/* The broker's own address space, for boot-time mappings of its own. */
struct vspace *window_vspace(void);

/*
 * Fill a fresh 4 KiB frame, which is zero and mapped nowhere: bytes of `data` go to `offset` in it.
 * is_code: make the instruction cache see it. Afterwards the frame is mapped nowhere again.
 * Errors: KAAL_ERR_KERNEL the kernel refused; KAAL_ERR_NO_MEMORY, KAAL_ERR_NO_SLOTS only at the
 * first call, which makes the page tables.
 */
KAAL_CHECKED kaal_err_t window_fill(seL4_CPtr frame, uint64_t offset, const void *data,
                                    uint64_t bytes, bool is_code);
