/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The e1000 driver's hardware half over a fake register bank: start, received and sent frames, and
 * a device that lies about lengths.
 */
#include "support/cmocka_all.h"

#include <kaal/component.h>
#include <kaal/mmio.h>

#include "net-e1000/e1000.h"

#define POOL_BUS 0x40000000ULL

static uint32_t registers[E1000_BLOCK_BYTES / 4];
static uint8_t pool[E1000_POOL_BYTES] __attribute__((aligned(4096)));
static bool never_leaves_reset;
static uint64_t now_ns;
static struct e1000 card;

uint32_t kaal_mmio_read32(volatile void *base, uint32_t offset)
{
    assert_ptr_equal(base, registers);
    assert_true(offset < E1000_BLOCK_BYTES && offset % 4 == 0);
    return registers[offset / 4];
}

void kaal_mmio_write32(volatile void *base, uint32_t offset, uint32_t value)
{
    assert_ptr_equal(base, registers);
    assert_true(offset < E1000_BLOCK_BYTES && offset % 4 == 0);
    if (offset == E1000_CTRL && !never_leaves_reset) {
        value &= ~E1000_CTRL_RST;
    }
    registers[offset / 4] = value;
}

uint64_t kaal_now_ns(void)
{
    now_ns += KAAL_NS_PER_US;
    return now_ns;
}

volatile void *kaal_bundle_region(const struct kaal_bundle *bundle, uint32_t index,
                                  uint64_t min_bytes)
{
    return (bundle->region_count > index && min_bytes <= E1000_BLOCK_BYTES) ? registers : NULL;
}

static kaal_err_t start(void)
{
    const struct kaal_bundle bundle = {
        .region_count = 1,
        .dma = pool,
        .dma_bus = {POOL_BUS},
        .dma_bytes = sizeof(pool),
    };

    return e1000_start(&card, &bundle);
}

static int set_up(void **state)
{
    (void)state;
    memset(registers, 0, sizeof(registers));
    memset(pool, 0, sizeof(pool));
    never_leaves_reset = false;
    registers[E1000_RAL / 4] = 0x12005452;
    registers[E1000_RAH / 4] = E1000_RAH_AV | 0x5634;
    return 0;
}

static volatile struct e1000_rx_descriptor *rx(uint32_t index)
{
    return (volatile struct e1000_rx_descriptor *)(void *)(pool + E1000_POOL_RX_RING) +
           index % E1000_RING_SLOTS;
}

/* The device receives a frame into a slot. */
static void device_receives(uint32_t index, uint16_t bytes, uint8_t status, uint8_t errors)
{
    uint64_t at = rx(index)->address - POOL_BUS;

    assert_true(at >= E1000_POOL_RX_BUFFERS && at + 2048 <= E1000_POOL_TX_BUFFERS);
    memset(pool + at, (int)(index & 0xff), 2048);
    rx(index)->length_bytes = bytes;
    rx(index)->errors = errors;
    rx(index)->status = status;
}

static void starts(void **state)
{
    static const uint8_t mac[] = {0x52, 0x54, 0x00, 0x12, 0x34, 0x56};

    (void)state;
    assert_int_equal(start(), KAAL_OK);
    assert_memory_equal(card.mac, mac, sizeof(mac));
    assert_int_equal(registers[E1000_RDBAL / 4], POOL_BUS + E1000_POOL_RX_RING);
    assert_int_equal(registers[E1000_RDLEN / 4], E1000_RING_SLOTS * 16);
    assert_int_equal(registers[E1000_RDT / 4], E1000_RING_SLOTS - 1);
    assert_true((registers[E1000_RCTL / 4] & E1000_RCTL_EN) != 0);
    assert_true((registers[E1000_TCTL / 4] & E1000_TCTL_EN) != 0);
    assert_int_equal(registers[E1000_IMS / 4], 0);
    e1000_unmask(&card);
    assert_true((registers[E1000_IMS / 4] & E1000_INT_RXT0) != 0);
}

static void refuses_a_dead_device(void **state)
{
    (void)state;
    never_leaves_reset = true;
    assert_int_equal(start(), KAAL_ERR_TIMEOUT);
    assert_int_equal(registers[E1000_RCTL / 4], 0);
}

