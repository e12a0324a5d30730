/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Connections from outside: from bytes to requests, and the answers back. Pure: who answers a
 * request is the caller's affair.
 *
 * A client cannot cost more than its session: one request and one answer at a time, and
 * KAAL_REMOTE_PATIENCE_NS for each, with its wait at the gate. When all places are taken, who has
 * rested longest gives way, but not within SESSION_REST_NS; then it is the new one that is turned
 * away.
 */
#pragma once

#include <kaal/channel.h>
#include <kaal/stream.h>

#include "control/frame.h"
#include "control/gate.h"

#define SESSIONS_MAX    8             /* people and scripts of one machine; each costs 6 KiB */
#define SESSION_REST_NS KAAL_NS_PER_S /* a client's way from one answer to the next request */

/* All fields are private to session.c. */
struct session {
    uint32_t number;         /* of the connection; 0: free */
    bool is_shut;            /* the client sends no more */
    bool is_ending;          /* it is closed as soon as `out` is sent, or cannot be */
    uint64_t rests_since_ns; /* when it was opened, or the last answer was sent whole */
    uint32_t window_bytes;   /* what net takes */
    uint32_t taken_bytes;    /* without TAKEN to net */
    uint32_t in_bytes;
    uint32_t out_bytes;
    uint32_t out_sent;
    uint8_t in[KAAL_STREAM_WINDOW_BYTES];
    uint8_t out[FRAME_BYTES_MAX + FRAME_OWN_BYTES_MAX];
};

/*
 * Answer a request that frame_find has found.
 * answer: room for KAAL_REMOTE_BYTES_MAX, aligned to 8; answer_bytes: 0 on failure.
 */
typedef kaal_err_t session_answer(uint32_t request, const void *payload, uint32_t bytes,
                                  void *answer, uint32_t *answer_bytes);

/* channel and answer are the caller's to set; the rest is private to session.c. Zeroes are none. */
struct sessions {
    struct kaal_channel channel;
    session_answer *answer;
    uint32_t life;  /* of net */
    uint32_t first; /* whose turn is first */
    struct gate gate;
    bool is_waiting; /* a request was not let through the gate yet */
    struct session
        sessions[SESSIONS_MAX + 1]; /* one more, so that there is room to turn one away */
};

/*
 * Take what net says, answer at most one request of each session, send what can be sent, and end
 * what is over. Returns whether anything was done, so that there may be more. Signals net.
 */
bool sessions_turn(struct sessions *sessions, uint64_t now_ns);

/* Whether somebody is connected, so that time matters. */
bool sessions_has_any(const struct sessions *sessions);

/* When the next turn is due, though nothing comes: so long from now; 0: never. */
uint64_t sessions_patience_ns(const struct sessions *sessions);
