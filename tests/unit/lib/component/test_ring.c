/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Channels in shared memory: two honest sides are a queue; a lying side harms only itself. Sides
 * that end and begin again are in test_ring_lives.c.
 */
#include "support/cmocka_all.h"

#include "component/ring.h"

#define SLOTS      8
#define SLOT_BYTES 24
#define AREA_BYTES (KAAL_CHANNEL_HEADER_BYTES + SLOTS * SLOT_BYTES)

/* Exactly the areas' sizes, so that the address sanitizer sees one byte too far. */
static uint8_t *areas[2];
static struct kaal_channel ends[2];

void kaal_channel_signal(const struct kaal_channel *channel)
{
    (void)channel;
}

static int open_both(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        areas[i] = calloc(1, AREA_BYTES);
    }
    for (int i = 0; i < 2; i++) {
        ends[i] = (struct kaal_channel){
            .own = (struct kaal_wire_channel_area *)areas[i],
            .theirs = (const struct kaal_wire_channel_area *)areas[1 - i],
            .slots = SLOTS,
            .slot_bytes = SLOT_BYTES,
            .epoch = 1,
        };
        kaal_channel_begin(&ends[i]);
    }
    return 0;
}

static int close_both(void **state)
{
    (void)state;
    free(areas[0]);
    free(areas[1]);
    return 0;
}

/* A random walk of sends and receives, compared with counting. */
static void is_a_queue(void **state)
{
    uint32_t seed = 7;
    uint32_t sent = 0;
    uint32_t received = 0;

    (void)state;
    for (unsigned round = 0; round < 20000; round++) {
        uint8_t message[SLOT_BYTES] = {0};
        uint32_t length = 0;

        seed = seed * 1664525 + 1013904223;
        if ((seed >> 16) % 2 == 0) {
            kaal_err_t err = KAAL_OK;

            memcpy(message, &sent, sizeof(sent));
            err = kaal_channel_send(&ends[0], message, 4 + sent % 17);
            assert_int_equal(err, (sent - received == SLOTS) ? KAAL_ERR_FULL : KAAL_OK);
            sent += (err == KAAL_OK);
        } else {
            kaal_err_t err = kaal_channel_receive(&ends[1], message, sizeof(message), &length);

            assert_int_equal(err, (sent == received) ? KAAL_ERR_EMPTY : KAAL_OK);
            if (err == KAAL_OK) {
                assert_int_equal(length, 4 + received % 17);
                assert_memory_equal(message, &received, sizeof(received));
                received++;
            }
        }
    }
    assert_true(received > 1000);
}

static void counters_wrap(void **state)
{
    uint32_t value = 0;
    uint32_t length = 0;

    (void)state;
    assert_int_equal(kaal_channel_peer_life(&ends[0]), 1);
    assert_int_equal(kaal_channel_peer_life(&ends[1]), 1);
    ends[0].produced = ends[0].own->produced = UINT32_MAX - 2;
    ends[1].consumed = ends[1].own->consumed = UINT32_MAX - 2;
    for (uint32_t i = 0; i < 20; i++) {
        assert_int_equal(kaal_channel_send(&ends[0], &i, sizeof(i)), KAAL_OK);
        assert_int_equal(kaal_channel_receive(&ends[1], &value, sizeof(value), &length), KAAL_OK);
        assert_int_equal(value, i);
    }
}

static void refuses_wrong_lengths(void **state)
{
    uint8_t message[SLOT_BYTES] = {0};
    uint32_t length = 99;

    (void)state;
    assert_int_equal(kaal_channel_send(&ends[0], message, SLOT_BYTES - 3), KAAL_ERR_LONG);
    assert_int_equal(kaal_channel_send(&ends[0], message, SLOT_BYTES - 4), KAAL_OK);
    assert_int_equal(kaal_channel_receive(&ends[1], message, 3, &length), KAAL_ERR_FORMAT);
    assert_int_equal(length, 99);
    assert_int_equal(kaal_channel_receive(&ends[1], message, 3, &length), KAAL_ERR_EMPTY);
}

static void survives_a_liar(void **state)
{
    uint32_t seed = 3;

    (void)state;
    for (unsigned round = 0; round < 50000; round++) {
        uint8_t message[SLOT_BYTES] = {0};
        uint32_t length = 0;

        seed = seed * 1664525 + 1013904223;
        memcpy(areas[0] + (seed >> 4) % (AREA_BYTES - 4), &seed, sizeof(seed));
        if (kaal_channel_receive(&ends[1], message, sizeof(message), &length) == KAAL_OK) {
            assert_true(length <= SLOT_BYTES - 4);
        }
        (void)!kaal_channel_send(&ends[1], message, seed % SLOT_BYTES);
        assert_int_equal(ends[1].slots, SLOTS);
    }
}

/* Until the peer has come nothing is received, but what it will find can be put already. */
static void waits_for_the_peer(void **state)
{
    uint32_t value = 5;
    uint32_t length = 0;

    (void)state;
    ends[0].own->epoch = 0;
    assert_int_equal(kaal_channel_receive(&ends[1], &value, sizeof(value), &length),
                     KAAL_ERR_EMPTY);
    for (unsigned i = 0; i < SLOTS; i++) {
        assert_int_equal(kaal_channel_send(&ends[1], &value, sizeof(value)), KAAL_OK);
    }
    assert_int_equal(kaal_channel_send(&ends[1], &value, sizeof(value)), KAAL_ERR_FULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(is_a_queue, open_both, close_both),
        cmocka_unit_test_setup_teardown(counters_wrap, open_both, close_both),
        cmocka_unit_test_setup_teardown(refuses_wrong_lengths, open_both, close_both),
        cmocka_unit_test_setup_teardown(survives_a_liar, open_both, close_both),
        cmocka_unit_test_setup_teardown(waits_for_the_peer, open_both, close_both),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
