/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two ELF images that the loader carries. Unlike a component's (lib/elf) a kernel's segments
 * are placed by physical address and may be writable and executable.
 */
#pragma once

#include <kaal/err.h>

#include <stdint.h>

/* An image's extent, [start, end) in bytes. */
struct image {
    const uint8_t *file;
    uint64_t entry; /* virtual */
    uint64_t vaddr_start;
    uint64_t vaddr_end;
    uint64_t paddr_start; /* by the ELF's own physical addresses */
};

/*
 * Check an image. Errors: KAAL_ERR_SHORT it ends too early; KAAL_ERR_FORMAT it is no AArch64
 * executable or its segments make no sense; KAAL_ERR_RANGE it spans more than 1 GiB.
 */
KAAL_CHECKED kaal_err_t image_open(const uint8_t *file, uint64_t bytes, struct image *image);

/* Copy an image to memory: its lowest address goes to paddr; the rest is zero up to its end. */
void image_place(const struct image *image, uint64_t paddr);
