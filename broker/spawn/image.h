/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Filling a new address space: segments of an image, zeroed memory, single pages.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

#include "elf/elf.h"
#include "spawn/component.h"

/*
 * Map all segments of an image, each with its own rights and never writable and executable at once.
 * file: the image that `elf` was parsed from; borrowed for the call.
 * Errors: KAAL_ERR_QUOTA, KAAL_ERR_NO_MEMORY, KAAL_ERR_NO_SLOTS, KAAL_ERR_KERNEL. What was mapped
 * on failure goes with the component's account.
 */
KAAL_CHECKED kaal_err_t image_map(struct component *component, const struct kaal_elf *elf,
                                  const uint8_t *file);

/* Map zeroed read-write memory, [start, end), page-aligned. Errors as of image_map. */
KAAL_CHECKED kaal_err_t image_map_zero(struct component *component, uint64_t start, uint64_t end);

/* Map one page that holds `bytes` of data and zeroes, read-only. Errors as of image_map. */
KAAL_CHECKED kaal_err_t image_map_page(struct component *component, uint64_t address,
                                       const void *data, uint64_t bytes);
