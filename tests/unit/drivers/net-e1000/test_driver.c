/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The whole e1000 driver against a model of the device: initialisation, frames both ways, wrapping
 * of the rings, back-pressure, and a device or a client that says nonsense.
 */
#include "support/cmocka_all.h"
#include "support/fake_e1000.h"

#include <kaal/channel.h>
#include <kaal/component.h>
#include <kaal/driver.h>

#include "component/ring.h"

#include "net-e1000/hw.c"
#include "net-e1000/rings.c"

#undef KAAL_DRIVER
#define KAAL_DRIVER(name) static const struct kaal_driver *const under_test = &(name);
#include "net-e1000/driver.c"

#define REG(at)    FAKE_E1000_REG(at)
#define SLOTS      64
#define SLOT_BYTES KAAL_NET_SLOT_BYTES_MIN
#define AREA_BYTES (KAAL_CHANNEL_HEADER_BYTES + SLOTS * SLOT_BYTES)

static uint64_t pool[E1000_POOL_BYTES / 8];
static uint64_t areas[2][AREA_BYTES / 8];
static struct kaal_channel peer; /* the client's end */
static struct kaal_bundle bundle;
static uint32_t signals; /* to the client */
static uint64_t now_ns;

uint64_t kaal_now_ns(void)
{
    now_ns += 1000;
    return now_ns;
}

void kaal_log(const char *format, ...)
{
    (void)format;
}

volatile void *kaal_bundle_region(const struct kaal_bundle *of, uint32_t index, uint64_t min_bytes)
{
    (void)of;
    return (index == 0 && min_bytes <= sizeof(fake_e1000.regs)) ? fake_e1000.regs : NULL;
}

static struct kaal_channel end_of_channel(unsigned side)
{
    return (struct kaal_channel){
        .event = 4,
        .own = (void *)areas[side],
        .theirs = (void *)areas[1 - side],
        .slots = SLOTS,
        .slot_bytes = SLOT_BYTES,
        .epoch = 1,
    };
}

kaal_err_t kaal_channel_open(struct kaal_channel *channel, const char *port)
{
    assert_string_equal(port, "client");
    *channel = end_of_channel(0);
    kaal_channel_begin(channel);
    return KAAL_OK;
}

void kaal_channel_signal(const struct kaal_channel *channel)
{
    signals += channel == &client;
}

/* A device with the address in its registers, a client that has opened, a driver that runs. */
static int begin(void **state)
{
    (void)state;
    fake_e1000_begin(pool, sizeof(pool));
    signals = 0;
    memset(areas, 0, sizeof(areas));
    memset(pool, 0, sizeof(pool));
    peer = end_of_channel(1);
    kaal_channel_begin(&peer);
    bundle = (struct kaal_bundle){
        .dma = pool, .dma_bus = {FAKE_E1000_POOL_BUS}, .dma_bytes = sizeof(pool)};
    REG(E1000_STATUS) = E1000_STATUS_LU;
    REG(E1000_RAL) = 0x12005452;
    REG(E1000_RAH) = E1000_RAH_AV | 0x1034;
    REG(E1000_RAH + 8) = E1000_RAH_AV;
    REG(E1000_MTA + 4) = 1;
    is_info_due = false;
    is_tx_unmasked = false;
    dropped_frames = 0;
    assert_int_equal(under_test->init(&bundle), KAAL_OK);
    return 0;
}

static uint32_t client_receives(uint8_t *message)
{
    uint32_t bytes = 0;

    return kaal_channel_receive(&peer, message, SLOT_BYTES, &bytes) == KAAL_OK ? bytes : 0;
}

static void client_sends(struct kaal_net_header header, uint32_t frame_bytes, uint8_t fill)
{
    uint8_t message[SLOT_BYTES - 4];

    memset(message, fill, sizeof(message));
    memcpy(message, &header, sizeof(header));
    assert_int_equal(kaal_channel_send(&peer, message, (uint32_t)sizeof(header) + frame_bytes),
                     KAAL_OK);
}

#define GOOD (E1000_RX_STATUS_DD | E1000_RX_STATUS_EOP)

static void begins_as_the_manual_says(void **state)
{
    struct kaal_net_info info;

    (void)state;
    assert_int_equal(REG(E1000_RDLEN), 4096);
    assert_int_equal(REG(E1000_TDLEN), 4096);
    assert_int_equal(REG(E1000_RDT), E1000_RING_SLOTS - 1);
    assert_int_equal(REG(E1000_RCTL), E1000_RCTL_EN | E1000_RCTL_BAM | E1000_RCTL_SECRC);
    assert_true((REG(E1000_TCTL) & E1000_TCTL_EN) != 0);
    assert_true((REG(E1000_CTRL) & E1000_CTRL_SLU) != 0);
    assert_int_equal(REG(E1000_RAH + 8), 0);
    assert_int_equal(REG(E1000_MTA + 4), 0);
    assert_int_equal(fake_e1000.mask, CAUSES);
    assert_int_equal(client_receives((uint8_t *)&info), sizeof(info));
    assert_int_equal(info.header.type, KAAL_NET_INFO);
    assert_int_equal(info.is_link_up, 1);
    assert_memory_equal(info.mac, "\x52\x54\x00\x12\x34\x10", 6);
}

