/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opening and signalling of channels; their messages are in ring.c.
 */
#include <kaal/channel.h>

#include <string.h>

#include <sel4/sel4.h>

#include <kaal/component.h>
#include <kaal/grant.h>
#include <kaal/wire/broker.h>

#include "component/ring.h"

kaal_err_t kaal_channel_open(struct kaal_channel *channel, const char *port)
{
    struct kaal_wire_channel_open request = {0};
    struct kaal_wire_channel answer = {0};
    kaal_err_t err = KAAL_OK;

    if (strlen(port) >= sizeof(request.port)) {
        return KAAL_ERR_NOT_FOUND;
    }
    strcpy(request.port, port);
    err = kaal_broker_call(KAAL_REQUEST_CHANNEL_OPEN, &request, sizeof(request), &answer,
                           sizeof(answer));
    if (err != KAAL_OK) {
        return err;
    }
    *channel = (struct kaal_channel){
        .event = (uint64_t)1 << answer.event_bit,
        .own = (struct kaal_wire_channel_area *)answer.own_address,
        .theirs = (const struct kaal_wire_channel_area *)answer.peer_address,
        .slots = answer.slots,
        .slot_bytes = answer.slot_bytes,
        .signal_slot = answer.signal_slot,
        .epoch = answer.epoch,
        .grant = answer.grant,
    };
    memcpy(channel->peer, answer.peer, sizeof(channel->peer));
    kaal_channel_begin(channel);
    kaal_channel_signal(channel);
    return KAAL_OK;
}

bool kaal_channel_is_held(const struct kaal_channel *channel)
{
    struct kaal_wire_held held;

    return kaal_held(channel->grant, &held) == KAAL_OK;
}

void kaal_channel_signal(const struct kaal_channel *channel)
{
    /* While the peer is not there the slot is empty. */
    if (__atomic_load_n(&channel->theirs->epoch, __ATOMIC_ACQUIRE) != 0) {
        seL4_Signal(channel->signal_slot);
    }
}
