/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls of one component by another, through a channel with `kind = rpc`: its first end is the
 * server's, its second one the client's. What goes over the wire is in wire/rpc.h.
 *
 * The kernel says who calls; no capability travels with a message. A client trusts its server to
 * answer: while it waits it does nothing else, and does not answer heartbeats. When the server
 * ends, however that comes, every call that waits or is being served ends with KAAL_ERR_DEAD. A
 * server trusts nobody.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>
#include <kaal/wire/broker.h>

/* A client's end. Begins as {.port = "NAME"}; all other fields are private to rpc.c. */
struct kaal_client {
    char port[KAAL_NAME_BYTES]; /* as the system description calls it for this component */
    uint32_t slot;              /* of the server's endpoint; 0: the end is not open */
    uint32_t life;              /* of this end */
};

/*
 * Call the server and wait for its answer. The first call opens the end, and so does the one after
 * KAAL_ERR_DEAD. That comes once for each life of the server that has ended, so that the client
 * knows that what the server remembered is gone.
 *
 * number: what is asked for, as the two agree. in, in_bytes: at most KAAL_MESSAGE_BYTES_MAX;
 * zero-padded to whole words of 8 bytes; borrowed. out, out_bytes: where the answer goes; written
 * only when KAAL_OK is returned; what the answer has more is dropped.
 * Errors: KAAL_ERR_DEAD there is no server, it has ended, or the grant was revoked: whether the
 * call was carried out is not known; KAAL_ERR_LONG in_bytes is too large; KAAL_ERR_FORMAT the
 * answer is shorter than out_bytes; opening: KAAL_ERR_NOT_FOUND the component has no such port for
 * calling, KAAL_ERR_QUOTA, KAAL_ERR_NO_SLOTS, KAAL_ERR_KERNEL; and what the server answers.
 */
KAAL_CHECKED kaal_err_t kaal_call(struct kaal_client *client, uint32_t number, const void *in,
                                  size_t in_bytes, void *out, size_t out_bytes);

/*
 * Open the port `port` as its server. A server may have many; it receives the calls of all.
 *
 * number: that kaal_received.port has for calls of this client; untouched on failure.
 * Errors: KAAL_ERR_NOT_FOUND the component has no such port for serving; KAAL_ERR_STATE it is open
 * already; KAAL_ERR_NO_MEMORY, KAAL_ERR_NO_SLOTS, KAAL_ERR_QUOTA there is no room; KAAL_ERR_KERNEL
 * a kernel call failed. Calls the broker and waits for it.
 */
KAAL_CHECKED kaal_err_t kaal_service_open(const char *port, uint32_t *number);

/* What a server has received: one of the two. Begins as {0}. */
struct kaal_received {
    uint64_t events; /* not 0: bits of the own notification, as of kaal_wait, and no call */

    uint32_t port;     /* of the client (kaal_service_open), by the kernel's word */
    uint32_t life;     /* of the client: another number when it has begun again */
    uint32_t number;   /* what is asked for, and the message: the client's word */
    uint32_t bytes;    /* of the message, whole words */
    bool is_to_answer; /* private to rpc.c */
    uint64_t words[KAAL_MESSAGE_BYTES_MAX / sizeof(uint64_t)];
};

/*
 * Wait for a call of any client, or for an event of the own notification. A call received before
 * that was not answered is answered KAAL_ERR_UNKNOWN. Heartbeats are answered, as in kaal_wait.
 * received: filled. The component has opened a port as its server. Blocks.
 */
void kaal_receive(struct kaal_received *received);

/*
 * Answer the call that was received. err: KAAL_OK, or an error that the two agree on, and then the
 * message is dropped. out, out_bytes: at most KAAL_MESSAGE_BYTES_MAX; zero-padded; borrowed. Never
 * blocks; a client that has gone meanwhile gets nothing, and nobody else does.
 * Errors: KAAL_ERR_STATE there is no call to answer; KAAL_ERR_LONG out_bytes is too large;
 * KAAL_ERR_INVALID err is KAAL_ERR_DEAD, or no error: the call is to be answered still.
 */
KAAL_CHECKED kaal_err_t kaal_reply(struct kaal_received *received, kaal_err_t err, const void *out,
                                   size_t out_bytes);

/* kaal_reply and kaal_receive in one, which is faster. Errors: as of kaal_reply; nothing was
 * received then. */
KAAL_CHECKED kaal_err_t kaal_reply_receive(struct kaal_received *received, kaal_err_t err,
                                           const void *out, size_t out_bytes);
