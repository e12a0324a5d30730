/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Filling a new address space: frames, a batch at a time, and pages that are filled and mapped.
 * Where what lies is spawn/regions.h.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

#include "elf/elf.h"
#include "spawn/component.h"

/* Frames that nobody has mapped yet. */
struct image_stock {
    uint32_t next; /* slots [next, end) */
    uint32_t end;
    uint64_t left;     /* frames that are to be made yet */
    uint64_t reserved; /* of them those for which the account has memory */
};

/*
 * Memory of so many pages is taken before a spawn begins. The first batch of frames is as large as
 * one Retype makes: frames that are older than the address space are cheaper to delete. All others
 * are a part of the work (resource/work.h).
 */
#define IMAGE_AHEAD_PAGES 512U
#define IMAGE_FIRST_PAGES 256U
#define IMAGE_BATCH_PAGES 64U

/* What a range of pages is to have: bytes from an offset on, and zeroes. */
struct image_range {
    uint64_t start;
    uint64_t end;
    enum vspace_access access;
    const uint8_t *data; /* borrowed; NULL: zeroes only */
    uint64_t offset;
    uint64_t bytes;
};

/* The range of a segment of an image. file: what `elf` was parsed from. */
struct image_range image_segment(const struct kaal_elf_segment *segment, const uint8_t *file);

/*
 * Make the next frames of the stock, if it has none: one batch at most. The account has slots in
 * reserve. Errors: KAAL_ERR_QUOTA, KAAL_ERR_NO_MEMORY, KAAL_ERR_NO_SLOTS, KAAL_ERR_KERNEL.
 */
KAAL_CHECKED kaal_err_t image_fill_stock(struct component *component, struct image_stock *stock);

/*
 * Fill and map pages of a range from the first-th on: as many as the stock has, `most` at most.
 * mapped: how many. Errors: KAAL_ERR_QUOTA, KAAL_ERR_NO_MEMORY, KAAL_ERR_NO_SLOTS, KAAL_ERR_KERNEL.
 * What was mapped on failure goes with the component's account.
 */
KAAL_CHECKED kaal_err_t image_map(struct component *component, struct image_stock *stock,
                                  const struct image_range *range, uint64_t first, uint64_t most,
                                  uint64_t *mapped);
