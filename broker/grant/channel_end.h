/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of channels share: a channel and its two ends, numbered 2 * channel + side. Who
 * has them is channel.c; the parts are channel_ring.c and channel_link.c.
 */
#pragma once

#include "grant/area.h"
#include "grant/grant.h"
#include "spawn/component.h"

struct channel_end {
    uint32_t component;
    char port[KAAL_NAME_BYTES];
    uint16_t next;         /* of the component's ends */
    uint32_t grant;        /* GRANT_NONE: closed */
    uint32_t epoch;        /* number of its last life */
    struct account copies; /* of the frames, for this end */
    uint32_t event_bit;    /* of its component's notification: set by the other's signal */
    uint32_t slot;         /* in its component's CSpace: empty until the other end is open */
};

struct channel {
    bool is_used;
    enum kaal_channel_kind kind;
    uint32_t slots;
    uint32_t slot_bytes;
    struct area areas[2]; /* of a ring: exist as long as one end is open */
    struct channel_end ends[2];
};

/* The channel of an end, the end, and the one on the other side. */
struct channel *channel_of(uint16_t number);
struct channel_end *channel_end(uint16_t number);
struct channel_end *channel_other_end(uint16_t number);

/* Whether it is the end of an RPC channel that is called. */
bool channel_is_server(uint16_t number);
