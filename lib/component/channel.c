/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opening and signalling of channels; their messages are in ring.c.
 */
#include <kaal/channel.h>

#include <string.h>

#include <sel4/sel4.h>

#include <kaal/component.h>
#include <kaal/wire/broker.h>

kaal_err_t kaal_channel_open(struct kaal_channel *channel, const char *port)
{
    struct kaal_wire_channel_open request = {0};
    struct kaal_wire_channel answer = {0};
    struct kaal_wire_channel_area *own = NULL;
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
    own = (struct kaal_wire_channel_area *)answer.own_address;
    *channel = (struct kaal_channel){
        .event = (uint64_t)1 << answer.event_bit,
        .own = own,
        .theirs = (const struct kaal_wire_channel_area *)answer.peer_address,
        .slots = answer.slots,
        .slot_bytes = answer.slot_bytes,
        .signal_slot = answer.signal_slot,
    };
    memcpy(channel->peer, answer.peer, sizeof(channel->peer));
    /* An area that was used before is another life's: what the peer put for that one is skipped. */
    channel->consumed = (own->epoch == 0) ? 0 : channel->theirs->produced;
    own->produced = 0;
    own->consumed = channel->consumed;
    /* Another number than the last holder of this end had; never 0. */
    __atomic_store_n(&own->epoch, (own->epoch + 1 != 0) ? own->epoch + 1 : 1, __ATOMIC_RELEASE);
    kaal_channel_signal(channel);
    return KAAL_OK;
}

void kaal_channel_signal(const struct kaal_channel *channel)
{
    /* Until the peer has opened its end, the slot is empty and there is nobody to wake. */
    if (__atomic_load_n(&channel->theirs->epoch, __ATOMIC_ACQUIRE) != 0) {
        seL4_Signal(channel->signal_slot);
    }
}
