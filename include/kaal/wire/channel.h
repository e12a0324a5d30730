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
 *
 * Either side can end and begin again, alone or both, at any instruction. Each opening of an end is
 * a life. Its number is the broker's and never used again for that end, so that nothing a life
 * leaves behind can be taken for the next one's:
 *
 * 1. To open: seen = 0, then produced = consumed = 0, then epoch = the number.
 * 2. Whoever finds another epoch in the other's area than before begins anew: its own
 *    produced = consumed = 0, then seen = that epoch. What it had put for the old life is lost.
 *    What it had put while nobody was there (seen was 0) stays, for the first one who comes; that
 *    one is signalled, since it may have looked before and seen nothing.
 * 3. An area's counters mean something to the other side only while the area's `seen` is that
 *    side's own epoch: they count messages between these two lives, and no other.
 * 4. What was read from the other's area holds if its epoch and seen are the same afterwards.
 *    The fences of steps 1 and 4 make a pair: who has read anything that a new life wrote sees
 *    then that it is a new one.
 * 5. When a life ends the broker sets its epoch to 0 and the other side's event bit. If the kernel
 *    refuses that, the next life's number still tells.
 */
#pragma once

#include <kaal/types.h>

#define KAAL_CHANNEL_HEADER_BYTES 192
#define KAAL_CHANNEL_LENGTH_BYTES 4 /* of the length at the start of a slot */

/* One cache line each, since the two sides read them at different times. */
struct kaal_wire_channel_area {
    uint32_t epoch; /* number of the life of this side; 0 while nobody is there */
    uint32_t seen;  /* the other side's epoch that the counters are about; 0: nobody's yet */
    uint32_t epoch_padding[14];
    uint32_t produced; /* messages put into this area's slots */
    uint32_t produced_padding[15];
    uint32_t consumed; /* messages taken from the other area's slots */
    uint32_t consumed_padding[15];
};

_Static_assert(sizeof(struct kaal_wire_channel_area) == KAAL_CHANNEL_HEADER_BYTES, "wire format");
