/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Echo: what comes is sent back. A TCP peer's window opens only for bytes that were taken over for
 * sending, so that a peer which does not read stops itself and costs bounded memory.
 */
#include "net/echo.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "lwip/tcp.h"
#include "lwip/udp.h"
#include "net/backlog.h"

#define ECHO_PORT   7
#define CONNECTIONS MEMP_NUM_TCP_PCB

_Static_assert(BACKLOG_BYTES >= TCP_WND, "what a peer may send has room");

struct connection {
    struct tcp_pcb *pcb;    /* NULL: free */
    bool is_ending;         /* the peer sends no more */
    struct backlog waiting; /* received, not yet taken for sending */
};

static struct connection connections[CONNECTIONS];

static struct connection *find_free(void)
{
    for (unsigned i = 0; i < CONNECTIONS; i++) {
        if (connections[i].pcb == NULL) {
            return &connections[i];
        }
    }
    return NULL;
}

static void forget(struct connection *connection)
{
    connection->pcb = NULL;
    connection->is_ending = false;
    backlog_clear(&connection->waiting);
}

/*
 * Take bytes for sending, as many as there is room for: the peer may send as many again.
 * Returns how many were taken.
 */
static u16_t take_some(struct tcp_pcb *pcb, const void *data, uint32_t bytes)
{
    u16_t some = (u16_t)LWIP_MIN(LWIP_MIN(bytes, tcp_sndbuf(pcb)), 0xffffU);

    if (some == 0 || tcp_write(pcb, data, some, TCP_WRITE_FLAG_COPY) != ERR_OK) {
        return 0;
    }
    tcp_recved(pcb, some);
    return some;
}

static void set_callbacks(struct connection *connection, struct tcp_pcb *pcb);

/* End our side too. Callbacks go first, since closing may free the pcb. */
static void close_connection(struct connection *connection)
{
    struct tcp_pcb *pcb = connection->pcb;

    set_callbacks(NULL, pcb);
    if (tcp_close(pcb) == ERR_OK) {
        forget(connection);
    } else {
        set_callbacks(connection, pcb); /* no memory for it now: tcp_poll tries again */
    }
}

/* Send on what waits. */
static void push(struct connection *connection)
{
    const void *data = NULL;
    u16_t taken = 1;

    while (taken > 0 && backlog_count(&connection->waiting) > 0) {
        uint32_t bytes = backlog_peek(&connection->waiting, &data);

        taken = take_some(connection->pcb, data, bytes);
        backlog_drop(&connection->waiting, taken);
    }
    (void)tcp_output(connection->pcb);
    if (connection->is_ending && backlog_count(&connection->waiting) == 0) {
        close_connection(connection);
    }
}

/* Send what has come, from where it lies as long as nothing waits before it. */
static bool take_data(struct connection *connection, const struct pbuf *data)
{
    for (const struct pbuf *piece = data; piece != NULL; piece = piece->next) {
        const uint8_t *bytes = piece->payload;
        u16_t taken = 0;

        if (backlog_count(&connection->waiting) == 0) {
            taken = take_some(connection->pcb, bytes, piece->len);
        }
        if (!backlog_put(&connection->waiting, bytes + taken, (uint32_t)piece->len - taken)) {
            return false;
        }
    }
    return true;
}

static err_t on_received(void *argument, struct tcp_pcb *pcb, struct pbuf *data, err_t err)
{
    struct connection *connection = argument;

    (void)err;
    if (data == NULL) {
        connection->is_ending = true;
    } else if (take_data(connection, data)) {
        (void)pbuf_free(data);
    } else {
        (void)pbuf_free(data); /* more than its window: lwIP does not let that through */
        set_callbacks(NULL, pcb);
        forget(connection);
        tcp_abort(pcb);
        return ERR_ABRT;
    }
    push(connection);
    return ERR_OK;
}

static err_t on_sent(void *argument, struct tcp_pcb *pcb, u16_t bytes)
{
    (void)pcb;
    (void)bytes;
    push(argument);
    return ERR_OK;
}

static err_t on_poll(void *argument, struct tcp_pcb *pcb)
{
    (void)pcb;
    push(argument);
    return ERR_OK;
}

/* lwIP has freed the connection itself. */
static void on_error(void *argument, err_t err)
{
    (void)err;
    if (argument != NULL) {
        forget(argument);
    }
}

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

static err_t on_accept(void *argument, struct tcp_pcb *pcb, err_t err)
{
    struct connection *connection = find_free();

    (void)argument;
    if (err != ERR_OK || pcb == NULL) {
        return ERR_VAL;
    }
    if (connection == NULL) {
        return ERR_MEM; /* lwIP resets it */
    }
    connection->pcb = pcb;
    set_callbacks(connection, pcb);
    tcp_nagle_disable(pcb);
    return ERR_OK;
}

static void on_datagram(void *argument, struct udp_pcb *pcb, struct pbuf *data,
                        const ip_addr_t *from, u16_t port)
{
    (void)argument;
    (void)udp_sendto_if(pcb, data, from, port, ip_current_input_netif());
    (void)pbuf_free(data);
}

kaal_err_t echo_start(void)
{
    struct tcp_pcb *tcp = tcp_new();
    struct udp_pcb *udp = udp_new();

    if (tcp == NULL || udp == NULL || tcp_bind(tcp, IP_ADDR_ANY, ECHO_PORT) != ERR_OK ||
        udp_bind(udp, IP_ADDR_ANY, ECHO_PORT) != ERR_OK) {
        return KAAL_ERR_NO_MEMORY;
    }
    tcp = tcp_listen(tcp);
    if (tcp == NULL) {
        return KAAL_ERR_NO_MEMORY;
    }
    tcp_accept(tcp, on_accept);
    udp_recv(udp, on_datagram, NULL);
    return KAAL_OK;
}
