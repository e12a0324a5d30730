/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Filling a new address space: segments of an image, zeroed memory, single pages. All frames are
 * made in one go before, and taken from that stock.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

#include "elf/elf.h"
#include "spawn/component.h"

/* Frames in a row that nobody has mapped yet: [next, end). */
struct image_stock {
    uint32_t next;
    uint32_t end;
};

/* How many frames the segments of an image take. */
uint64_t image_pages(const struct kaal_elf *elf);

/*
 * Make `pages` zeroed frames of 4 KiB, for which the account has slots in reserve.
 * Errors: KAAL_ERR_QUOTA, KAAL_ERR_NO_MEMORY, KAAL_ERR_NO_SLOTS, KAAL_ERR_KERNEL.
 */
KAAL_CHECKED kaal_err_t image_make_stock(struct component *component, uint64_t pages,
                                         struct image_stock *stock);

/*
 * Map all segments of an image, each with its own rights and never writable and executable at once.
 * file: the image that `elf` was parsed from; borrowed for the call. stock: has image_pages of
 * them. Errors: KAAL_ERR_QUOTA, KAAL_ERR_NO_MEMORY, KAAL_ERR_NO_SLOTS, KAAL_ERR_KERNEL. What was
 * mapped on failure goes with the component's account.
 */
KAAL_CHECKED kaal_err_t image_map(struct component *component, struct image_stock *stock,
                                  const struct kaal_elf *elf, const uint8_t *file);

/* Map zeroed read-write memory, [start, end), page-aligned. Errors as of image_map. */
KAAL_CHECKED kaal_err_t image_map_zero(struct component *component, struct image_stock *stock,
                                       uint64_t start, uint64_t end);

/* Map one page that holds `bytes` of data and zeroes, read-only. Errors as of image_map. */
KAAL_CHECKED kaal_err_t image_map_page(struct component *component, struct image_stock *stock,
                                       uint64_t address, const void *data, uint64_t bytes);
