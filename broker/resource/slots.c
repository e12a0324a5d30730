/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A bit for each slot, set while it is taken, and a hint where to look next.
 * Which capability is in a slot belongs to whoever took it.
 */
#include "resource/slots.h"

#include <kaal/assert.h>
#include "limits.h"

static uint64_t taken[LIMIT_SLOTS / 64];
static uint32_t base;
static uint32_t total;
static uint32_t available;
static uint32_t hint;

/* The first slot of [from, to) that is taken, or that is not; `to` when there is none. */
static uint32_t next_slot(uint32_t from, uint32_t to, bool is_taken)
{
    for (uint32_t i = from; i < to; i = (i / 64 + 1) * 64) {
        uint64_t wanted = (is_taken ? taken[i / 64] : ~taken[i / 64]) >> (i % 64);

        if (wanted != 0) {
            i += (uint32_t)__builtin_ctzll(wanted);
            return (i < to) ? i : to;
        }
    }
    return to;
}

/* The bits of one word that belong to [from, to), of which `from` is in that word. */
static uint64_t bits_of(uint32_t from, uint32_t to)
{
    uint64_t bits = UINT64_MAX << (from % 64);

    return (to / 64 == from / 64) ? bits & ~(UINT64_MAX << (to % 64)) : bits;
}

void slots_init(uint32_t start, uint32_t end)
{
    KAAL_ASSERT(start <= end);
    base = start;
    total = (end - start < LIMIT_SLOTS) ? end - start : LIMIT_SLOTS;
    available = total;
    hint = 0;
    for (uint32_t i = 0; i < LIMIT_SLOTS / 64; i++) {
        taken[i] = 0;
    }
}

/* Find a run of free slots in [from, to). */
static bool find_run(uint32_t from, uint32_t to, uint32_t count, uint32_t *start)
{
    uint32_t first = next_slot(from, to, false);

    while (to - first >= count) {
        uint32_t end = next_slot(first, first + count, true);

        if (end == first + count) {
            *start = first;
            return true;
        }
        first = next_slot(end, to, false);
    }
    return false;
}

kaal_err_t slots_alloc(uint32_t count, uint32_t *first)
{
    uint32_t start = 0;

    KAAL_ASSERT(count > 0);
    if (!find_run(hint, total, count, &start) && !find_run(0, total, count, &start)) {
        return KAAL_ERR_NO_SLOTS;
    }
    for (uint32_t i = start; i < start + count; i = (i / 64 + 1) * 64) {
        taken[i / 64] |= bits_of(i, start + count);
    }
    hint = start + count;
    available -= count;
    *first = base + start;
    return KAAL_OK;
}

void slots_free(uint32_t first, uint32_t count)
{
    uint32_t start = first - base;

    KAAL_ASSERT(first >= base && start <= total && count <= total - start);
    for (uint32_t i = start; i < start + count; i = (i / 64 + 1) * 64) {
        uint64_t bits = bits_of(i, start + count);

        KAAL_ASSERT((taken[i / 64] & bits) == bits);
        taken[i / 64] &= ~bits;
    }
    if (start < hint) {
        hint = start;
    }
    available += count;
}

uint32_t slots_total(void)
{
    return total;
}

uint32_t slots_available(void)
{
    return available;
}