static void reads_the_eeprom_without_an_address(void **state)
{
    (void)state;
    REG(E1000_RAH) = 0;
    assert_int_equal(under_test->init(&bundle), KAAL_OK);
    assert_memory_equal(e1000.mac, "\x52\x54\x00\x12\x34\x11", 6);
    assert_true((REG(E1000_RAH) & E1000_RAH_AV) != 0);
}

static void gives_up_in_time(void **state)
{
    (void)state;
    fake_e1000.is_stuck = true;
    assert_int_equal(under_test->init(&bundle), KAAL_ERR_TIMEOUT);
    assert_int_equal(REG(E1000_RCTL), 0);
    assert_int_equal(fake_e1000.mask, 0);
    fake_e1000.is_stuck = false;
    REG(E1000_RAL) = 1; /* a group's address */
    REG(E1000_RAH) = E1000_RAH_AV;
    assert_int_equal(under_test->init(&bundle), KAAL_ERR_DEVICE);
    bundle.dma_bytes = E1000_POOL_BYTES - 1;
    assert_int_equal(under_test->init(&bundle), KAAL_ERR_DEVICE);
}

static void receives_around_the_ring(void **state)
{
    uint8_t message[SLOT_BYTES];
    uint32_t number = 0;

    (void)state;
    (void)client_receives(message); /* the INFO */
    for (uint32_t burst = 0; burst < 50; burst++) {
        uint32_t before = signals;

        for (uint32_t i = 0; i < 37; i++) {
            fake_e1000_receive((uint16_t)(60 + i), GOOD, 0, (uint8_t)(number + i));
        }
        under_test->interrupt();
        assert_int_equal(signals, before + 1);
        for (uint32_t i = 0; i < 37; i++, number++) {
            assert_int_equal(client_receives(message), KAAL_NET_HEADER_BYTES + 60 + i);
            assert_int_equal(message[0], KAAL_NET_FRAME);
            assert_int_equal(message[KAAL_NET_HEADER_BYTES + 59 + i], (uint8_t)number);
        }
    }
    assert_int_equal(e1000.rx_bad + dropped_frames, 0);
}

static void drops_what_is_no_frame(void **state)
{
    uint8_t message[SLOT_BYTES];

    (void)state;
    (void)client_receives(message);
    fake_e1000_receive(13, GOOD, 0, 1);
    fake_e1000_receive(1515, GOOD, 0, 2);
    fake_e1000_receive(0xffff, GOOD, 0, 3);
    fake_e1000_receive(100, GOOD, 1, 4);                /* FCS error */
    fake_e1000_receive(2048, E1000_RX_STATUS_DD, 0, 5); /* does not end ... */
    fake_e1000_receive(100, GOOD, 0, 6);                /* ... before here */
    fake_e1000_receive(1514, GOOD, 0, 7);
    under_test->interrupt();
    assert_int_equal(client_receives(message), KAAL_NET_MESSAGE_BYTES_MAX);
    assert_int_equal(message[KAAL_NET_HEADER_BYTES], 7);
    assert_int_equal(client_receives(message), 0);
    assert_int_equal(e1000.rx_bad, 6);
}

static void drops_what_the_client_leaves(void **state)
{
    uint8_t message[SLOT_BYTES];

    (void)state;
    for (uint32_t i = 0; i < SLOTS + 9; i++) {
        fake_e1000_receive(60, GOOD, 0, 0);
    }
    under_test->interrupt();
    assert_int_equal(dropped_frames, 10); /* the INFO has a slot */
    assert_int_equal(client_receives(message), sizeof(struct kaal_net_info));
    REG(E1000_ICR) |= E1000_INT_LSC;
    REG(E1000_STATUS) = 0;
    under_test->interrupt();
    for (uint32_t i = 1; i < SLOTS; i++) {
        assert_int_equal(client_receives(message), KAAL_NET_HEADER_BYTES + 60);
    }
    assert_int_equal(client_receives(message), sizeof(struct kaal_net_info));
    assert_int_equal(((const struct kaal_net_info *)(void *)message)->is_link_up, 0);
}

