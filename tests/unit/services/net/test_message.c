/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is taken from a driver, and what is not.
 */
#include "support/cmocka_all.h"

#include <string.h>

#include "net/message.h"

static const struct kaal_net_info good = {
    .header = {.type = KAAL_NET_INFO},
    .mac = {0x52, 0x54, 0, 0x12, 0x34, 0x10},
    .is_link_up = 1,
    .mtu_bytes = 1500,
};

static void takes_an_info(void **state)
{
    enum kaal_net_type type = KAAL_NET_HELLO;
    struct kaal_net_info bad = good;

    (void)state;
    assert_int_equal(message_check(&good, sizeof(good), &type), KAAL_OK);
    assert_int_equal(type, KAAL_NET_INFO);
    type = KAAL_NET_HELLO;
    for (uint32_t bytes = 0; bytes < sizeof(good); bytes++) {
        assert_int_equal(message_check(&good, bytes, &type), KAAL_ERR_FORMAT);
    }
    bad.mac[0] = 0x53;
    assert_int_equal(message_check(&bad, sizeof(bad), &type), KAAL_ERR_RANGE);
    memset(bad.mac, 0, sizeof(bad.mac));
    assert_int_equal(message_check(&bad, sizeof(bad), &type), KAAL_ERR_RANGE);
    assert_int_equal(type, KAAL_NET_HELLO);
}

static void takes_frames_of_their_lengths(void **state)
{
    static uint8_t message[KAAL_NET_MESSAGE_BYTES_MAX + 1];
    struct kaal_net_header header = {.type = KAAL_NET_FRAME};
    enum kaal_net_type type = KAAL_NET_HELLO;

    (void)state;
    memcpy(message, &header, sizeof(header));
    for (uint32_t bytes = 0; bytes <= sizeof(message); bytes++) {
        bool fits = bytes >= KAAL_NET_HEADER_BYTES + KAAL_NET_FRAME_BYTES_MIN &&
                    bytes <= KAAL_NET_MESSAGE_BYTES_MAX;

        assert_int_equal(message_check(message, bytes, &type), fits ? KAAL_OK : KAAL_ERR_FORMAT);
    }
    assert_int_equal(type, KAAL_NET_FRAME);
    header.flags = KAAL_NET_WAKE;
    memcpy(message, &header, sizeof(header));
    assert_int_equal(message_check(message, 100, &type), KAAL_ERR_INVALID);
}

static void takes_nothing_else(void **state)
{
    enum kaal_net_type type = KAAL_NET_INFO;
    uint8_t message[64] = {0};

    (void)state;
    for (uint32_t number = 0; number <= UINT16_MAX; number++) {
        struct kaal_net_header header = {.type = (uint16_t)number};

        if (number == KAAL_NET_INFO || number == KAAL_NET_FRAME) {
            continue;
        }
        memcpy(message, &header, sizeof(header));
        assert_int_equal(message_check(message, sizeof(message), &type), KAAL_ERR_INVALID);
    }
    assert_int_equal(type, KAAL_NET_INFO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_an_info),
        cmocka_unit_test(takes_frames_of_their_lengths),
        cmocka_unit_test(takes_nothing_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
