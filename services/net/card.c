/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames between channels and lwIP. What is in a frame is lwIP's affair.
 */
#include "net/card.h"

#include <string.h>

#include <kaal/channel.h>
#include <kaal/component.h>
#include <kaal/net.h>

#include "lwip/dhcp.h"
#include "lwip/etharp.h"
#include "lwip/netif.h"
#include "lwip/priv/tcp_priv.h"
#include "net/checksum.h"
#include "net/message.h"
#include "netif/ethernet.h"

#define BURST 64 /* frames that are taken from one card before the others have their turn */

struct card {
    struct kaal_channel driver;
    struct netif netif;
    uint8_t mac[KAAL_NET_MAC_BYTES];
    bool is_lost; /* its channel was taken away: nothing reads or writes it any more */
    bool has_netif;
    bool can_checksum;  /* the card finishes TCP checksums of what is sent */
    bool has_put;       /* something was put since the last signal */
    uint32_t put_count; /* frames; for KAAL_NET_WAKE_EVERY */
};

static struct card cards[CARDS_MAX];
static uint32_t card_count;

struct netif *net_route_by_source(const void *source, const void *destination)
{
    (void)destination;
    for (uint32_t i = 0; i < card_count && source != NULL; i++) {
        if (cards[i].has_netif &&
            ip4_addr_cmp((const ip4_addr_t *)source, netif_ip4_addr(&cards[i].netif))) {
            return &cards[i].netif;
        }
    }
    return NULL; /* lwIP's own routing decides */
}

/* lwIP sends a frame. */
static err_t send_frame(struct netif *netif, struct pbuf *frame)
{
    struct card *card = netif->state;
    struct kaal_net_header header = {.type = KAAL_NET_FRAME};
    uint8_t *place = NULL;

    if (card->is_lost) {
        return ERR_IF;
    }
    if (frame->tot_len > KAAL_NET_FRAME_BYTES_MAX) {
        return ERR_VAL;
    }
    place = kaal_channel_reserve(&card->driver);
    if (place == NULL) {
        kaal_channel_signal(&card->driver);
        return ERR_MEM; /* TCP tries again when the driver has woken us */
    }
    card->put_count++;
    if (card->put_count % KAAL_NET_WAKE_EVERY == 0) {
        header.flags = KAAL_NET_WAKE;
    }
    (void)pbuf_copy_partial(frame, place + sizeof(header), frame->tot_len, 0);
    if (card->can_checksum) {
        checksum_offload(&header, place + sizeof(header), frame->tot_len);
    }
    memcpy(place, &header, sizeof(header));
    kaal_channel_put(&card->driver, (uint32_t)sizeof(header) + frame->tot_len);
    card->has_put = true;
    return ERR_OK;
}

static void log_address(struct netif *netif)
{
    const struct card *card = netif->state;
    char address[16];
    char gateway[16];

    if (!netif_is_up(netif) || ip4_addr_isany(netif_ip4_addr(netif))) {
        return;
    }
    (void)ip4addr_ntoa_r(netif_ip4_addr(netif), address, sizeof(address));
    (void)ip4addr_ntoa_r(netif_ip4_gw(netif), gateway, sizeof(gateway));
    kaal_log("%s: address %s gateway %s mac %02x:%02x:%02x:%02x:%02x:%02x", card->driver.peer,
             address, gateway, card->mac[0], card->mac[1], card->mac[2], card->mac[3], card->mac[4],
             card->mac[5]);
}

static err_t init_netif(struct netif *netif)
{
    struct card *card = netif->state;

    netif->name[0] = 'e';
    netif->name[1] = 'n';
    netif->hostname = "kaal";
    netif->output = etharp_output;
    netif->linkoutput = send_frame;
    netif->mtu = KAAL_NET_FRAME_BYTES_MAX - KAAL_NET_FRAME_BYTES_MIN;
    netif->hwaddr_len = KAAL_NET_MAC_BYTES;
    netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET;
    memcpy(netif->hwaddr, card->mac, KAAL_NET_MAC_BYTES);
    return ERR_OK;
}

static bool add_netif(struct card *card, const struct kaal_net_info *info)
{
    memcpy(card->mac, info->mac, sizeof(card->mac));
    if (netif_add_noaddr(&card->netif, card, init_netif, ethernet_input) == NULL) {
        return false;
    }
    card->has_netif = true;
    netif_set_status_callback(&card->netif, log_address);
    netif_set_up(&card->netif);
    if (dhcp_start(&card->netif) != ERR_OK) {
        kaal_log("%s: DHCP cannot be started", card->driver.peer);
    }
    return true;
}