static void refuses_a_bad_address(void **state)
{
    (void)state;
    registers[E1000_RAL / 4] = 0x01; /* a group address */
    assert_int_equal(start(), KAAL_ERR_DEVICE);
}

static void receives_round_the_ring(void **state)
{
    (void)state;
    assert_int_equal(start(), KAAL_OK);
    for (uint32_t i = 0; i < 3 * E1000_RING_SLOTS; i++) {
        const uint8_t *frame = NULL;
        uint32_t bytes = 0;

        assert_false(e1000_rx_take(&card, &frame, &bytes));
        device_receives(i, (uint16_t)(60 + i % 1000), E1000_RX_STATUS_DD | E1000_RX_STATUS_EOP, 0);
        assert_true(e1000_rx_take(&card, &frame, &bytes));
        assert_int_equal(bytes, 60 + i % 1000);
        assert_int_equal(frame[0], i & 0xff);
        e1000_rx_return(&card);
        assert_int_equal(registers[E1000_RDT / 4], i % E1000_RING_SLOTS);
    }
    assert_int_equal(card.rx_bad, 0);
}

static void drops_what_cannot_be(void **state)
{
    const uint8_t *frame = NULL;
    uint32_t bytes = 0;
    uint8_t whole = E1000_RX_STATUS_DD | E1000_RX_STATUS_EOP;

    (void)state;
    assert_int_equal(start(), KAAL_OK);
    device_receives(0, 13, whole, 0);                /* shorter than a header */
    device_receives(1, 0xffff, whole, 0);            /* longer than a buffer */
    device_receives(2, 100, whole, 0xff);            /* with errors */
    device_receives(3, 1000, E1000_RX_STATUS_DD, 0); /* without an end: and so its rest */
    device_receives(4, 100, whole, 0);
    device_receives(5, 100, whole, 0);
    assert_true(e1000_rx_take(&card, &frame, &bytes));
    assert_int_equal(bytes, 100);
    assert_int_equal(frame[0], 5);
    assert_int_equal(card.rx_bad, 5);
}

static void stops_when_the_send_ring_is_full(void **state)
{
    const struct kaal_net_header header = {.type = KAAL_NET_FRAME};
    uint32_t queued = 0;

    (void)state;
    assert_int_equal(start(), KAAL_OK);
    while (e1000_tx_buffer(&card) != NULL) {
        assert_int_equal(e1000_tx_put(&card, &header, 100), KAAL_OK);
        queued++;
        assert_true(queued < E1000_RING_SLOTS);
    }
    assert_int_equal(registers[E1000_TDT / 4], queued);
    /* The device has sent one. */
    ((volatile struct e1000_tx_descriptor *)(void *)(pool + E1000_POOL_TX_RING))->status =
        E1000_TX_STATUS_DD;
    assert_non_null(e1000_tx_buffer(&card));
}

static void refuses_bad_messages(void **state)
{
    struct kaal_net_header header = {.type = KAAL_NET_FRAME};

    (void)state;
    assert_int_equal(start(), KAAL_OK);
    assert_non_null(e1000_tx_buffer(&card));
    assert_int_equal(e1000_tx_put(&card, &header, 13), KAAL_ERR_RANGE);
    assert_int_equal(e1000_tx_put(&card, &header, 1515), KAAL_ERR_RANGE);
    header.flags = KAAL_NET_CHECKSUM;
    header.checksum_start = 99;
    assert_int_equal(e1000_tx_put(&card, &header, 100), KAAL_ERR_RANGE);
    header.flags = 0x8000;
    assert_int_equal(e1000_tx_put(&card, &header, 100), KAAL_ERR_INVALID);
    header.flags = 0;
    header.type = 77;
    assert_int_equal(e1000_tx_put(&card, &header, 100), KAAL_ERR_INVALID);
    e1000_tx_flush(&card);
    assert_int_equal(registers[E1000_TDT / 4], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(starts, set_up),
        cmocka_unit_test_setup(refuses_a_dead_device, set_up),
        cmocka_unit_test_setup(refuses_a_bad_address, set_up),
        cmocka_unit_test_setup(receives_round_the_ring, set_up),
        cmocka_unit_test_setup(drops_what_cannot_be, set_up),
        cmocka_unit_test_setup(stops_when_the_send_ring_is_full, set_up),
        cmocka_unit_test_setup(refuses_bad_messages, set_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
