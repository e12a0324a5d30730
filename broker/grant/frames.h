/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames that somebody keeps, and copies of some of them that are mapped elsewhere. Who may map
 * them belongs to whoever asks.
 */
#pragma once

#include <kaal/err.h>

#include "spawn/component.h"

/* Frames of one size in runs of slots, in the order of their addresses; all is borrowed. */
struct frames {
    const struct slot_run *runs;
    uint32_t count; /* runs */
    unsigned bits;  /* log2 of the bytes of a frame */
};

/*
 * Map `count` frames from the first-th on, as many as there are at most, by copies that go with the
 * account `copies`. Errors: as of vspace_map, and KAAL_ERR_QUOTA, KAAL_ERR_NO_SLOTS for the copies.
 */
KAAL_CHECKED kaal_err_t frames_map_part(const struct frames *frames, uint64_t first, uint64_t count,
                                        struct component *component, struct account *copies,
                                        enum vspace_access access, uint64_t address);
