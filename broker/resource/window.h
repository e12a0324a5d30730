/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the broker maps in its own address space: device memory, and one page through which it
 * writes into frames of others. Never a frame that a running component can write.
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
#define WINDOW_AHEAD_VA ((uint64_t)0x40001000) /* IPC buffer of resource/ahead.c's thread */
#define WINDOW_ECAM_VA  ((uint64_t)0x50000000) /* PCI configuration space, 2 MiB aligned */
#define WINDOW_POWER_VA ((uint64_t)0x60000000) /* the pvpanic device's page */

/* The broker's own address space, paid by an account without limit. Once, at boot. */
void window_init(void);

/* Map a frame of the broker's own there for good. Only at boot. Errors: as of vspace_map. */
KAAL_CHECKED kaal_err_t window_map_frame(uint64_t address, seL4_CPtr frame);

#define WINDOW_FRAMES_MAX 8

/*
 * Map device memory for the broker itself: `count` frames of 2^frame_bits bytes (pages or large
 * pages), WINDOW_FRAMES_MAX at most, from paddr on to `address` on.
 * Errors: as of buddy_alloc_at and vspace_map. On failure everything is as it was.
 */
KAAL_CHECKED kaal_err_t window_map_device(uint64_t address, kaal_paddr_t paddr, uint32_t count,
                                          unsigned frame_bits);

/*
 * Fill a 4 KiB frame whose capability is mapped nowhere: bytes of `data` go to `offset` in it.
 * is_code: make the instruction cache see it. Afterwards the frame is mapped nowhere again.
 * Errors: KAAL_ERR_KERNEL the kernel refused; KAAL_ERR_NO_MEMORY, KAAL_ERR_NO_SLOTS only until the
 * first success, which makes the page tables. On failure it may still be mapped here, and so must
 * be deleted before the next call.
 */
KAAL_CHECKED kaal_err_t window_fill(seL4_CPtr frame, uint64_t offset, const void *data,
                                    uint64_t bytes, bool is_code);
