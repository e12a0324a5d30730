/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TCP connections, for whoever serves them inside `net`. Names nothing of lwIP, so that those
 * servers are tested on the host over connections of the tests' own.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

#include "net/backlog.h"

#define CONNECTIONS_MAX         32          /* as lwIP may have, lwipopts.h */
#define CONNECTION_WINDOW_BYTES (64 * 1024) /* what a peer may send ahead: lwIP's window */

/*
 * Whose connections go first: when lwIP has no room for a new one, the one that has rested longest
 * of the lowest rank below it is reset.
 */
enum connection_rank {
    CONNECTION_RANK_CLOSED = 0, /* ended here; the peer has still to receive */
    CONNECTION_RANK_ECHO = 1,
    CONNECTION_RANK_SERVER = 2, /* another component */
};

struct connection {
    /* of connection.c */
    struct tcp_pcb *pcb;                /* NULL: free */
    const struct connection_user *user; /* NULL: it is being closed */
    bool has_ended;                     /* the peer sends no more */
    bool is_finished;                   /* while it is being closed: our side has ended */
    uint32_t polls;                     /* how long it is being closed already */
    struct backlog received;            /* what the user has not dropped */
    uint8_t window[CONNECTION_WINDOW_BYTES];

    /* of the user */
    void *owner; /* what open() has returned */
};

/* What a server does. After connection_close and connection_abort nothing is called any more. */
struct connection_user {
    /* A peer has connected. Returns an owner for it, not NULL; NULL refuses it. */
    void *(*open)(void *context, struct connection *connection);
    /* Bytes may have come, or room to send, or the peer's end; or some time has passed. */
    void (*moved)(struct connection *connection);
    /* It is over, by the peer or by lwIP; nothing may be called for it any more. */
    void (*gone)(struct connection *connection);
};

struct connection_listener {
    const struct connection_user *user;
    void *context; /* for open() */
};

/*
 * Give connections to a TCP port of all cards to a listener, which is borrowed for ever.
 * Errors: KAAL_ERR_BUSY the port is taken; KAAL_ERR_NO_MEMORY lwIP has no room for it.
 */
KAAL_CHECKED kaal_err_t connection_listen(struct connection_listener *listener, uint16_t port,
                                          enum connection_rank rank);

/* How many of the oldest received bytes lie together, and where. They stay until dropped. */
uint32_t connection_peek(const struct connection *connection, const void **data);

/* Drop the oldest received bytes: the peer may send as many again. */
void connection_drop(struct connection *connection, uint32_t bytes);

/* Whether the peer sends no more and all that it has sent was dropped. */
bool connection_is_shut(const struct connection *connection);

/* Take bytes for sending, as many as there is room for. Returns how many; data stays borrowed not
 * longer than the call. */
KAAL_CHECKED uint32_t connection_send(struct connection *connection, const void *data,
                                      uint32_t bytes);

/* Send on what was taken for sending. */
void connection_flush(struct connection *connection);

/* Forget the connection. What was taken for sending still arrives, if the peer takes it; what the
 * peer sends is dropped. */
void connection_close(struct connection *connection);

/* Reset the connection and forget it. Not from open, moved and gone. */
void connection_abort(struct connection *connection);
