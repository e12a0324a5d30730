/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two areas in the heap.
 */
#include "support/channel_pair.h"

#include <stdlib.h>

#include "component/ring.h"

struct kaal_channel pair_ends[2];
unsigned pair_signals;

static uint8_t *areas[2];

void kaal_channel_signal(const struct kaal_channel *channel)
{
    (void)channel;
    pair_signals++;
}

static void begin(unsigned side, uint32_t slots, uint32_t slot_bytes, uint32_t epoch)
{
    pair_ends[side] = (struct kaal_channel){
        .own = (struct kaal_wire_channel_area *)areas[side],
        .theirs = (const struct kaal_wire_channel_area *)areas[1 - side],
        .slots = slots,
        .slot_bytes = slot_bytes,
        .epoch = epoch,
    };
    kaal_channel_begin(&pair_ends[side]);
}

void pair_init(uint32_t slots, uint32_t slot_bytes)
{
    for (unsigned side = 0; side < 2; side++) {
        areas[side] = calloc(1, KAAL_CHANNEL_HEADER_BYTES + (size_t)slots * slot_bytes);
    }
    for (unsigned side = 0; side < 2; side++) {
        begin(side, slots, slot_bytes, 1);
    }
    pair_signals = 0;
}

void pair_deinit(void)
{
    free(areas[0]);
    free(areas[1]);
}

void pair_begin_anew(void)
{
    begin(1, pair_ends[1].slots, pair_ends[1].slot_bytes, pair_ends[1].epoch + 1);
}
