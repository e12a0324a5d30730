/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copying and filling by words, in the place of the C library's, which goes byte by byte. Every
 * access is aligned: memory that a device shares may be mapped so that others fault.
 */
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
