/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Told anew by the grants each time, since what is kept could be wrong as well.
 */
#include "grant/explain.h"

#include <kaal/layout.h>

#include "grant/grant.h"
#include "spawn/regions.h"

/* Whether the other end of a channel is open: then this one has a capability to reach it. */
static bool is_connected(const struct grant *grant)
{
    uint32_t id = grant_first_of(grant->subject);

    while (id != GRANT_NONE && (grant_get(id)->kind != KAAL_GRANT_CHANNEL ||
                                grant_get(id)->resource != (grant->resource ^ 1))) {
        id = grant_next_of(id);
    }
    return id != GRANT_NONE;
}

/* Whether the slot that a grant has is full. */
static bool has_capability(const struct grant *grant)
{
    return grant->slot != 0 && (grant->kind != KAAL_GRANT_CHANNEL || is_connected(grant));
}

uint64_t explain_slots(const struct component *component)
{
    uint64_t slots = (uint64_t)1 << KAAL_SLOT_BROKER | (uint64_t)1 << KAAL_SLOT_NOTIFICATION;

    if (component->service != 0) {
        slots |= (uint64_t)1 << KAAL_SLOT_SERVICE | (uint64_t)1 << KAAL_SLOT_REPLY;
    }
    for (uint32_t id = grant_first_of(component->index); id != GRANT_NONE; id = grant_next_of(id)) {
        const struct grant *grant = grant_get(id);

        slots |= has_capability(grant) ? (uint64_t)1 << grant->slot : 0;
    }
    return slots;
}

bool explain_has(const struct explain_pages *pages, uint32_t page)
{
    return (pages->words[page / 64] >> (page % 64) & 1) != 0;
}

/* The part of [from, to) that lies in the piece at `start`. */
static void add(struct explain_pages *pages, uint64_t start, uint64_t from, uint64_t to)
{
    uint64_t end = start + EXPLAIN_BYTES;

    from = (from > start) ? from : start;
    to = (to < end) ? to : end;
    for (; from < to; from += KAAL_PAGE_BYTES) {
        uint32_t page = (uint32_t)((from - start) / KAAL_PAGE_BYTES);

        pages->count += !explain_has(pages, page);
        pages->words[page / 64] |= (uint64_t)1 << (page % 64);
    }
}

struct explain_pages explain_pages(const struct component *component, uint64_t start)
{
    struct kaal_wire_crash_region regions[REGIONS_MAX];
    uint32_t count = regions_of(component, regions);
    struct explain_pages pages = {0};

    for (uint32_t i = 0; i < count; i++) {
        add(&pages, start, regions[i].start, regions[i].end);
    }
    for (uint32_t id = grant_first_of(component->index); id != GRANT_NONE; id = grant_next_of(id)) {
        const struct grant *grant = grant_get(id);

        if (grant->address != 0) {
            add(&pages, start, grant->address, grant->address + grant->bytes);
        }
    }
    return pages;
}
