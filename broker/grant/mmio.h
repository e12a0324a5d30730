/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers of a device, mapped into one component. Always whole pages: two devices on one page are
 * never split between two components, since the page is taken as long as somebody has it.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

#include "grant/grant.h"
#include "resource/buddy.h"
#include "spawn/component.h"

/* A range of pages is at most so many aligned power-of-two pieces. */
#define MMIO_PIECES_MAX 12

/* One mapped region. */
struct mmio_mapping {
    buddy_piece_t pieces[MMIO_PIECES_MAX];
    struct slot_run frames[MMIO_PIECES_MAX]; /* of each piece */
    uint32_t count;
    struct account slots; /* of the frames */
};

/* Begin with nothing mapped; the component pays for slots. */
void mmio_init(struct mmio_mapping *mapping, struct component *component);

/* The whole pages that registers [paddr, paddr + bytes) take; 0: they cannot be mapped. */
uint64_t mmio_page_bytes(kaal_paddr_t paddr, uint64_t bytes);

/*
 * Map the pages of registers into a component. registers: the grant of them (KAAL_GRANT_MMIO): its
 * address is where the first page goes, its access says whether they can be written.
 * Errors: KAAL_ERR_NOT_FOUND the kernel keeps that memory; KAAL_ERR_BUSY somebody has one of the
 * pages; KAAL_ERR_RANGE it is too large or too oddly aligned; KAAL_ERR_NO_SLOTS,
 * KAAL_ERR_NO_MEMORY, KAAL_ERR_QUOTA no room; KAAL_ERR_KERNEL. On failure nothing is mapped and
 * nothing is held.
 */
KAAL_CHECKED kaal_err_t mmio_map(struct component *component, const struct grant *registers,
                                 struct mmio_mapping *mapping);

/* Unmap it and give the device memory back. Returns false when the kernel refused for a part, which
 * nobody gets again. */
bool mmio_unmap(struct mmio_mapping *mapping);
