/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Connections that another component serves (kaal/stream.h): from their buffers into its channel
 * and back. Pure: knows neither lwIP nor a kernel.
 */
#pragma once

#include <kaal/channel.h>
#include <kaal/stream.h>

#include "net/backlog.h"
#include "net/connection.h"

#define STREAMS_MAX                                                              \
    16 /* of one server: half of lwIP's, so that one server cannot have them all \
        */

/* All fields are private to stream.c. */
struct stream {
    uint32_t number;               /* 0: free */
    struct connection *connection; /* NULL: it is over, which the server does not know yet */
    bool is_opened;                /* OPENED was put */
    bool is_shut;                  /* SHUT was put */
    uint32_t untaken_bytes;        /* put as DATA, without TAKEN from the server */
    uint32_t sent_bytes;           /* sent on to the peer, without TAKEN to the server */
    struct backlog waiting;        /* from the server, for room in the connection */
    uint8_t window[KAAL_STREAM_WINDOW_BYTES];
};

/* A server's connections. channel is the caller's to open; the rest is private to stream.c. */
struct streams {
    struct kaal_channel channel;
    uint32_t life;    /* of the server, which the connections are for; 0: there is none */
    uint32_t numbers; /* that were given */
    uint32_t first;   /* whose turn is first */
    struct stream streams[STREAMS_MAX];
};

/*
 * A peer has connected. Returns an owner for its connection; NULL when there is no server or it has
 * STREAMS_MAX connections. What comes over the connection waits there for streams_poll.
 */
struct stream *stream_open(struct streams *streams, struct connection *connection);

/* The connection is over, by the peer. */
void stream_forget(struct stream *stream);

/* The channel was taken away: connections are over, and no others are taken. streams_poll may not
 * be called any more. */
void streams_end(struct streams *streams);

/*
 * Do all that can be done at once: take what the server says, move bytes both ways, tell the server
 * what has happened, and signal it if anything of that is for it. Ends in bounded time, whatever
 * the server does. Returns whether the server has said more, which waits for the next time.
 */
bool streams_poll(struct streams *streams);
