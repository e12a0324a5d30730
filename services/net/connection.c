/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TCP connections over lwIP. All that lwIP says about one comes in here.
 */
#include "net/connection.h"

#include "lwip/tcp.h"

#define LINGER_POLLS 20 /* of tcp_poll, 0.5 s each: longer than a lost segment takes */

static struct connection connections[CONNECTIONS_MAX];

static struct connection *find_free(void)
{
    for (unsigned i = 0; i < CONNECTIONS_MAX; i++) {
        if (connections[i].pcb == NULL) {
            return &connections[i];
        }
    }
    return NULL;
}

static err_t on_received(void *argument, struct tcp_pcb *pcb, struct pbuf *data, err_t err);
static err_t on_sent(void *argument, struct tcp_pcb *pcb, u16_t bytes);
static err_t on_poll(void *argument, struct tcp_pcb *pcb);
static void on_error(void *argument, err_t err);

/* connection: NULL for none. */
static void set_callbacks(struct connection *connection, struct tcp_pcb *pcb)
{
    bool is_on = connection != NULL;

    tcp_arg(pcb, connection);
    tcp_recv(pcb, is_on ? on_received : NULL);
    tcp_sent(pcb, is_on ? on_sent : NULL);
    tcp_poll(pcb, is_on ? on_poll : NULL, 1);
    tcp_err(pcb, is_on ? on_error : NULL);
}

static void forget(struct connection *connection)
{
    connection->pcb = NULL;
    connection->user = NULL;
}

static void forget_and_tell(struct connection *connection)
{
    const struct connection_user *user = connection->user;

    forget(connection);
    if (user != NULL) {
        user->gone(connection);
    }
}

/*
 * Go on closing. Our side ends first; then what still comes is dropped until the peer ends, too, or
 * has had its time: lwIP resets a connection whose peer sends after its close, and the peer would
 * lose what it has not yet received.
 */
static void finish(struct connection *connection)
{
    struct tcp_pcb *pcb = connection->pcb;

    connection_drop(connection, backlog_count(&connection->received));
    if (!connection->is_finished) {
        connection->is_finished = tcp_shutdown(pcb, 0, 1) == ERR_OK; /* or no memory: again later */
    }
    if (!connection->is_finished || (!connection->has_ended && connection->polls < LINGER_POLLS)) {
        return;
    }
    set_callbacks(NULL, pcb); /* first, since closing may free the pcb */
    if (tcp_close(pcb) == ERR_OK) {
        forget(connection);
    } else {
        set_callbacks(connection, pcb);
    }
}

static void on_moved(struct connection *connection)
{
    if (connection->user != NULL) {
        connection->user->moved(connection);
    } else {
        finish(connection);
    }
}

/* Keep a copy of what has come. */
static bool keep(struct connection *connection, const struct pbuf *data)
{
    for (const struct pbuf *piece = data; piece != NULL; piece = piece->next) {
        if (!backlog_put(&connection->received, piece->payload, piece->len)) {
            return false;
        }
    }
    return true;
}

static err_t on_received(void *argument, struct tcp_pcb *pcb, struct pbuf *data, err_t err)
{
    struct connection *connection = argument;
    bool is_kept = true;

    (void)err;
    if (data == NULL) {
        connection->has_ended = true;
    } else {
        is_kept = keep(connection, data);
        (void)pbuf_free(data);
    }
    if (!is_kept) { /* more than its window: lwIP does not let that through */
        set_callbacks(NULL, pcb);
        forget_and_tell(connection);
        tcp_abort(pcb);
        return ERR_ABRT;
    }
    on_moved(connection);
    return ERR_OK;
}

static err_t on_sent(void *argument, struct tcp_pcb *pcb, u16_t bytes)
{
    (void)pcb;
    (void)bytes;
    on_moved(argument);
    return ERR_OK;
}

static err_t on_poll(void *argument, struct tcp_pcb *pcb)
{
    struct connection *connection = argument;

    (void)pcb;
    connection->polls++;
    on_moved(connection);
    return ERR_OK;
}

/* lwIP has freed the connection itself. */
static void on_error(void *argument, err_t err)
{
    (void)err;
    if (argument != NULL) {
        forget_and_tell(argument);
    }
}

static err_t on_accept(void *argument, struct tcp_pcb *pcb, err_t err)
{
    struct connection_listener *listener = argument;
    struct connection *connection = find_free();

    if (err != ERR_OK || pcb == NULL) {
        return ERR_VAL;
    }
    if (connection == NULL) {
        return ERR_MEM; /* lwIP resets it */
    }
    connection->has_ended = false;
    backlog_init(&connection->received, connection->window, sizeof(connection->window));
    connection->owner = listener->user->open(listener->context, connection);
    if (connection->owner == NULL) {
        return ERR_MEM;
    }
    connection->pcb = pcb;
    connection->user = listener->user;
    set_callbacks(connection, pcb);
    tcp_nagle_disable(pcb);
    return ERR_OK;
}

kaal_err_t connection_listen(struct connection_listener *listener, uint16_t port,
                             enum connection_rank rank)
{
    struct tcp_pcb *bound = tcp_new();
    struct tcp_pcb *pcb = NULL;

    if (bound == NULL) {
        return KAAL_ERR_NO_MEMORY;
    }
    if (tcp_bind(bound, IP_ADDR_ANY, port) != ERR_OK) {
        tcp_abort(bound);
        return KAAL_ERR_BUSY;
    }
    tcp_setprio(bound, (u8_t)rank);
    pcb = tcp_listen(bound);
    if (pcb == NULL) {
        tcp_abort(bound);
        return KAAL_ERR_NO_MEMORY;
    }
    tcp_arg(pcb, listener);
    tcp_accept(pcb, on_accept);
    return KAAL_OK;
}

uint32_t connection_peek(const struct connection *connection, const void **data)
{
    return backlog_peek(&connection->received, data);
}

void connection_drop(struct connection *connection, uint32_t bytes)
{
    backlog_drop(&connection->received, bytes);
    while (bytes > 0) {
        u16_t some = (u16_t)LWIP_MIN(bytes, 0xffffU);

        tcp_recved(connection->pcb, some);
        bytes -= some;
    }
}

bool connection_is_shut(const struct connection *connection)
{
    return connection->has_ended && backlog_count(&connection->received) == 0;
}

uint32_t connection_send(struct connection *connection, const void *data, uint32_t bytes)
{
    u16_t some = (u16_t)LWIP_MIN(LWIP_MIN(bytes, tcp_sndbuf(connection->pcb)), 0xffffU);

    if (some == 0 || tcp_write(connection->pcb, data, some, TCP_WRITE_FLAG_COPY) != ERR_OK) {
        return 0;
    }
    return some;
}

void connection_flush(struct connection *connection)
{
    (void)tcp_output(connection->pcb);
}

void connection_close(struct connection *connection)
{
    /* As long as the peer does not take what was sent, others go before it. */
    tcp_setprio(connection->pcb, CONNECTION_RANK_CLOSED);
    connection->user = NULL;
    connection->is_finished = false;
    connection->polls = 0;
    finish(connection);
}

void connection_abort(struct connection *connection)
{
    struct tcp_pcb *pcb = connection->pcb;

    set_callbacks(NULL, pcb);
    forget(connection);
    tcp_abort(pcb);
}
