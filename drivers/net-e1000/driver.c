/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The 82540EM driver: frames between the device and one client's channel (kaal/net.h).
 * Registers are in hw.c, descriptors in rings.c; what is in a frame is the client's affair.
 */
#include <string.h>

#include <kaal/channel.h>
#include <kaal/component.h>
#include <kaal/driver.h>
#include <kaal/net.h>

#include "net-e1000/e1000.h"

#define ETHERNET_MTU_BYTES 1500U

/* Frames that go one way before the other way has its turn. */
#define BURST_FRAMES E1000_RING_SLOTS

static struct e1000 e1000;
static struct kaal_channel client;
static bool is_info_due;
static bool is_tx_unmasked;
static uint64_t dropped_frames; /* the client left no room for them */

/* Log at 1, 2, 4, 8, ...: enough to see the trouble, too seldom to be one. */
static void count_drop(void)
{
    dropped_frames++;
    if ((dropped_frames & (dropped_frames - 1)) == 0) {
        kaal_log("dropped %llu frames: the client leaves them", (unsigned long long)dropped_frames);
    }
}

/* Tell the client of the device, if that is due and there is room. Returns whether it was told. */
static bool send_info(void)
{
    struct kaal_net_info info = {
        .header = {.type = KAAL_NET_INFO},
        .is_link_up = e1000_has_link(&e1000) ? 1 : 0,
        .mtu_bytes = ETHERNET_MTU_BYTES,
        .features = KAAL_NET_CAN_CHECKSUM,
    };

    memcpy(info.mac, e1000.mac, sizeof(info.mac));
    if (kaal_channel_send(&client, &info, sizeof(info)) != KAAL_OK) {
        return false;
    }
    is_info_due = false;
    return true;
}

static void put_frame(uint8_t *message, const uint8_t *frame, uint32_t bytes)
{
    static const struct kaal_net_header header = {.type = KAAL_NET_FRAME};

    memcpy(message, &header, sizeof(header));
    memcpy(message + sizeof(header), frame, bytes);
    kaal_channel_put(&client, (uint32_t)sizeof(header) + bytes);
}

/* Hand one burst of received frames on. Returns whether the client has something to look at. */
static bool receive_burst(void)
{
    const uint8_t *frame = NULL;
    uint32_t bytes = 0;
    bool has_client = kaal_channel_peer_life(&client) != 0; /* nothing waits for the next one */
    bool has_put = false;

    for (uint32_t i = 0; i < BURST_FRAMES && e1000_rx_take(&e1000, &frame, &bytes); i++) {
        uint8_t *message = has_client ? kaal_channel_reserve(&client) : NULL;

        if (message == NULL) {
            count_drop();
        } else {
            put_frame(message, frame, bytes);
            has_put = true;
        }
    }
    e1000_rx_return(&e1000);
    return has_put;
}

/* Do what a message says, a private copy of the client's. Returns whether the client wants a
 * signal.
 */
static bool take_message(const uint8_t *message, uint32_t bytes)
{
    struct kaal_net_header header;

    if (bytes < sizeof(header)) {
        return false;
    }
    memcpy(&header, message, sizeof(header));
    if (header.type == KAAL_NET_HELLO) {
        is_info_due = true;
        return false;
    }
    if (e1000_tx_put(&e1000, &header, bytes - (uint32_t)sizeof(header)) != KAAL_OK) {
        return false; /* the client's fault and the client's loss: net.h */
    }
    return (header.flags & KAAL_NET_WAKE) != 0;
}

enum transmit_end {
    TRANSMIT_EMPTY, /* the client has no more */
    TRANSMIT_FULL,  /* the ring has no room */
    TRANSMIT_BURST, /* both go on */
};

/* Send one burst of the client's frames. is_signal_due: set when the client wants to know. */
static enum transmit_end transmit_burst(bool *is_signal_due)
{
    for (uint32_t i = 0; i < BURST_FRAMES; i++) {
        uint8_t *message = e1000_tx_buffer(&e1000);
        uint32_t bytes = 0;
        kaal_err_t err = KAAL_OK;

        if (message == NULL) {
            return TRANSMIT_FULL;
        }
        err = kaal_channel_receive(&client, message, E1000_TX_BUFFER_BYTES, &bytes);
        if (err == KAAL_ERR_EMPTY) {
            return TRANSMIT_EMPTY;
        }
        if (err == KAAL_OK && take_message(message, bytes)) {
            *is_signal_due = true;
        }
    }
    return TRANSMIT_BURST;
}

/* Sending waits for the device only while the ring is full: otherwise the interrupt is noise. */
static void expect_tx_interrupt(bool is_wanted)
{
    if (is_wanted != is_tx_unmasked) {
        is_tx_unmasked = is_wanted;
        e1000_unmask_tx(&e1000, is_wanted);
    }
}

/*
 * Move what there is both ways, with one signal at the end. It goes on as long as the client has
 * frames: a client that never stops holds up nobody but itself.
 */
static void serve(void)
{
    enum transmit_end end = TRANSMIT_BURST;
    bool is_signal_due = false;

    while (end == TRANSMIT_BURST) {
        is_signal_due |= receive_burst();
        end = transmit_burst(&is_signal_due);
        e1000_tx_flush(&e1000);
    }
    expect_tx_interrupt(end == TRANSMIT_FULL);
    if (is_info_due) {
        is_signal_due |= send_info();
    }
    if (is_signal_due) {
        kaal_channel_signal(&client);
    }
}

static void driver_interrupt(void)
{
    uint32_t causes = e1000_take_causes(&e1000);

    if ((causes & E1000_INT_LSC) != 0) {
        is_info_due = true;
    }
    serve();
}

static void driver_event(uint64_t events)
{
    if ((events & client.event) != 0) {
        serve();
    }
}

static kaal_err_t driver_init(const struct kaal_bundle *bundle)
{
    kaal_err_t err = e1000_start(&e1000, bundle);

    if (err != KAAL_OK) {
        return err;
    }
    err = kaal_channel_open(&client, "client");
    if (err != KAAL_OK) {
        return err;
    }
    if (kaal_channel_message_bytes(&client) < KAAL_NET_MESSAGE_BYTES_MAX) {
        kaal_log("the client's channel needs slots of %d bytes", KAAL_NET_SLOT_BYTES_MIN);
        return KAAL_ERR_RANGE;
    }
    kaal_log("mac %02x:%02x:%02x:%02x:%02x:%02x, link %s", e1000.mac[0], e1000.mac[1], e1000.mac[2],
             e1000.mac[3], e1000.mac[4], e1000.mac[5], e1000_has_link(&e1000) ? "up" : "down");
    is_info_due = true;
    e1000_unmask(&e1000);
    serve();
    return KAAL_OK;
}

static const struct kaal_driver driver = {
    .match = {KAAL_PCI(E1000_VENDOR, E1000_DEVICE_EM)},
    .dma_bytes = E1000_POOL_BYTES,
    .init = driver_init,
    .interrupt = driver_interrupt,
    .event = driver_event,
};

KAAL_DRIVER(driver)
