/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages about TCP connections: each type by its side, with its length and its count, and no
 * other.
 */
#include "support/cmocka_all.h"

#include <kaal/stream.h>

#include "support/channel_pair.h"

#define TYPES 8

static uint8_t message[KAAL_STREAM_HEADER_BYTES + KAAL_STREAM_WINDOW_BYTES + 1];

static kaal_err_t check(struct kaal_stream_header header, uint32_t bytes,
                        enum kaal_stream_side from)
{
    struct kaal_stream_header found = {.type = 99};
    kaal_err_t err = KAAL_OK;

    memcpy(message, &header, sizeof(header));
    err = kaal_stream_check(message, bytes, from, &found);
    if (err == KAAL_OK) {
        assert_memory_equal(&found, &header, sizeof(header));
    } else {
        assert_int_equal(found.type, 99);
    }
    return err;
}

static void knows_who_sends_what(void **state)
{
    static const bool is_from[2][TYPES] = {
        [KAAL_STREAM_NET] = {false, true, true, true, true, true, false, false},
        [KAAL_STREAM_SERVER] = {false, false, true, true, false, false, true, false},
    };

    (void)state;
    for (unsigned from = 0; from < 2; from++) {
        for (uint16_t type = 0; type < TYPES; type++) {
            bool has_count = type == KAAL_STREAM_DATA || type == KAAL_STREAM_TAKEN;
            struct kaal_stream_header header = {
                .type = type, .connection = 5, .count = has_count ? 7 : 0};
            uint32_t bytes = sizeof(header) + ((type == KAAL_STREAM_DATA) ? 7 : 0);

            assert_int_equal(check(header, bytes, from),
                             is_from[from][type] ? KAAL_OK : KAAL_ERR_INVALID);
            header.connection = 0;
            assert_int_equal(check(header, bytes, from), KAAL_ERR_INVALID);
            header.connection = 5;
            header.reserved = 1;
            assert_int_equal(check(header, bytes, from), KAAL_ERR_INVALID);
        }
    }
}

static void knows_lengths(void **state)
{
    const struct kaal_stream_header data = {
        .type = KAAL_STREAM_DATA, .connection = 5, .count = KAAL_STREAM_WINDOW_BYTES};
    struct kaal_stream_header header = {.type = KAAL_STREAM_CLOSE, .connection = 5};

    (void)state;
    for (uint32_t bytes = 0; bytes < sizeof(header); bytes++) {
        assert_int_equal(check(header, bytes, KAAL_STREAM_SERVER), KAAL_ERR_FORMAT);
    }
    assert_int_equal(check(header, sizeof(header) + 1, KAAL_STREAM_SERVER), KAAL_ERR_FORMAT);
    header.count = 1;
    assert_int_equal(check(header, sizeof(header), KAAL_STREAM_SERVER), KAAL_ERR_RANGE);
    header.type = KAAL_STREAM_TAKEN;
    header.count = 0;
    assert_int_equal(check(header, sizeof(header), KAAL_STREAM_SERVER), KAAL_ERR_RANGE);
    header.count = KAAL_STREAM_WINDOW_BYTES + 1;
    assert_int_equal(check(header, sizeof(header), KAAL_STREAM_SERVER), KAAL_ERR_RANGE);
    assert_int_equal(check(data, sizeof(message) - 1, KAAL_STREAM_NET), KAAL_OK);
    assert_int_equal(check(data, sizeof(message) - 2, KAAL_STREAM_NET), KAAL_ERR_FORMAT);
    assert_int_equal(check(data, sizeof(message), KAAL_STREAM_NET), KAAL_ERR_FORMAT);
}

static void sends_what_fits(void **state)
{
    struct kaal_stream_header header = {0};
    uint32_t bytes = 0;

    (void)state;
    pair_init(2, 64);
    assert_int_equal(kaal_stream_send(&pair_ends[0], 9, "", 0), 0);
    assert_int_equal(kaal_stream_send(&pair_ends[0], 9, message, 100), 48);
    assert_true(kaal_stream_tell(&pair_ends[0], KAAL_STREAM_TAKEN, 9, 3));
    assert_int_equal(kaal_stream_send(&pair_ends[0], 9, message, 1), 0);
    assert_false(kaal_stream_tell(&pair_ends[0], KAAL_STREAM_TAKEN, 9, 3));
    assert_int_equal(kaal_channel_receive(&pair_ends[1], message, sizeof(message), &bytes),
                     KAAL_OK);
    assert_int_equal(kaal_stream_check(message, bytes, KAAL_STREAM_NET, &header), KAAL_OK);
    assert_int_equal(header.type, KAAL_STREAM_DATA);
    assert_int_equal(header.connection, 9);
    assert_int_equal(header.count, 48);
    assert_int_equal(kaal_channel_receive(&pair_ends[1], message, sizeof(message), &bytes),
                     KAAL_OK);
    assert_int_equal(kaal_stream_check(message, bytes, KAAL_STREAM_NET, &header), KAAL_OK);
    assert_int_equal(header.type, KAAL_STREAM_TAKEN);
    assert_int_equal(header.count, 3);
    pair_deinit();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_who_sends_what),
        cmocka_unit_test(knows_lengths),
        cmocka_unit_test(sends_what_fits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
