/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What libsodium wants of its surroundings, for images without an operating system: only the
 * functions that its hashes and signature checks call. Its own need a heap and a random device.
 * Its stack protector's are in lib/base/runtime.c.
 */
#include <stddef.h>
#include <stdint.h>

#include <kaal/assert.h>

#include <sodium/core.h>
#include <sodium/randombytes.h>
#include <sodium/utils.h>

_Noreturn void abort(void);

_Noreturn void abort(void)
{
    kaal_assert_failed(__FILE__, __LINE__, "libsodium goes on");
}

void sodium_misuse(void)
{
    abort();
}

/* Through a volatile pointer, or the compiler leaves out a store that nobody reads. */
void sodium_memzero(void *const memory, const size_t bytes)
{
    volatile uint8_t *byte = memory;

    for (size_t i = 0; i < bytes; i++) {
        byte[i] = 0;
    }
}

/* The same time whatever the content. */
int sodium_memcmp(const void *const one, const void *const other, size_t bytes)
{
    const volatile uint8_t *a = one;
    const volatile uint8_t *b = other;
    uint8_t difference = 0;

    for (size_t i = 0; i < bytes; i++) {
        difference |= a[i] ^ b[i];
    }
    return (difference == 0) ? 0 : -1;
}

int sodium_is_zero(const unsigned char *memory, const size_t bytes)
{
    const volatile uint8_t *byte = memory;
    uint8_t any = 0;

    for (size_t i = 0; i < bytes; i++) {
        any |= byte[i];
    }
    return any == 0;
}

/* Linked by what makes signatures, which is not called. */
void randombytes_buf(void *const memory, const size_t bytes)
{
    (void)memory;
    (void)bytes;
    abort();
}
