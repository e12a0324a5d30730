/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a running component must have by the broker's books: the one place that says which
 * capabilities and pages a grant stands for. Whether it has them and no others is asked of the
 * kernel by supervise/check.
 */
#pragma once

#include <kaal/types.h>

#include "spawn/component.h"

/* The slots of its CSpace that are full: a bit each, of what it was spawned with and of grants. */
uint64_t explain_slots(const struct component *component);

/* Pages of a piece of an address space: as many as one translation table maps. */
#define EXPLAIN_PAGES 512U
#define EXPLAIN_BYTES (EXPLAIN_PAGES * KAAL_PAGE_BYTES)

struct explain_pages {
    uint64_t words[EXPLAIN_PAGES / 64]; /* a bit for each page: something explains it */
    uint32_t count;
};

/* The pages in [start, start + EXPLAIN_BYTES) of its address space. */
struct explain_pages explain_pages(const struct component *component, uint64_t start);

/* Whether a page, by its number in the piece, is among them. */
bool explain_has(const struct explain_pages *pages, uint32_t page);
