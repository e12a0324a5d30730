/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The shared memory of a ring: an end maps its own area read-write and the other's read-only,
 * through copies of the frames (grant/area.h). The memory belongs to the channel and lives as long
 * as one end has it, so that the death of one side never takes pages from under the other.
 */
#pragma once

#include "grant/channel_end.h"

/* Bytes of one of the two areas; 0 for what is no ring. */
uint64_t channel_ring_bytes(const struct channel *channel);

/*
 * Make the memory if it is not there, and charge it to the component that opens this end.
 * Errors: as of area_make; KAAL_ERR_QUOTA. On failure channel_ring_release undoes what was done.
 */
KAAL_CHECKED kaal_err_t channel_ring_take(struct component *component, uint16_t number);

/* Map both areas, the own one first. Errors: as of area_map; undone as above. */
KAAL_CHECKED kaal_err_t channel_ring_map(struct component *component, uint16_t number,
                                         uint64_t address);

/* Unmap what an end has, whose grant is gone, and free the memory if the other has none either.
 * Returns false when the kernel refused for a part, which is quarantined. */
bool channel_ring_release(uint16_t number);

/* Say in the areas that the life of this end is over: kaal/wire/channel.h, step 5. */
void channel_ring_end_life(uint16_t number);
