/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bytes of a backlog in a ring.
 */
#include "net/backlog.h"

#include <string.h>

#include <kaal/assert.h>

static uint32_t place_of(const struct backlog *backlog, uint32_t index)
{
    return index & (backlog->room_bytes - 1);
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return (a < b) ? a : b;
}

void backlog_init(struct backlog *backlog, uint8_t *bytes, uint32_t room_bytes)
{
    KAAL_ASSERT(room_bytes != 0 && (room_bytes & (room_bytes - 1)) == 0);
    *backlog = (struct backlog){.room_bytes = room_bytes, .bytes = bytes};
}

uint32_t backlog_count(const struct backlog *backlog)
{
    return backlog->put - backlog->taken;
}

bool backlog_put(struct backlog *backlog, const void *data, uint32_t bytes)
{
    uint32_t start = place_of(backlog, backlog->put);
    uint32_t first = smaller(bytes, backlog->room_bytes - start);

    if (bytes > backlog->room_bytes - backlog_count(backlog)) {
        return false;
    }
    memcpy(backlog->bytes + start, data, first);
    memcpy(backlog->bytes, (const uint8_t *)data + first, bytes - first);
    backlog->put += bytes;
    return true;
}

uint32_t backlog_peek(const struct backlog *backlog, const void **data)
{
    uint32_t start = place_of(backlog, backlog->taken);

    *data = backlog->bytes + start;
    return smaller(backlog_count(backlog), backlog->room_bytes - start);
}

void backlog_drop(struct backlog *backlog, uint32_t bytes)
{
    KAAL_ASSERT(bytes <= backlog_count(backlog));
    backlog->taken += bytes;
}
