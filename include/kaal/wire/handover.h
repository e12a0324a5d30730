/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hand-over region: memory of a component that outlives its replacement. It lies read-write at
 * KAAL_VA_HANDOVER, as large as the start-up page says, and is zero at a first start.
 *
 *     region: header (KAAL_HANDOVER_HEADER_BYTES) | half | half
 *     half:   struct kaal_wire_handover_half | data
 *
 * A state is put into the half that is not the current one, which becomes so by one store: a
 * component that is replaced at any instruction leaves its last whole state.
 */
#pragma once

#include <kaal/types.h>

#define KAAL_HANDOVER_HEADER_BYTES 64

struct kaal_wire_handover {
    uint32_t current; /* 1 or 2: the half that holds the state; 0: there is none */
    uint32_t padding[15];
};

struct kaal_wire_handover_half {
    uint32_t version; /* of the state's format: the component's own */
    uint32_t length_bytes;
};

_Static_assert(sizeof(struct kaal_wire_handover) == KAAL_HANDOVER_HEADER_BYTES, "wire format");
