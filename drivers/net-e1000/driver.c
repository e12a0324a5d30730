/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The e1000 driver: frames between the card's rings and one client's channel (kaal/net.h).
 * Registers are in hw.c, descriptors in rings.c.
 */
#include "net-e1000/e1000.h"

#include <string.h>

#include <kaal/channel.h>
#include <kaal/component.h>
#include <kaal/driver.h>

static struct e1000 card;
static struct kaal_channel client;
static bool is_waiting_for_tx; /* the ring was full: its interrupt tells when there is room */
static uint64_t rx_dropped;    /* frames that the client left no room for */

/* Tell the client who and how we are. When there is no room it asks again, by HELLO. */
static void send_info(void)
{
    struct kaal_net_info info = {
        .header = {.type = KAAL_NET_INFO},
        .is_link_up = e1000_has_link(&card),
        .mtu_bytes = KAAL_NET_FRAME_BYTES_MAX - KAAL_NET_FRAME_BYTES_MIN,
        .features = KAAL_NET_CAN_CHECKSUM,
    };

    memcpy(info.mac, card.mac, sizeof(info.mac));
    if (kaal_channel_send(&client, &info, sizeof(info)) == KAAL_OK) {
        kaal_channel_signal(&client);
    }
}

/* Hand received frames to the client, all that are there, with one signal. */
static void receive(void)
{
    const struct kaal_net_header header = {.type = KAAL_NET_FRAME};
    const uint8_t *frame = NULL;
    uint32_t bytes = 0;
    bool has_put = false;

    while (e1000_rx_take(&card, &frame, &bytes)) {
        uint8_t *place = kaal_channel_reserve(&client);

        if (place == NULL) {
            rx_dropped++;
            continue;
        }
        memcpy(place, &header, sizeof(header));
        memcpy(place + sizeof(header), frame, bytes);
        kaal_channel_put(&client, (uint32_t)sizeof(header) + bytes);
        has_put = true;
    }
    e1000_rx_return(&card);
    if (has_put) {
        kaal_channel_signal(&client);
    }
}

/* Do what a message says that lies in the DMA pool. Returns whether the client wants a signal. */
static bool take_message(const uint8_t *message, uint32_t bytes)
{
    struct kaal_net_header header = {0};

    if (bytes < sizeof(header)) {
        return false;
    }
    memcpy(&header, message, sizeof(header));
    if (header.type == KAAL_NET_HELLO) {
        send_info();
        return false;
    }
    /* What is no sound frame is dropped, as kaal/net.h says. */
    (void)!e1000_tx_put(&card, &header, bytes - (uint32_t)sizeof(header));
    return (header.flags & KAAL_NET_WAKE) != 0;
}

/* Send what the client has put, as far as the ring has room. */
static void transmit(void)
{
    bool wants_signal = false;
    bool is_full = false;

    while (kaal_channel_has_message(&client)) {
        uint8_t *place = e1000_tx_buffer(&card);
        uint32_t bytes = 0;

        if (place == NULL) {
            is_full = true;
            break;
        }
        if (kaal_channel_receive(&client, place, E1000_TX_BUFFER_BYTES, &bytes) == KAAL_OK) {
            wants_signal = take_message(place, bytes) || wants_signal;
        }
    }
    e1000_tx_flush(&card);
    if (is_full != is_waiting_for_tx) {
        e1000_unmask_tx(&card, is_full);
        is_waiting_for_tx = is_full;
    }
    if (wants_signal) {
        kaal_channel_signal(&client);
    }
}

static void card_interrupt(void)
{
    uint32_t causes = e1000_take_causes(&card);

    if ((causes & E1000_INT_LSC) != 0) {
        send_info();
    }
    receive();
    transmit();
}

static void card_event(uint64_t events)
{
    if ((events & client.event) != 0) {
        transmit();
    }
}

static kaal_err_t card_init(const struct kaal_bundle *bundle)
{
    kaal_err_t err = e1000_start(&card, bundle);

    if (err == KAAL_OK) {
        err = kaal_channel_open(&client, "client");
    }
    if (err != KAAL_OK) {
        return err;
    }
    kaal_log("mac %02x:%02x:%02x:%02x:%02x:%02x, link %s", card.mac[0], card.mac[1], card.mac[2],
             card.mac[3], card.mac[4], card.mac[5], e1000_has_link(&card) ? "up" : "down");
    send_info();
    e1000_unmask(&card);
    transmit();
    return KAAL_OK;
}

static const struct kaal_driver e1000 = {
    .match = {KAAL_PCI(0x8086, 0x100e)},
    .dma_bytes = E1000_POOL_BYTES,
    .init = card_init,
    .interrupt = card_interrupt,
    .event = card_event,
};

KAAL_DRIVER(e1000)
