/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TCP connections for a component: what the network stack `net` and a server say to each other over
 * a channel. Which TCP port goes to which channel stands in net's arguments: "listen=5555:control"
 * gives port 5555 to whoever is behind net's end "control". Channels are in channel.h.
 *
 *     message: header (KAAL_STREAM_HEADER_BYTES) | bytes of DATA
 *
 *     type    from    count          says
 *     OPENED  net     0              a peer has connected; the connection's number is new
 *     DATA    both    bytes of it    at least one byte of the connection
 *     TAKEN   both    bytes          so many bytes of DATA were taken: as many more may come
 *     SHUT    net     0              the peer sends no more; it may still receive
 *     CLOSED  net     0              the connection is over: the peer or net has given it up
 *     CLOSE   server  0              end it; bytes that net has not taken need not arrive
 *
 * Each side may have sent KAAL_STREAM_WINDOW_BYTES of a connection that the other has not yet said
 * TAKEN for, and has a buffer of that size for what may come: so each takes all messages from the
 * ring at once, whatever its connections wait for, and a peer that does not read stops only itself.
 * Net stops TCP's window of a peer whose bytes are not taken.
 *
 * A number is never 0. After CLOSED or CLOSE it is over, and what still comes about it was on the
 * way: it is dropped. When a life of either side ends (channel.h), all connections are over. Who
 * sends what this page does not allow loses the connection, or the message if it tells of none.
 * Signals are for bursts: one after the last message that was put or taken.
 *
 * The functions are pure but for the channel's memory, and serve both sides.
 */
#pragma once

#include <kaal/channel.h>
#include <kaal/err.h>
#include <kaal/types.h>

#define KAAL_STREAM_HEADER_BYTES      12
#define KAAL_STREAM_WINDOW_BYTES      4096 /* almost three TCP segments */
#define KAAL_STREAM_MESSAGE_BYTES_MIN 60   /* of the channel; less would be mostly headers */

enum kaal_stream_type {
    KAAL_STREAM_OPENED = 1,
    KAAL_STREAM_DATA = 2,
    KAAL_STREAM_TAKEN = 3,
    KAAL_STREAM_SHUT = 4,
    KAAL_STREAM_CLOSED = 5,
    KAAL_STREAM_CLOSE = 6,
};

enum kaal_stream_side {
    KAAL_STREAM_NET,
    KAAL_STREAM_SERVER,
};

/* Numbers are little-endian. */
struct kaal_stream_header {
    uint16_t type;     /* enum kaal_stream_type */
    uint16_t reserved; /* 0 */
    uint32_t connection;
    uint32_t count;
};

_Static_assert(sizeof(struct kaal_stream_header) == KAAL_STREAM_HEADER_BYTES, "wire format");

/*
 * Check a message.
 *
 * message, bytes: a private copy. from: who has sent it. header: its header, untouched on failure;
 * the DATA are the header's `count` bytes behind it.
 * Errors: KAAL_ERR_FORMAT the length is not one of that type; KAAL_ERR_INVALID the type is not one
 * that this side sends, the number is 0 or `reserved` is not; KAAL_ERR_RANGE the count is not one
 * of that type. Never blocks.
 */
KAAL_CHECKED kaal_err_t kaal_stream_check(const void *message, uint32_t bytes,
                                          enum kaal_stream_side from,
                                          struct kaal_stream_header *header);

/*
 * Put a message other than DATA. Returns false, with nothing put, when the channel has no room.
 * Does not signal; never blocks.
 */
KAAL_CHECKED bool kaal_stream_tell(struct kaal_channel *channel, enum kaal_stream_type type,
                                   uint32_t connection, uint32_t count);

/*
 * Put bytes as one message DATA: as many as it holds, at most `bytes`. Returns how many; 0 when the
 * channel has no room. Does not signal; never blocks. The caller keeps to the window.
 */
KAAL_CHECKED uint32_t kaal_stream_send(struct kaal_channel *channel, uint32_t connection,
                                       const void *data, uint32_t bytes);
