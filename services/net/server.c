/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where lwIP's connections, channels and streams meet.
 */
#include "net/server.h"

#include <kaal/component.h>
#include <kaal/stream.h>

#include "lwip/opt.h"
#include "net/connection.h"
#include "net/stream.h"

#define SERVERS_MAX (MEMP_NUM_TCP_PCB_LISTEN - 1) /* the other one is the echo service's */

static struct server {
    struct connection_listener listener;
    struct streams streams;
    bool is_lost; /* its channel was taken away; new connections are refused */
} servers[SERVERS_MAX];
static uint32_t server_count;

static void *open(void *context, struct connection *connection)
{
    struct server *server = context;

    return stream_open(&server->streams, connection);
}

/* Every turn of the loop moves what can be moved, and comes after all that lwIP has to say. */
static void move(struct connection *connection)
{
    (void)connection;
}

static void forget(struct connection *connection)
{
    stream_forget(connection->owner);
}

static const struct connection_user user = {.open = open, .moved = move, .gone = forget};

kaal_err_t server_open(uint16_t tcp_port, const char *port)
{
    struct server *server = &servers[server_count];
    kaal_err_t err = KAAL_OK;

    if (server_count == SERVERS_MAX) {
        return KAAL_ERR_NO_SLOTS;
    }
    err = kaal_channel_open(&server->streams.channel, port);
    if (err != KAAL_OK) {
        return err;
    }
    if (kaal_channel_message_bytes(&server->streams.channel) < KAAL_STREAM_MESSAGE_BYTES_MIN) {
        return KAAL_ERR_FORMAT;
    }
    server->listener = (struct connection_listener){.user = &user, .context = server};
    err = connection_listen(&server->listener, tcp_port, CONNECTION_RANK_SERVER);
    if (err == KAAL_OK) {
        server_count++;
    }
    return err;
}

bool servers_poll(void)
{
    bool has_more = false;

    for (uint32_t i = 0; i < server_count; i++) {
        has_more = (!servers[i].is_lost && streams_poll(&servers[i].streams)) || has_more;
    }
    return has_more;
}

void servers_drop_lost(void)
{
    for (uint32_t i = 0; i < server_count; i++) {
        struct server *server = &servers[i];

        if (!server->is_lost && !kaal_channel_is_held(&server->streams.channel)) {
            kaal_log("%s: its channel was taken away", server->streams.channel.peer);
            server->is_lost = true;
            streams_end(&server->streams);
        }
    }
}
