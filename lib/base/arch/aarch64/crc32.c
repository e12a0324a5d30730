/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CRC-32 by the processor's own instructions (Arm ARM, C6.2: CRC32B, CRC32X), which all cores have
 * that QEMU's board comes with. What the host tool has summed is checked with this at each boot.
 */
#include "base/crc32.h"

#include <string.h>

static uint32_t add_byte(uint32_t crc, uint8_t byte)
{
    __asm__("crc32b %w0, %w0, %w1" : "+r"(crc) : "r"(byte));
    return crc;
}

static uint32_t add_word(uint32_t crc, uint64_t word)
{
    __asm__("crc32x %w0, %w0, %1" : "+r"(crc) : "r"(word));
    return crc;
}

uint32_t kaal_crc32(const void *data, size_t bytes)
{
    const uint8_t *at = data;
    uint32_t crc = UINT32_MAX;

    for (; bytes >= sizeof(uint64_t); bytes -= sizeof(uint64_t)) {
        uint64_t word = 0;

        memcpy(&word, at, sizeof(word));
        crc = add_word(crc, word);
        at += sizeof(word);
    }
    for (; bytes > 0; bytes--) {
        crc = add_byte(crc, *at);
        at++;
    }
    return ~crc;
}
