/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A cursor is the index of a grant and, above it, that of its tree's top plus one. So it goes on
 * behind that tree even when the grant has gone, and can come to no tree twice.
 */
#include "grant/listing.h"

#define TOP_SHIFT  16
#define INDEX_MASK (((uint32_t)1 << TOP_SHIFT) - 1)

/* The grant of that index; NULL: there is none. */
static const struct grant *grant_at(uint32_t index)
{
    const struct grant *grant = NULL;
    uint32_t next = index;

    return (grant_next(&next, &grant) == KAAL_OK && next == index + 1) ? grant : NULL;
}

/* The topmost one of a grant and those it was made from that the holder has; GRANT_NONE: none. */
static uint32_t top_of(uint32_t id, uint32_t holder, uint32_t *depth)
{
    uint32_t top = GRANT_NONE;
    uint32_t steps = 0;

    for (; id != GRANT_NONE; id = grant_parent(id)) {
        if (holder == LISTING_ALL || grant_get(id)->holder == holder) {
            top = id;
            *depth = steps;
        }
        steps++;
    }
    return top;
}

/* The one behind the cursor's in the same tree; NULL: the tree ends, or is not what it was. */
static const struct grant *next_in_tree(uint32_t cursor, uint32_t holder)
{
    const struct grant *grant = grant_at(cursor & INDEX_MASK);
    const struct grant *top = grant_at((cursor >> TOP_SHIFT) - 1);
    uint32_t depth = 0;
    uint32_t id = GRANT_NONE;

    if (grant != NULL && top != NULL && top_of(grant->id, holder, &depth) == top->id) {
        id = grant_next_below(top->id, grant->id);
    }
    return (id != GRANT_NONE) ? grant_get(id) : NULL;
}

static bool is_top(const struct grant *grant, uint32_t holder)
{
    bool is_first = grant_parent(grant->id) == GRANT_NONE;
    uint32_t depth = 0;

    if (holder == LISTING_ALL) {
        return is_first;
    }
    return grant->holder == holder && (is_first || top_of(grant->id, holder, &depth) == grant->id);
}

/* The first top from that index on; NULL: there is none. */
static const struct grant *next_top(uint32_t index, uint32_t holder)
{
    const struct grant *grant = NULL;

    while (grant_next(&index, &grant) == KAAL_OK) {
        if (is_top(grant, holder)) {
            return grant;
        }
    }
    return NULL;
}

kaal_err_t listing_next(uint32_t *cursor, uint32_t holder, const struct grant **grant,
                        uint32_t *depth)
{
    uint32_t top = *cursor >> TOP_SHIFT; /* the index behind it */
    const struct grant *next = (top > 0) ? next_in_tree(*cursor, holder) : NULL;

    if (next == NULL) {
        next = next_top(top, holder);
        top = (next != NULL) ? grant_index(next->id) + 1 : 0;
    }
    if (next == NULL) {
        return KAAL_ERR_END;
    }
    (void)top_of(next->id, holder, depth);
    *cursor = (top << TOP_SHIFT) | grant_index(next->id);
    *grant = next;
    return KAAL_OK;
}
