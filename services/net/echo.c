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

#define ECHO_PORT   7
#define CONNECTIONS MEMP_NUM_TCP_PCB
#define PIECES_MAX  24 /* buffers of the pool that one connection may hold */

_Static_assert(CONNECTIONS *(PIECES_MAX + TCP_OOSEQ_MAX_PBUFS) <= PBUF_POOL_SIZE - 512,
               "peers that never read cannot take the pool from the others");

struct connection {
    struct tcp_pcb *pcb;  /* NULL: free */
    struct pbuf *waiting; /* received, not yet taken for sending */
    bool is_ending;       /* the peer sends no more */
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
    if (connection->waiting != NULL) {
        (void)pbuf_free(connection->waiting);
    }
    *connection = (struct connection){0};
}

/* Take waiting bytes for sending, as many as have room. Returns false when lwIP has none at all. */
static bool take_some(struct connection *connection)
{
    struct tcp_pcb *pcb = connection->pcb;
    u16_t bytes = connection->waiting->len;

    if (bytes > tcp_sndbuf(pcb)) {
        bytes = (u16_t)tcp_sndbuf(pcb);
    }
    if (bytes == 0 ||
        tcp_write(pcb, connection->waiting->payload, bytes, TCP_WRITE_FLAG_COPY) != ERR_OK) {
        return false;
    }
    connection->waiting = pbuf_free_header(connection->waiting, bytes);
    tcp_recved(pcb, bytes);
    return true;
}

/* Send on. Returns ERR_ABRT when the connection had to be aborted, as lwIP's callbacks want it. */
static err_t push(struct connection *connection)
{
    struct tcp_pcb *pcb = connection->pcb;

    while (connection->waiting != NULL && take_some(connection)) {
    }
    (void)tcp_output(pcb);
    if (connection->waiting != NULL || !connection->is_ending) {
        return ERR_OK;
    }
    if (tcp_close(pcb) != ERR_OK) {
        return ERR_OK; /* no memory for it now: tcp_poll tries again */
    }
    tcp_arg(pcb, NULL);
    tcp_recv(pcb, NULL);
    tcp_sent(pcb, NULL);
    tcp_poll(pcb, NULL, 0);
    tcp_err(pcb, NULL);
    forget(connection);
    return ERR_OK;
}

/*
 * Keep what waits in few buffers: a peer that sends small pieces and reads nothing would hold the
 * pool with a window's worth of them. Returns false when it had to be aborted for want of memory.
 */
static bool is_within_bounds(struct connection *connection)
{
    if (connection->waiting == NULL || pbuf_clen(connection->waiting) <= PIECES_MAX) {
        return true;
    }
    connection->waiting = pbuf_coalesce(connection->waiting, PBUF_RAW);
    if (pbuf_clen(connection->waiting) <= PIECES_MAX) {
        return true;
    }
    tcp_abort(connection->pcb); /* calls on_error, which forgets it */
    return false;
}

static err_t on_received(void *argument, struct tcp_pcb *pcb, struct pbuf *data, err_t err)
{
    struct connection *connection = argument;

    (void)pcb;
    (void)err;
    if (data == NULL) {
        connection->is_ending = true;
    } else if (connection->waiting == NULL) {
        connection->waiting = data;
    } else {
        pbuf_cat(connection->waiting, data);
    }
    err = push(connection);
    return is_within_bounds(connection) ? err : ERR_ABRT;
}

static err_t on_sent(void *argument, struct tcp_pcb *pcb, u16_t bytes)
{
    (void)pcb;
    (void)bytes;
    return push(argument);
}

static err_t on_poll(void *argument, struct tcp_pcb *pcb)
{
    (void)pcb;
    return push(argument);
}

/* lwIP has freed the connection itself. */
static void on_error(void *argument, err_t err)
{
    (void)err;
    if (argument != NULL) {
        forget(argument);
    }
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
    tcp_arg(pcb, connection);
    tcp_recv(pcb, on_received);
    tcp_sent(pcb, on_sent);
    tcp_poll(pcb, on_poll, 1);
    tcp_err(pcb, on_error);
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
