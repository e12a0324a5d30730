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

static bool is_taken(uint32_t index)
{
    return ((taken[index / 64] >> (index % 64)) & 1) != 0;
}

static void set_taken(uint32_t index, bool value)
{
    uint64_t bit = (uint64_t)1 << (index % 64);

    if (value) {
        taken[index / 64] |= bit;
    } else {
        taken[index / 64] &= ~bit;
    }
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
    uint32_t run = 0;

    for (uint32_t i = from; i < to; i++) {
        if (run == 0 && i % 64 == 0 && taken[i / 64] == UINT64_MAX) {
            i += 63;
            continue;
        }
        run = is_taken(i) ? 0 : run + 1;
        if (run == count) {
            *start = i + 1 - count;
            return true;
        }
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
    for (uint32_t i = start; i < start + count; i++) {
        set_taken(i, true);
    }
    hint = start + count;
    available -= count;
    *first = base + start;
    return KAAL_OK;
}

void slots_free(uint32_t first, uint32_t count)
{
    KAAL_ASSERT(first >= base && first - base <= total && count <= total - (first - base));
    for (uint32_t i = first - base; i < first - base + count; i++) {
        KAAL_ASSERT(is_taken(i));
        set_taken(i, false);
    }
    if (first - base < hint) {
        hint = first - base;
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
