/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sums of 16-bit words, eight bytes at a time: the sum does not depend on the size of the steps nor
 * on the order of bytes (RFC 1071, 2).
 */
#include "net/checksum.h"

#include <string.h>

#define ETHERNET_TYPE_AT    12U
#define ETHERNET_BYTES      14U
#define IP_BYTES_MIN        20U
#define IP_FRAGMENT_AT      6U
#define IP_PROTOCOL_AT      9U
#define IP_ADDRESSES_AT     12U
#define IP_ADDRESSES_BYTES  8
#define IP_PROTOCOL_TCP     6U
#define TCP_BYTES_MIN       20U
#define TCP_CHECKSUM_OFFSET 16U

static uint16_t fold(uint64_t sum)
{
    sum = (sum & 0xffffffffU) + (sum >> 32);
    sum = (sum & 0xffffffffU) + (sum >> 32);
    sum = (sum & 0xffffU) + (sum >> 16);
    sum = (sum & 0xffffU) + (sum >> 16);
    return (uint16_t)sum;
}

static uint64_t add(uint64_t sum, uint64_t word)
{
    sum += word;
    return sum + ((sum < word) ? 1 : 0); /* the carry comes in again at the low end */
}

uint16_t checksum_sum(const void *data, int bytes)
{
    const uint8_t *at = data;
    uint64_t sum = 0;
    uint64_t word = 0;

    for (; bytes >= 32; bytes -= 32, at += 32) {
        uint64_t words[4];

        memcpy(words, at, sizeof(words));
        sum = add(add(add(add(sum, words[0]), words[1]), words[2]), words[3]);
    }
    for (; bytes >= 8; bytes -= 8, at += 8) {
        memcpy(&word, at, sizeof(word));
        sum = add(sum, word);
    }
    if (bytes > 0) {
        word = 0;
        memcpy(&word, at, (size_t)bytes);
        sum = add(sum, word);
    }
    return fold(sum);
}

static uint32_t read_be16(const uint8_t *at)
{
    return (uint32_t)at[0] << 8 | at[1];
}

void checksum_offload(struct kaal_net_header *header, uint8_t *frame, uint32_t bytes)
{
    const uint8_t *ip = frame + ETHERNET_BYTES;
    uint32_t ip_bytes = 0;
    uint32_t total = 0;
    uint8_t rest[4] = {0, IP_PROTOCOL_TCP, 0, 0};
    uint16_t sum = 0;

    if (bytes < ETHERNET_BYTES + IP_BYTES_MIN || read_be16(frame + ETHERNET_TYPE_AT) != 0x0800) {
        return;
    }
    ip_bytes = (ip[0] & 0x0fU) * 4;
    total = read_be16(ip + 2);
    /* The card sums to the end of the frame, so that nothing may follow the packet. */
    if (ip[0] >> 4 != 4 || ip_bytes < IP_BYTES_MIN || ip[IP_PROTOCOL_AT] != IP_PROTOCOL_TCP ||
        (read_be16(ip + IP_FRAGMENT_AT) & 0x3fffU) != 0 || total != bytes - ETHERNET_BYTES ||
        total < ip_bytes + TCP_BYTES_MIN) {
        return;
    }
    rest[2] = (uint8_t)((total - ip_bytes) >> 8);
    rest[3] = (uint8_t)(total - ip_bytes);
    sum = fold((uint64_t)checksum_sum(ip + IP_ADDRESSES_AT, IP_ADDRESSES_BYTES) +
               checksum_sum(rest, sizeof(rest)));
    memcpy(frame + ETHERNET_BYTES + ip_bytes + TCP_CHECKSUM_OFFSET, &sum, sizeof(sum));
    header->flags |= KAAL_NET_CHECKSUM;
    header->checksum_start = (uint16_t)(ETHERNET_BYTES + ip_bytes);
    header->checksum_offset = TCP_CHECKSUM_OFFSET;
}
