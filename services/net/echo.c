/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The echo service: what was received is taken for sending, as fast as the peer lets it.
 */
#include "net/echo.h"

#include "lwip/ip.h"
#include "lwip/udp.h"
#include "net/connection.h"

#define ECHO_PORT 7

static void *open(void *context, struct connection *connection)
{
    (void)context;
    return connection;
}

static void move(struct connection *connection)
{
    const void *data = NULL;
    uint32_t bytes = 0;
    uint32_t sent = 0;

    do {
        bytes = connection_peek(connection, &data);
        sent = connection_send(connection, data, bytes);
        connection_drop(connection, sent);
    } while (sent > 0);
    connection_flush(connection);
    if (connection_is_shut(connection)) {
        connection_close(connection);
    }
}

static void forget(struct connection *connection)
{
    (void)connection;
}

static const struct connection_user echo = {.open = open, .moved = move, .gone = forget};

static void on_datagram(void *argument, struct udp_pcb *pcb, struct pbuf *data,
                        const ip_addr_t *from, u16_t port)
{
    (void)argument;
    (void)udp_sendto_if(pcb, data, from, port, ip_current_input_netif());
    (void)pbuf_free(data);
}

kaal_err_t echo_start(void)
{
    static struct connection_listener listener = {.user = &echo};
    struct udp_pcb *udp = udp_new();
    kaal_err_t err = KAAL_OK;

    if (udp == NULL) {
        return KAAL_ERR_NO_MEMORY;
    }
    if (udp_bind(udp, IP_ADDR_ANY, ECHO_PORT) != ERR_OK) {
        udp_remove(udp);
        return KAAL_ERR_BUSY;
    }
    udp_recv(udp, on_datagram, NULL);
    err = connection_listen(&listener, ECHO_PORT, CONNECTION_RANK_ECHO);
    if (err != KAAL_OK) {
        udp_remove(udp);
    }
    return err;
}
