/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copying, filling and comparing by words, in the place of the C library's, which goes byte by
 * byte. Every access is aligned: memory that a device shares may be mapped so that others fault.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef uint64_t __attribute__((may_alias)) word_t;
typedef uint32_t __attribute__((may_alias)) half_t;

/* How many bytes up to the next multiple of a power of two, but no more than there are. */
static size_t bytes_before(const void *at, size_t align, size_t bytes)
{
    size_t rest = -(uintptr_t)at & (align - 1);

    return (rest < bytes) ? rest : bytes;
}

static void copy_bytes(uint8_t **to, const uint8_t **from, size_t bytes)
{
    for (; bytes > 0; bytes--) {
        **to = **from;
        (*to)++;
        (*from)++;
    }
}

void *memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
    uint8_t *out = to;
    const uint8_t *in = from;
    uintptr_t apart = (uintptr_t)to ^ (uintptr_t)from;
    size_t unit = (apart % sizeof(word_t) == 0) ? sizeof(word_t) : sizeof(half_t);
    size_t before = bytes_before(out, unit, bytes);

    if (apart % sizeof(half_t) != 0) {
        copy_bytes(&out, &in, bytes);
        return to;
    }
    copy_bytes(&out, &in, before);
    bytes -= before;
    for (; unit == sizeof(word_t) && bytes >= 4 * sizeof(word_t); bytes -= 4 * sizeof(word_t)) {
        word_t words[4] = {
            ((const word_t *)in)[0],
            ((const word_t *)in)[1],
            ((const word_t *)in)[2],
            ((const word_t *)in)[3],
        };

        ((word_t *)out)[0] = words[0];
        ((word_t *)out)[1] = words[1];
        ((word_t *)out)[2] = words[2];
        ((word_t *)out)[3] = words[3];
        out += 4 * sizeof(word_t);
        in += 4 * sizeof(word_t);
    }
    for (; bytes >= sizeof(half_t); bytes -= sizeof(half_t)) {
        *(half_t *)out = *(const half_t *)in;
        out += sizeof(half_t);
        in += sizeof(half_t);
    }
    copy_bytes(&out, &in, bytes);
    return to;
}

void *memset(void *to, int byte, size_t bytes)
{
    uint8_t *out = to;
    uint64_t fill = (uint8_t)byte * UINT64_C(0x0101010101010101);
    size_t before = bytes_before(out, sizeof(word_t), bytes);

    bytes -= before;
    for (; before > 0; before--) {
        *out = (uint8_t)byte;
        out++;
    }
    for (; bytes >= 4 * sizeof(word_t); bytes -= 4 * sizeof(word_t)) {
        ((word_t *)out)[0] = fill;
        ((word_t *)out)[1] = fill;
        ((word_t *)out)[2] = fill;
        ((word_t *)out)[3] = fill;
        out += 4 * sizeof(word_t);
    }
    for (; bytes > 0; bytes--) {
        *out = (uint8_t)byte;
        out++;
    }
    return to;
}

/* Which of two different words has the lesser byte first: the first byte is the lowest. */
static int order_of(word_t one, word_t other)
{
    return (__builtin_bswap64(one) < __builtin_bswap64(other)) ? -1 : 1;
}

static int compare_words(const word_t *one, const word_t *other, size_t count)
{
    size_t at = 0;

    while (count - at >= 2 && ((one[at] ^ other[at]) | (one[at + 1] ^ other[at + 1])) == 0) {
        at += 2;
    }
    for (; at < count; at++) {
        if (one[at] != other[at]) {
            return order_of(one[at], other[at]);
        }
    }
    return 0;
}

int memcmp(const void *one, const void *other, size_t bytes)
{
    bool is_aligned = ((uintptr_t)one | (uintptr_t)other) % sizeof(word_t) == 0;
    size_t at = is_aligned ? bytes & ~(sizeof(word_t) - 1) : 0;
    int order = compare_words(one, other, at / sizeof(word_t));

    for (; order == 0 && at < bytes; at++) {
        order = ((const uint8_t *)one)[at] - ((const uint8_t *)other)[at];
    }
    return order;
}
