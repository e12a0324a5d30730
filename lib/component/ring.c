/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The messages of a channel in shared memory, and its lives (kaal/wire/channel.h, steps 1 to 4).
 * Pure: knows no kernel, runs on the host too.
 *
 * Every field of the peer's area is read once, and used only after a check: what it claims to have
 * produced is at most `slots` ahead of what was consumed, or it is nonsense and skipped.
 */
#include "component/ring.h"

#include <string.h>

#define ACQUIRE(field)        __atomic_load_n(&(field), __ATOMIC_ACQUIRE)
#define RELEASE(field, value) __atomic_store_n(&(field), (value), __ATOMIC_RELEASE)

static uint64_t slot_offset(const struct kaal_channel *channel, uint32_t index)
{
    return KAAL_CHANNEL_HEADER_BYTES +
           (uint64_t)(index & (channel->slots - 1)) * channel->slot_bytes;
}

void kaal_channel_begin(struct kaal_channel *channel)
{
    RELEASE(channel->own->seen, 0);
    __atomic_thread_fence(__ATOMIC_RELEASE);
    RELEASE(channel->own->produced, 0);
    RELEASE(channel->own->consumed, 0);
    RELEASE(channel->own->epoch, channel->epoch);
    /* No slot is written before the epoch can be seen. */
    __atomic_thread_fence(__ATOMIC_RELEASE);
}

/* Notice that the peer has come, gone, or come again. */
static void look_at_epoch(struct kaal_channel *channel)
{
    uint32_t epoch = ACQUIRE(channel->theirs->epoch);

    if (epoch == channel->peer_epoch) {
        return;
    }
    if (channel->peer_epoch != 0) {
        channel->produced = 0; /* what was put was for another life */
    }
    channel->consumed = 0;
    RELEASE(channel->own->produced, channel->produced);
    RELEASE(channel->own->consumed, channel->consumed);
    RELEASE(channel->own->seen, epoch);
    channel->peer_epoch = epoch;
    if (epoch != 0 && channel->produced != 0) {
        kaal_channel_signal(channel); /* it may have looked already, and found nothing */
    }
}

/* Whether the counters of the peer's area are about this life and the peer's that is known. */
static bool is_joined(const struct kaal_channel *channel)
{
    return channel->peer_epoch != 0 && ACQUIRE(channel->theirs->epoch) == channel->peer_epoch &&
           ACQUIRE(channel->theirs->seen) == channel->epoch;
}

/* The same after reading from the peer's area: if so, no new life can have written what was read.
 */
static bool is_joined_still(const struct kaal_channel *channel)
{
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return is_joined(channel);
}

uint32_t kaal_channel_peer_life(struct kaal_channel *channel)
{
    look_at_epoch(channel);
    return channel->peer_epoch;
}

uint32_t kaal_channel_message_bytes(const struct kaal_channel *channel)
{
    return channel->slot_bytes - KAAL_CHANNEL_LENGTH_BYTES;
}

/* Whether the life that this side last looked at is over. */
static bool is_peer_dead(const struct kaal_channel *channel)
{
    return channel->peer_epoch != 0 && ACQUIRE(channel->theirs->epoch) != channel->peer_epoch;
}

bool kaal_channel_has_room(struct kaal_channel *channel)
{
    uint32_t taken = 0;

    if (channel->peer_epoch == 0) {
        look_at_epoch(channel);
    } else if (is_peer_dead(channel)) {
        return false; /* the next life is not for messages that were meant for this one */
    }
    taken = is_joined(channel) ? ACQUIRE(channel->theirs->consumed) : 0;
    /* A peer that claims to have taken what was never put makes the ring look full, no more. */
    return channel->produced - taken < channel->slots;
}

void *kaal_channel_reserve(struct kaal_channel *channel)
{
    if (!kaal_channel_has_room(channel)) {
        return NULL;
    }
    return (uint8_t *)channel->own + slot_offset(channel, channel->produced) +
           KAAL_CHANNEL_LENGTH_BYTES;
}

void kaal_channel_put(struct kaal_channel *channel, uint32_t length_bytes)
{
    memcpy((uint8_t *)channel->own + slot_offset(channel, channel->produced), &length_bytes,
           sizeof(length_bytes));
    channel->produced++;
    RELEASE(channel->own->produced, channel->produced);
}

kaal_err_t kaal_channel_send(struct kaal_channel *channel, const void *message,
                             uint32_t length_bytes)
{
    void *place = NULL;

    if (length_bytes > kaal_channel_message_bytes(channel)) {
        return KAAL_ERR_LONG;
    }
    place = kaal_channel_reserve(channel);
    if (place == NULL) {
        return is_peer_dead(channel) ? KAAL_ERR_DEAD : KAAL_ERR_FULL;
    }
    memcpy(place, message, length_bytes);
    kaal_channel_put(channel, length_bytes);
    return KAAL_OK;
}

bool kaal_channel_has_message(struct kaal_channel *channel)
{
    uint32_t produced = 0;

    look_at_epoch(channel);
    if (!is_joined(channel)) {
        return false;
    }
    produced = ACQUIRE(channel->theirs->produced);
    if (produced - channel->consumed > channel->slots) {
        channel->consumed = produced; /* nonsense: skip it all */
        RELEASE(channel->own->consumed, channel->consumed);
    }
    return produced != channel->consumed;
}

kaal_err_t kaal_channel_receive(struct kaal_channel *channel, void *buffer, uint32_t room_bytes,
                                uint32_t *length_bytes)
{
    const volatile uint32_t *slot = NULL;
    uint32_t length = 0;
    bool fits = false;

    if (!kaal_channel_has_message(channel)) {
        return KAAL_ERR_EMPTY;
    }
    slot = (const volatile uint32_t *)((const uint8_t *)channel->theirs +
                                       slot_offset(channel, channel->consumed));
    length = *slot; /* once: the peer can write it again */
    fits = length <= kaal_channel_message_bytes(channel) && length <= room_bytes;
    if (fits) {
        memcpy(buffer, (const uint8_t *)slot + KAAL_CHANNEL_LENGTH_BYTES, length);
    }
    if (!is_joined_still(channel)) {
        return KAAL_ERR_EMPTY; /* the peer's next life may have written under the copy */
    }
    if (fits) {
        *length_bytes = length;
    }
    channel->consumed++;
    RELEASE(channel->own->consumed, channel->consumed);
    return fits ? KAAL_OK : KAAL_ERR_FORMAT;
}
