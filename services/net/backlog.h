/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bytes that wait for room in a connection, oldest first. Pure: knows neither lwIP nor a kernel.
 *
 * lwIP's receive buffers are not kept for that: a byte may come in a buffer of its own, so a peer
 * that never reads could hold all of them and nothing would be received any more, for anybody.
 */
#pragma once

#include <kaal/types.h>

/* All fields are private to backlog.c. */
struct backlog {
    uint32_t put; /* bytes ever put, and ever dropped: both run freely */
    uint32_t taken;
    uint32_t room_bytes; /* a power of two */
    uint8_t *bytes;
};

/* Make an empty one. bytes: room_bytes of storage, a power of two up to 2 GiB; borrowed. */
void backlog_init(struct backlog *backlog, uint8_t *bytes, uint32_t room_bytes);

/* Bytes that wait: 0 .. its room. */
uint32_t backlog_count(const struct backlog *backlog);

/* Put a copy of the bytes behind the others. Returns false, with nothing put, without room. */
bool backlog_put(struct backlog *backlog, const void *data, uint32_t bytes);

/* How many of the oldest bytes lie together, and where they begin. They stay until dropped. */
uint32_t backlog_peek(const struct backlog *backlog, const void **data);

/* Drop the oldest bytes: at most as many as wait. */
void backlog_drop(struct backlog *backlog, uint32_t bytes);
