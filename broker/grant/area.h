/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory that components share, or that one has asked for: frames that the broker keeps, and copies
 * of them that are mapped. Who may map it belongs to whoever made it.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>
#include <kaal/wire/broker.h>
#include <kaal/wire/system.h>

#include "grant/frames.h"
#include "resource/account.h"
#include "spawn/component.h"

#define AREA_CHUNK_PAGES 256U /* frames of one Retype */
#define AREA_CHUNKS_MAX  2U   /* of the most memory that one may ask for */
#define AREA_BYTES_MAX   (KAAL_PAGE_BYTES * AREA_CHUNKS_MAX * AREA_CHUNK_PAGES)

_Static_assert(AREA_BYTES_MAX >= KAAL_MEMORY_BYTES_MAX, "memory that is asked for");
_Static_assert(AREA_BYTES_MAX >= KAAL_CHANNEL_BYTES_MAX + KAAL_PAGE_BYTES, "a side of a ring");

/* Zeroes are an area that does not exist. */
struct area {
    struct account account; /* the frames */
    struct slot_run chunks[AREA_CHUNKS_MAX];
    uint32_t count;
};

/*
 * Make an area of so many bytes, whole pages, at most AREA_BYTES_MAX, zeroed. payer: NULL for the
 * broker. Errors: as of account_make. On failure there is none.
 */
KAAL_CHECKED kaal_err_t area_make(struct area *area, struct account *payer, uint64_t bytes);

/* Whether it was made. */
bool area_exists(const struct area *area);

/*
 * Map a whole area into a component, by copies of the frames that go with `copies`.
 * Errors: as of vspace_map, and KAAL_ERR_QUOTA, KAAL_ERR_NO_SLOTS for the copies.
 */
KAAL_CHECKED kaal_err_t area_map(const struct area *area, struct component *component,
                                 struct account *copies, enum vspace_access access,
                                 uint64_t address);

/* Its frames; they are borrowed. */
struct frames area_frames(const struct area *area);

/*
 * Write so many bytes at an offset of its first page, whoever has it mapped. Errors:
 * KAAL_ERR_KERNEL, KAAL_ERR_NO_SLOTS; the bytes may be written then, and nothing else has changed.
 */
KAAL_CHECKED kaal_err_t area_write(const struct area *area, uint64_t offset, const void *data,
                                   uint64_t bytes);

/*
 * Give the memory back, with every copy there is. Does nothing for one that does not exist. Returns
 * false when the kernel refused for a part, which is quarantined.
 */
bool area_deinit(struct area *area);
