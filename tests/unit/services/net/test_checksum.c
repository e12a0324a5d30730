/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sums against the definition of RFC 1071, and which frames are left to the card.
 */
#include "support/cmocka_all.h"

#include <string.h>

#include "net/checksum.h"

/* RFC 1071, 1: word by word, big-endian here. */
static uint16_t plain_sum(const uint8_t *data, uint32_t bytes)
{
    uint32_t sum = 0;

    for (uint32_t i = 0; i < bytes; i++) {
        sum += (i % 2 == 0) ? (uint32_t)data[i] << 8 : data[i];
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return (uint16_t)sum;
}

static void sums_like_the_definition(void **state)
{
    uint8_t bytes[1600];

    (void)state;
    for (uint32_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (uint8_t)(i * 167 + (i >> 5));
    }
    for (uint32_t start = 0; start < 9; start++) {
        for (uint32_t length = 0; length < 1500; length += (length < 80) ? 1 : 71) {
            uint16_t sum = checksum_sum(bytes + start, (int)length);
            uint8_t in_memory[2];

            memcpy(in_memory, &sum, sizeof(sum));
            assert_int_equal(in_memory[0] << 8 | in_memory[1], plain_sum(bytes + start, length));
        }
    }
    memset(bytes, 0xff, sizeof(bytes));
    assert_int_equal(checksum_sum(bytes, 1500), 0xffff); /* every addition carries */
}

/* A frame of Ethernet, IPv4 and TCP with 6 bytes of payload. */
static const uint8_t segment[] = {
    0x52, 0x54, 0,    0x12, 0x34, 0x10, 0x52, 0x55, 10, 0, 2, 2, 0x08, 0x00, /* Ethernet */
    0x45, 0,    0,    46,   0,    1,    0x40, 0,    64, 6, 0, 0, 10,   0,
    2,    15,   10,   0,    2,    2, /* IPv4 */
    0,    7,    0x90, 1,    0,    0,    0,    1,    0,  0, 0, 2, 0x50, 0x18,
    1,    0,    0,    0,    0,    0, /* TCP */
    'h',  'e',  'l',  'l',  'o',  '!',
};

static void leaves_tcp_to_the_card(void **state)
{
    const uint8_t pseudo[] = {10, 0, 2, 15, 10, 0, 2, 2, 0, 6, 0, 26};
    struct kaal_net_header header = {.type = KAAL_NET_FRAME};
    uint8_t frame[sizeof(segment)];

    (void)state;
    memcpy(frame, segment, sizeof(frame));
    checksum_offload(&header, frame, sizeof(frame));
    assert_int_equal(header.flags, KAAL_NET_CHECKSUM);
    assert_int_equal(header.checksum_start, 34);
    assert_int_equal(header.checksum_offset, 16);
    assert_int_equal(frame[50] << 8 | frame[51], plain_sum(pseudo, sizeof(pseudo)));
}

struct change {
    uint32_t at;
    uint8_t value;
};

static void leaves_other_frames_alone(void **state)
{
    static const struct change changes[] = {
        {13, 0x06}, /* ARP */
        {14, 0x65}, /* IPv6 */
        {14, 0x44}, /* a header that is too short */
        {14, 0x4f}, /* one that leaves no room for TCP's */
        {17, 45},   /* the packet ends before the frame */
        {17, 47},   /* and behind it */
        {20, 0x20}, /* a fragment */
        {21, 1},    /* the last one */
        {23, 17},   /* UDP */
    };

    (void)state;
    for (uint32_t i = 0; i < KAAL_ARRAY_LENGTH(changes) + sizeof(segment); i++) {
        struct kaal_net_header header = {.type = KAAL_NET_FRAME};
        uint8_t frame[sizeof(segment)];
        uint8_t before[sizeof(segment)];
        uint32_t cut =
            (i < KAAL_ARRAY_LENGTH(changes)) ? 0 : i - (uint32_t)KAAL_ARRAY_LENGTH(changes) + 1;

        memcpy(frame, segment, sizeof(frame));
        if (cut == 0) {
            frame[changes[i].at] = changes[i].value;
        }
        memcpy(before, frame, sizeof(before));
        checksum_offload(&header, frame, (uint32_t)sizeof(frame) - cut);
        assert_int_equal(header.flags, 0);
        assert_int_equal(header.checksum_start, 0);
        assert_memory_equal(frame, before, sizeof(frame));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_like_the_definition),
        cmocka_unit_test(leaves_tcp_to_the_card),
        cmocka_unit_test(leaves_other_frames_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
