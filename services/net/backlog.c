/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bytes of a backlog in a ring.
 */
#include "net/backlog.h"

#include <string.h>

#include <kaal/assert.h>

_Static_assert((BACKLOG_BYTES & (BACKLOG_BYTES - 1)) == 0, "indices are masked");

static uint32_t place_of(uint32_t index)
{
    return index & (BACKLOG_BYTES - 1);
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return (a < b) ? a : b;
}

void backlog_clear(struct backlog *backlog)
{
    backlog->taken = backlog->put;
}

uint32_t backlog_count(const struct backlog *backlog)
{
    return backlog->put - backlog->taken;
}

bool backlog_put(struct backlog *backlog, const void *data, uint32_t bytes)
{
    uint32_t start = place_of(backlog->put);
    uint32_t first = smaller(bytes, BACKLOG_BYTES - start);

    if (bytes > BACKLOG_BYTES - backlog_count(backlog)) {
        return false;
    }
    memcpy(backlog->bytes + start, data, first);
    memcpy(backlog->bytes, (const uint8_t *)data + first, bytes - first);
    backlog->put += bytes;
    return true;
}

uint32_t backlog_peek(const struct backlog *backlog, const void **data)
{
    uint32_t start = place_of(backlog->taken);

    *data = backlog->bytes + start;
    return smaller(backlog_count(backlog), BACKLOG_BYTES - start);
}

void backlog_drop(struct backlog *backlog, uint32_t bytes)
{
    KAAL_ASSERT(bytes <= backlog_count(backlog));
    backlog->taken += bytes;
}
