/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The shared memory of a channel. A channel is two areas of equal size; each side maps its own
 * read-write and the other's read-only, so that nothing a side has written can change under it.
 *
 *     area: header (KAAL_CHANNEL_HEADER_BYTES) | slot[slots]
 *     slot: uint32_t length_bytes | uint8_t data[slot_bytes - 4]
 *
 * A side puts messages into the slots of its own area and tells there how many it has produced, and
 * how many it has consumed of the other's. Both counters run freely over 32 bits and are masked by
 * `slots - 1` for use. The geometry comes from the broker with the channel, never from the area.
 */
#pragma once

#include <kaal/types.h>

#define KAAL_CHANNEL_HEADER_BYTES 192
#define KAAL_CHANNEL_LENGTH_BYTES 4 /* of the length at the start of a slot */

/* One cache line each, since the two sides read them at different times. */
struct kaal_wire_channel_area {
    uint32_t epoch; /* 0 until the owner of the area has opened the channel, then never 0 */
    uint32_t epoch_padding[15];
    uint32_t produced; /* messages put into this area's slots since the epoch began */
    uint32_t produced_padding[15];
    uint32_t consumed; /* messages taken from the other area's slots since the epoch began */
    uint32_t consumed_padding[15];
};

_Static_assert(sizeof(struct kaal_wire_channel_area) == KAAL_CHANNEL_HEADER_BYTES, "wire format");
