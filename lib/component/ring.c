/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The messages of a channel in shared memory. Pure: knows no kernel, runs on the host too.
 *
 * Every field of the peer's area is read once, and used only after a check: what it claims to have
 * produced is at most `slots` ahead of what was consumed, or it is nonsense and skipped. When its
 * epoch changes it has been restarted: both counts begin again from what its area says.
 */
#include <kaal/channel.h>

#include <string.h>

#define ACQUIRE(field)        __atomic_load_n(&(field), __ATOMIC_ACQUIRE)
#define RELEASE(field, value) __atomic_store_n(&(field), (value), __ATOMIC_RELEASE)

static uint64_t slot_offset(const struct kaal_channel *channel, uint32_t index)
{
    return KAAL_CHANNEL_HEADER_BYTES +
           (uint64_t)(index & (channel->slots - 1)) * channel->slot_bytes;
}

/* Notice that the peer has come, or come again: its area then begins empty. */
static void look_at_epoch(struct kaal_channel *channel)
{
    uint32_t epoch = ACQUIRE(channel->theirs->epoch);

    if (epoch != channel->peer_epoch) {
        bool has_come_again = channel->peer_epoch != 0;

        channel->peer_epoch = epoch;
        if (!has_come_again) {
            return;
        }
        channel->consumed = 0;
        RELEASE(channel->own->consumed, channel->consumed);
    }
}

uint32_t kaal_channel_message_bytes(const struct kaal_channel *channel)
{
    return channel->slot_bytes - KAAL_CHANNEL_LENGTH_BYTES;
}

bool kaal_channel_has_room(struct kaal_channel *channel)
{
    uint32_t taken = 0;

    look_at_epoch(channel);
    taken = (channel->peer_epoch == 0) ? 0 : ACQUIRE(channel->theirs->consumed);
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
        return KAAL_ERR_FULL;
    }
    memcpy(place, message, length_bytes);
    kaal_channel_put(channel, length_bytes);
    return KAAL_OK;
}

bool kaal_channel_has_message(struct kaal_channel *channel)
{
    uint32_t produced = 0;

    look_at_epoch(channel);
    if (channel->peer_epoch == 0) {
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
        *length_bytes = length;
    }
    channel->consumed++;
    RELEASE(channel->own->consumed, channel->consumed);
    return fits ? KAAL_OK : KAAL_ERR_FORMAT;
}
