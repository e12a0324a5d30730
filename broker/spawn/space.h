/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The address space that a component has from its spawn: image, heap, stack, start-up page, IPC
 * buffer; in parts, since others are served in between. Where they lie is spawn/regions.h.
 */
#pragma once

#include <kaal/err.h>

#include "elf/elf.h"
#include "spawn/component.h"
#include "spawn/image.h"

/* How far that is. */
struct space_filling {
    struct image_stock stock;
    uint64_t pages; /* space_pages, and as many to be made, before the first part */
    uint64_t mapped_pages;
    uint32_t ipc_frame;
    bool is_over;
};

/* How many pages that are, the hand-over region apart, and how many translation tables they take at
 * most. */
uint64_t space_pages(const struct component *component, const struct kaal_elf *elf);
uint64_t space_tables(const struct component *component, const struct kaal_elf *elf);

/*
 * Fill and map the next pages, IMAGE_BATCH_PAGES at most. file: what `elf` was parsed from.
 * Errors: KAAL_ERR_QUOTA, KAAL_ERR_NO_MEMORY, KAAL_ERR_NO_SLOTS, KAAL_ERR_KERNEL; what is there
 * goes with the component's account.
 */
KAAL_CHECKED kaal_err_t space_fill(struct component *component, const struct kaal_elf *elf,
                                   const uint8_t *file, struct space_filling *filling);