static void take_info(struct card *card, const uint8_t *message)
{
    struct kaal_net_info info;

    memcpy(&info, message, sizeof(info));
    if (!card->has_netif && !add_netif(card, &info)) {
        return;
    }
    card->can_checksum = (info.features & KAAL_NET_CAN_CHECKSUM) != 0;
    NETIF_SET_CHECKSUM_CTRL(&card->netif, card->can_checksum
                                              ? NETIF_CHECKSUM_ENABLE_ALL & ~NETIF_CHECKSUM_GEN_TCP
                                              : NETIF_CHECKSUM_ENABLE_ALL);
    if (info.is_link_up != 0) {
        netif_set_link_up(&card->netif);
    } else {
        netif_set_link_down(&card->netif);
    }
}

/* Give one message in a buffer of lwIP's, which is taken over, to whom it is for. */
static void take_message(struct card *card, struct pbuf *buffer, uint32_t bytes)
{
    enum kaal_net_type type = KAAL_NET_HELLO;

    if (message_check(buffer->payload, bytes, &type) != KAAL_OK) {
        type = KAAL_NET_HELLO; /* not from a driver: dropped */
    }
    if (type == KAAL_NET_INFO) {
        take_info(card, buffer->payload);
    } else if (type == KAAL_NET_FRAME && card->has_netif) {
        pbuf_realloc(buffer, (u16_t)bytes);
        (void)pbuf_remove_header(buffer, KAAL_NET_HEADER_BYTES);
        if (card->netif.input(buffer, &card->netif) == ERR_OK) {
            return;
        }
    }
    (void)pbuf_free(buffer);
}

/* A buffer for a message; pieces that came out of order are given up before the next one that came
 * in order is. */
static struct pbuf *alloc_buffer(void)
{
    struct pbuf *buffer = pbuf_alloc(PBUF_RAW, KAAL_NET_MESSAGE_BYTES_MAX, PBUF_POOL);

    if (buffer == NULL) {
        PBUF_CHECK_FREE_OOSEQ();
        buffer = pbuf_alloc(PBUF_RAW, KAAL_NET_MESSAGE_BYTES_MAX, PBUF_POOL);
    }
    return buffer;
}

/* Take a burst from one card. Returns whether there may be more. */
static bool poll_card(struct card *card)
{
    for (unsigned i = 0; i < BURST; i++) {
        struct pbuf *buffer = NULL;
        uint32_t bytes = 0;

        if (!kaal_channel_has_message(&card->driver)) {
            return false;
        }
        buffer = alloc_buffer();
        if (buffer == NULL) {
            return false; /* frames wait in the channel until buffers come back */
        }
        if (kaal_channel_receive(&card->driver, buffer->payload, buffer->len, &bytes) != KAAL_OK) {
            (void)pbuf_free(buffer);
            continue;
        }
        take_message(card, buffer, bytes);
    }
    return true;
}

void cards_poll(void)
{
    bool has_more = true;

    while (has_more) {
        has_more = false;
        for (uint32_t i = 0; i < card_count; i++) {
            has_more = (!cards[i].is_lost && poll_card(&cards[i])) || has_more;
        }
        tcp_txnow(); /* what had no room before */
        cards_signal();
    }
}

void cards_signal(void)
{
    for (uint32_t i = 0; i < card_count; i++) {
        if (cards[i].has_put) {
            cards[i].has_put = false;
            kaal_channel_signal(&cards[i].driver);
        }
    }
}

static void drop(struct card *card)
{
    kaal_log("%s: its channel was taken away", card->driver.peer);
    card->is_lost = true;
    card->has_put = false;
    if (card->has_netif) {
        card->has_netif = false;
        dhcp_stop(&card->netif);
        netif_remove(&card->netif); /* its connections are over */
    }
}

void cards_drop_lost(void)
{
    for (uint32_t i = 0; i < card_count; i++) {
        if (!cards[i].is_lost && !kaal_channel_is_held(&cards[i].driver)) {
            drop(&cards[i]);
        }
    }
}

kaal_err_t card_open(const char *port)
{
    const struct kaal_net_header hello = {.type = KAAL_NET_HELLO};
    kaal_err_t err = KAAL_OK;

    if (card_count == CARDS_MAX) {
        return KAAL_ERR_NO_SLOTS;
    }
    err = kaal_channel_open(&cards[card_count].driver, port);
    if (err != KAAL_OK) {
        return err;
    }
    err = kaal_channel_send(&cards[card_count].driver, &hello, sizeof(hello));
    kaal_channel_signal(&cards[card_count].driver);
    card_count++;
    return err;
}