static void sends_around_the_ring(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 1000; i++) {
        uint16_t flags = (i % 5 == 0) ? KAAL_NET_WAKE : 0;
        uint32_t before = signals;

        client_sends((struct kaal_net_header){.type = KAAL_NET_FRAME, .flags = flags}, 14 + i,
                     (uint8_t)i);
        under_test->event(client.event);
        assert_int_equal(fake_e1000.sent, i + 1);
        assert_int_equal(fake_e1000.last_bytes, 14 + i);
        assert_int_equal(fake_e1000.last[13 + i], (uint8_t)i);
        assert_int_equal(signals - before, flags != 0);
    }
    assert_int_equal(fake_e1000.contexts, 0);
}

static void tells_checksum_places_once(void **state)
{
    struct kaal_net_header header = {
        .type = KAAL_NET_FRAME,
        .flags = KAAL_NET_CHECKSUM,
        .checksum_start = 34,
        .checksum_offset = 16,
    };

    (void)state;
    for (uint32_t i = 0; i < 600; i++) {
        header.checksum_offset = (i < 300) ? 16 : (uint16_t)(6 + i % 2);
        client_sends(header, 60, (uint8_t)i);
        under_test->event(client.event);
        assert_int_equal(fake_e1000.context,
                         (uint64_t)34 << 32 | (uint64_t)(34 + header.checksum_offset) << 40);
        assert_int_equal(fake_e1000.last_status, E1000_TX_POPTS_TXSM);
        assert_int_equal(fake_e1000.last[0], (uint8_t)i);
    }
    assert_int_equal(fake_e1000.sent, 600);
    assert_int_equal(fake_e1000.contexts, 301);
}

static void waits_for_room_in_the_ring(void **state)
{
    uint32_t put = 0;

    (void)state;
    fake_e1000.is_slow = true;
    while (kaal_channel_has_room(&peer)) {
        client_sends((struct kaal_net_header){.type = KAAL_NET_FRAME}, 60, (uint8_t)put);
        put++;
        under_test->event(client.event);
    }
    assert_int_equal(put, E1000_RING_SLOTS - 2 + SLOTS);
    assert_true((fake_e1000.mask & E1000_INT_TXDW) != 0);
    fake_e1000.is_slow = false;
    fake_e1000_send();
    REG(E1000_ICR) |= E1000_INT_TXDW;
    under_test->interrupt();
    assert_int_equal(fake_e1000.sent, put);
    assert_int_equal(fake_e1000.last[0], (uint8_t)(put - 1));
    assert_int_equal(fake_e1000.mask & E1000_INT_TXDW, 0);
}

static void drops_nonsense_of_the_client(void **state)
{
    uint8_t message[SLOT_BYTES];
    const struct kaal_net_header far = {.type = KAAL_NET_FRAME,
                                        .flags = KAAL_NET_CHECKSUM,
                                        .checksum_start = 40,
                                        .checksum_offset = 19};
    const struct kaal_net_header farther = {.type = KAAL_NET_FRAME,
                                            .flags = KAAL_NET_CHECKSUM,
                                            .checksum_start = 0xffff,
                                            .checksum_offset = 0xffff};

    (void)state;
    (void)client_receives(message);
    client_sends((struct kaal_net_header){.type = KAAL_NET_FRAME}, 13, 0);
    client_sends((struct kaal_net_header){.type = KAAL_NET_FRAME}, 1515, 0);
    client_sends((struct kaal_net_header){.type = KAAL_NET_FRAME, .flags = 4}, 60, 0);
    client_sends((struct kaal_net_header){.type = KAAL_NET_INFO}, 60, 0);
    client_sends(far, 60, 0);
    client_sends(farther, 1514, 0);
    assert_int_equal(kaal_channel_send(&peer, message, KAAL_NET_HEADER_BYTES - 1), KAAL_OK);
    assert_int_equal(kaal_channel_send(&peer, message, 0), KAAL_OK);
    client_sends((struct kaal_net_header){.type = KAAL_NET_HELLO}, 0, 0);
    under_test->event(client.event);
    assert_int_equal(fake_e1000.sent, 0);
    assert_int_equal(client_receives(message), sizeof(struct kaal_net_info));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(begins_as_the_manual_says, begin),
        cmocka_unit_test_setup(reads_the_eeprom_without_an_address, begin),
        cmocka_unit_test_setup(gives_up_in_time, begin),
        cmocka_unit_test_setup(receives_around_the_ring, begin),
        cmocka_unit_test_setup(drops_what_is_no_frame, begin),
        cmocka_unit_test_setup(drops_what_the_client_leaves, begin),
        cmocka_unit_test_setup(sends_around_the_ring, begin),
        cmocka_unit_test_setup(tells_checksum_places_once, begin),
        cmocka_unit_test_setup(waits_for_room_in_the_ring, begin),
        cmocka_unit_test_setup(drops_nonsense_of_the_client, begin),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
