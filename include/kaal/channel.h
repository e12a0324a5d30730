/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages between two components through shared memory, with a notification on each side.
 * The layout of the memory is wire/channel.h; which channels exist is in the system description.
 *
 * Neither side trusts the other: whatever the peer writes, these functions stay within the areas,
 * end in bounded time and give back at worst nonsense of the right size.
 *
 * The peer may end and begin again at any time, and the channel's event tells. A message is
 * delivered at most once, and never to another life of the peer than the one that this side knew
 * when it put it: an answer does not reach somebody who has not asked. This side gets to know a new
 * life by kaal_channel_receive, kaal_channel_has_message or kaal_channel_peer_life; until then
 * nothing can be put. What the old life had not taken is lost; what is put while nobody is there
 * waits for the next one.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>
#include <kaal/wire/channel.h>

/* One end of a channel. All fields are private to channel.c, but event, peer and grant may be read.
 */
struct kaal_channel {
    uint64_t event;                     /* bit mask in kaal_wait's result: the peer signalled */
    char peer[KAAL_NAME_BYTES];         /* name of the component on the other side */
    uint32_t grant;                     /* its id, for news */
    struct kaal_wire_channel_area *own; /* written by this side only */
    const struct kaal_wire_channel_area *theirs;
    uint32_t slots;
    uint32_t slot_bytes;
    uint32_t epoch;      /* of this life */
    uint32_t produced;   /* what this side has put into its own area */
    uint32_t consumed;   /* what this side has taken from the other's */
    uint32_t peer_epoch; /* of the peer's area when it was last looked at */
    uint32_t signal_slot;
};

/*
 * Open the channel that the system description calls `port` for this component.
 *
 * Either side may come first; until the other has come, messages can be put but none comes.
 * Errors: KAAL_ERR_NOT_FOUND there is no such port; KAAL_ERR_STATE it is open already;
 * KAAL_ERR_NO_MEMORY, KAAL_ERR_NO_SLOTS, KAAL_ERR_QUOTA there is no room; KAAL_ERR_KERNEL a kernel
 * call failed. channel: filled on success, untouched otherwise. Calls the broker and waits for it.
 */
KAAL_CHECKED kaal_err_t kaal_channel_open(struct kaal_channel *channel, const char *port);

/*
 * Whether the channel is still the caller's, or was taken away: to be asked after
 * KAAL_EVENT_BIT_NEWS, for all channels that one could go on without. When it is not, nothing else
 * may be called for it: its memory has gone, and an access faults. One that comes between the end
 * and the news does so all the same. Calls the broker and waits for it.
 */
bool kaal_channel_is_held(const struct kaal_channel *channel);

/* Bytes that one message can hold at most. */
uint32_t kaal_channel_message_bytes(const struct kaal_channel *channel);

/*
 * Where the next message is to be written: kaal_channel_message_bytes bytes of the own area.
 * NULL when all slots hold messages that the peer has not taken, or when the life of the peer that
 * this side knows is over. Commit with kaal_channel_put, and
 * use the channel for nothing else in between.
 */
void *kaal_channel_reserve(struct kaal_channel *channel);

/* Put the message that was written to kaal_channel_reserve's place. Does not signal. */
void kaal_channel_put(struct kaal_channel *channel, uint32_t length_bytes);

/*
 * Put a copy of a message. Does not signal.
 * Errors: KAAL_ERR_LONG it is longer than a slot holds; KAAL_ERR_FULL no slot is free;
 * KAAL_ERR_DEAD the life of the peer that this side knows is over.
 */
KAAL_CHECKED kaal_err_t kaal_channel_send(struct kaal_channel *channel, const void *message,
                                          uint32_t length_bytes);

/*
 * Take a copy of the oldest message.
 *
 * buffer: of room_bytes; length_bytes: what was copied, untouched on failure. What is in the buffer
 * after a failure is nobody's message.
 * Errors: KAAL_ERR_EMPTY there is none; KAAL_ERR_FORMAT the peer's length does not fit the slot or
 * the buffer: the message is dropped.
 */
KAAL_CHECKED kaal_err_t kaal_channel_receive(struct kaal_channel *channel, void *buffer,
                                             uint32_t room_bytes, uint32_t *length_bytes);

/* Whether a message waits to be taken. */
bool kaal_channel_has_message(struct kaal_channel *channel);

/* Whether a slot is free for kaal_channel_send. */
bool kaal_channel_has_room(struct kaal_channel *channel);

/*
 * Look at the peer: a number for its present life, another one when it has begun again, 0 while
 * nobody is there. Never blocks.
 */
uint32_t kaal_channel_peer_life(struct kaal_channel *channel);

/* Wake the peer, after a put or a receive that it may wait for. Never blocks. */
void kaal_channel_signal(const struct kaal_channel *channel);
