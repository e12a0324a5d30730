/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as what peers do and what a server puts into its channel: no window is overrun, no
 * connection that is over is touched, and a server that begins again is served.
 */
#include <stdlib.h>
#include <string.h>

#include <kaal/assert.h>

#include "net/stream.h"
#include "support/channel_pair.h"
#include "support/fake_connection.h"

#define PEERS      (STREAMS_MAX + 1)
#define SLOT_BYTES 128

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct streams streams;
static struct fake_connection peers[PEERS];
static uint32_t last_number; /* that the server has heard of */

static void server_receives(void)
{
    uint8_t message[SLOT_BYTES];
    struct kaal_stream_header header;
    uint32_t bytes = 0;

    while (kaal_channel_receive(&pair_ends[1], message, sizeof(message), &bytes) == KAAL_OK) {
        KAAL_ASSERT(kaal_stream_check(message, bytes, KAAL_STREAM_NET, &header) == KAAL_OK);
        last_number = header.connection;
    }
}

/* A message of the server: with a good header mostly, or it would not get far. */
static void server_sends(const uint8_t *bytes, size_t length, uint8_t how)
{
    uint8_t message[KAAL_STREAM_HEADER_BYTES + 64] = {0};
    struct kaal_stream_header header = {
        .type = how % 8, .connection = last_number, .count = (uint32_t)length};

    if (how % 5 != 0) {
        memcpy(message, &header, sizeof(header));
        memcpy(message + sizeof(header), bytes, length);
        length = (header.type == KAAL_STREAM_DATA) ? sizeof(header) + length : sizeof(header);
    } else {
        memcpy(message, bytes, length);
    }
    (void)!kaal_channel_send(&pair_ends[1], message, (uint32_t)length);
}

static void peer_acts(struct fake_connection *peer, const uint8_t *bytes, size_t length,
                      uint8_t how)
{
    if (!peer->is_open) {
        fake_connection_init(peer, 0);
        peer->connection.owner = stream_open(&streams, &peer->connection);
        peer->is_open = peer->connection.owner != NULL;
    } else if (how % 8 == 0) {
        peer->is_open = false;
        stream_forget(peer->connection.owner);
    } else if (how % 8 == 1) {
        peer->connection.has_ended = true;
    } else if (!peer->connection.has_ended) {
        (void)fake_connection_receive(peer, bytes, (uint32_t)length);
        peer->room_bytes += how;
    }
}

static void check(void)
{
    for (uint32_t i = 0; i < STREAMS_MAX; i++) {
        const struct stream *stream = &streams.streams[i];

        KAAL_ASSERT(stream->untaken_bytes <= KAAL_STREAM_WINDOW_BYTES);
        KAAL_ASSERT(stream->number == 0 || stream->number % STREAMS_MAX == i);
        KAAL_ASSERT(stream->connection == NULL || stream->connection->owner == stream);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pair_init(8, SLOT_BYTES);
    memset(&streams, 0, sizeof(streams));
    memset(peers, 0, sizeof(peers));
    streams.channel = pair_ends[0];
    (void)streams_poll(&streams);
    for (size_t at = 0; at + 3 <= size;) {
        uint8_t what = data[at];
        uint8_t how = data[at + 1];
        size_t length = data[at + 2] % 64;

        at += 3;
        length = (length < size - at) ? length : size - at;
        if (what < 100) {
            server_sends(data + at, length, how);
        } else if (what < 200) {
            peer_acts(&peers[what % PEERS], data + at, length, how);
        } else if (what < 203) {
            pair_begin_anew();
        } else if (what < 220) {
            server_receives();
        }
        at += length;
        (void)streams_poll(&streams);
        check();
    }
    pair_deinit();
    return 0;
}
