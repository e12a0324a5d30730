/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The state of each connection between a peer and a server. A stream is a number that the server
 * knows; it is free again when the server has said CLOSE, or was told CLOSED.
 */
#include "net/stream.h"

#include <string.h>

#define NUMBERS_MAX (UINT32_MAX / STREAMS_MAX) /* then they begin again */
#define BURST       64 /* messages of one server, before others have their turn */

_Static_assert(KAAL_STREAM_WINDOW_BYTES <= CONNECTION_WINDOW_BYTES, "bytes wait in a connection");

static void free_stream(struct stream *stream)
{
    stream->number = 0;
    stream->connection = NULL;
}

struct stream *stream_open(struct streams *streams, struct connection *connection)
{
    struct stream *stream = NULL;
    uint32_t index = 0;

    while (index < STREAMS_MAX && streams->streams[index].number != 0) {
        index++;
    }
    if (index == STREAMS_MAX || streams->life == 0) {
        return NULL;
    }
    stream = &streams->streams[index];
    streams->numbers = streams->numbers % (NUMBERS_MAX - 1) + 1;
    stream->number = streams->numbers * STREAMS_MAX + index;
    stream->connection = connection;
    stream->is_opened = false;
    stream->is_shut = false;
    stream->untaken_bytes = 0;
    stream->sent_bytes = 0;
    backlog_init(&stream->waiting, stream->window, sizeof(stream->window));
    return stream;
}

void stream_forget(struct stream *stream)
{
    stream->connection = NULL;
}

static void abort_stream(struct stream *stream)
{
    if (stream->connection != NULL) {
        connection_abort(stream->connection);
        stream->connection = NULL;
    }
}

void streams_end(struct streams *streams)
{
    for (uint32_t i = 0; i < STREAMS_MAX; i++) {
        abort_stream(&streams->streams[i]);
        free_stream(&streams->streams[i]);
    }
    streams->life = 0;
}

/* A server that has ended takes its connections with it, also when the next one is there already.
 */
static void look_at_server(struct streams *streams)
{
    uint32_t life = kaal_channel_peer_life(&streams->channel);

    if (life != streams->life) {
        streams_end(streams);
        streams->life = life;
    }
}

/* Send on what waits, as far as the peer has room. */
static void send_waiting(struct stream *stream)
{
    const void *data = NULL;
    uint32_t bytes = 0;
    uint32_t sent = 0;

    do {
        bytes = backlog_peek(&stream->waiting, &data);
        sent = connection_send(stream->connection, data, bytes);
        backlog_drop(&stream->waiting, sent);
        stream->sent_bytes += sent;
    } while (sent > 0);
    connection_flush(stream->connection);
}

static void close_stream(struct stream *stream)
{
    if (stream->connection != NULL) {
        send_waiting(stream);
        connection_close(stream->connection);
    }
    free_stream(stream);
}

static struct stream *find(struct streams *streams, uint32_t number)
{
    struct stream *stream = &streams->streams[number % STREAMS_MAX];

    return (stream->number == number) ? stream : NULL; /* it may be over, and this was on the way */
}

static void take_message(struct streams *streams, const uint8_t *message, uint32_t bytes)
{
    struct kaal_stream_header header = {0};
    struct stream *stream = NULL;

    if (kaal_stream_check(message, bytes, KAAL_STREAM_SERVER, &header) != KAAL_OK) {
        return;
    }
    stream = find(streams, header.connection);
    if (stream == NULL) {
        return;
    }
    switch (header.type) {
    case KAAL_STREAM_DATA:
        if (!backlog_put(&stream->waiting, message + sizeof(header), header.count)) {
            abort_stream(stream); /* more than its window */
        }
        break;
    case KAAL_STREAM_TAKEN:
        if (header.count <= stream->untaken_bytes) {
            stream->untaken_bytes -= header.count;
        } else {
            abort_stream(stream);
        }
        break;
    default: /* KAAL_STREAM_CLOSE */
        close_stream(stream);
        break;
    }
}

/* Returns how many were taken. */
static uint32_t take_messages(struct streams *streams)
{
    static uint8_t message[KAAL_STREAM_HEADER_BYTES + KAAL_STREAM_WINDOW_BYTES];
    uint32_t taken = 0;

    while (taken < BURST && kaal_channel_has_message(&streams->channel)) {
        uint32_t bytes = 0;

        if (kaal_channel_receive(&streams->channel, message, sizeof(message), &bytes) == KAAL_OK) {
            take_message(streams, message, bytes);
        }
        taken++;
    }
    return taken;
}

/* Put received bytes into the channel, as many as the server's window and the channel take. */
static bool put_received(struct streams *streams, struct stream *stream)
{
    bool has_put = false;
    uint32_t put = 0;

    do {
        const uint32_t room = KAAL_STREAM_WINDOW_BYTES - stream->untaken_bytes;
        const void *data = NULL;
        uint32_t bytes = connection_peek(stream->connection, &data);

        bytes = (bytes < room) ? bytes : room;
        put = kaal_stream_send(&streams->channel, stream->number, data, bytes);
        connection_drop(stream->connection, put);
        stream->untaken_bytes += put;
        has_put = has_put || put > 0;
    } while (put > 0);
    return has_put;
}

/* Do for one stream what can be done. Returns whether anything was put into the channel. */
static bool tend(struct streams *streams, struct stream *stream)
{
    struct kaal_channel *channel = &streams->channel;
    bool has_put = false;

    if (stream->connection == NULL) {
        if (stream->is_opened &&
            !kaal_stream_tell(channel, KAAL_STREAM_CLOSED, stream->number, 0)) {
            return false;
        }
        has_put = stream->is_opened;
        free_stream(stream);
        return has_put;
    }
    if (!stream->is_opened) {
        has_put = kaal_stream_tell(channel, KAAL_STREAM_OPENED, stream->number, 0);
        stream->is_opened = has_put;
    }
    if (!stream->is_opened) {
        return false;
    }
    send_waiting(stream);
    if (stream->sent_bytes > 0 &&
        kaal_stream_tell(channel, KAAL_STREAM_TAKEN, stream->number, stream->sent_bytes)) {
        stream->sent_bytes = 0;
        has_put = true;
    }
    has_put = put_received(streams, stream) || has_put;
    if (!stream->is_shut && connection_is_shut(stream->connection) &&
        kaal_stream_tell(channel, KAAL_STREAM_SHUT, stream->number, 0)) {
        stream->is_shut = true;
        has_put = true;
    }
    return has_put;
}

bool streams_poll(struct streams *streams)
{
    bool is_for_server = false;
    uint32_t taken = 0;

    look_at_server(streams);
    taken = take_messages(streams);
    is_for_server = taken > 0;
    streams->first = (streams->first + 1) % STREAMS_MAX;
    for (uint32_t i = 0; i < STREAMS_MAX; i++) {
        struct stream *stream = &streams->streams[(streams->first + i) % STREAMS_MAX];

        if (stream->number != 0) {
            is_for_server = tend(streams, stream) || is_for_server;
        }
    }
    if (is_for_server) {
        kaal_channel_signal(&streams->channel);
    }
    return taken == BURST;
}
