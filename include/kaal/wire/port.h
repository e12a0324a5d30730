/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opening an end of a channel: KAAL_REQUEST_CHANNEL_OPEN (wire/broker.h) and its answer. What then
 * goes between the two ends is in channel.h and rpc.h.
 */
#pragma once

#include <kaal/types.h>

struct kaal_wire_channel_open {
    char port[KAAL_NAME_BYTES];
    uint32_t kind;   /* enum kaal_channel_kind */
    uint32_t serves; /* RPC: 1 on the server's side; else 0. What is otherwise is not found */
};

/* An end that is open. What its kind has not is 0. */
struct kaal_wire_channel {
    uint64_t own_address;  /* of the own area, read-write */
    uint64_t peer_address; /* of the other's area, read-only */
    uint32_t slots;        /* of each area */
    uint32_t slot_bytes;   /* with the length at its start */
    uint32_t signal_slot;  /* capability slot of the other's notification: Signal only */
    uint32_t event_bit;    /* bit of the own notification that the other's signal sets */
    uint32_t call_slot;    /* RPC: capability slot of the server's endpoint: Call only; server: 0 */
    uint32_t port;         /* RPC, server: its calls' badges have it, see wire/rpc.h */
    uint32_t epoch;        /* number of this life of the end */
    uint32_t grant;        /* id of what it is held by: news tell of it */
    char peer[KAAL_NAME_BYTES]; /* name of the component on the other side */
};

_Static_assert(sizeof(struct kaal_wire_channel_open) % 8 == 0, "whole words");
_Static_assert(sizeof(struct kaal_wire_channel) % 8 == 0, "whole words");
