/* SPDX-License-Identifier: BSD-2-Clause */
#include "support/cmocka_all.h"

#include <stdint.h>
#include <string.h>

/* The functions under test, renamed by the build: this process has the C library's. */
void *kaal_memcpy(void *restrict to, const void *restrict from, size_t bytes);
void *kaal_memset(void *to, int byte, size_t bytes);
int kaal_memcmp(const void *one, const void *other, size_t bytes);

#define ROOM    160U
#define OFFSETS 8U
#define BYTES   100U

static uint8_t from[ROOM] __attribute__((aligned(8)));
static uint8_t to[ROOM] __attribute__((aligned(8)));
static uint8_t wanted[ROOM];

static void reset(void)
{
    for (unsigned i = 0; i < ROOM; i++) {
        from[i] = (uint8_t)(i + 1);
        to[i] = 0xee;
        wanted[i] = 0xee;
    }
}

/* Every length at every alignment of both sides; nothing around it changes. */
static void test_copy(void **state)
{
    (void)state;
    for (unsigned i = 0; i < OFFSETS * OFFSETS * BYTES; i++) {
        unsigned out = i % OFFSETS;
        unsigned in = i / OFFSETS % OFFSETS;
        unsigned bytes = i / (OFFSETS * OFFSETS);

        reset();
        for (unsigned j = 0; j < bytes; j++) {
            wanted[out + j] = from[in + j];
        }
        assert_ptr_equal(kaal_memcpy(to + out, from + in, bytes), to + out);
        assert_memory_equal(to, wanted, ROOM);
    }
}

static void test_fill(void **state)
{
    (void)state;
    for (unsigned i = 0; i < OFFSETS * BYTES; i++) {
        unsigned out = i % OFFSETS;
        unsigned bytes = i / OFFSETS;

        reset();
        for (unsigned j = 0; j < bytes; j++) {
            wanted[out + j] = 0x81;
        }
        assert_ptr_equal(kaal_memset(to + out, 0x181, bytes), to + out);
        assert_memory_equal(to, wanted, ROOM);
    }
}

static int sign_of(int number)
{
    return (number > 0) - (number < 0);
}

/* Equal but for one byte in front of, in or behind what is compared; bytes count from 0 to 255. */
static void test_compare(void **state)
{
    (void)state;
    for (unsigned i = 0; i < OFFSETS * OFFSETS * BYTES; i++) {
        unsigned left = i % OFFSETS;
        unsigned right = i / OFFSETS % OFFSETS;
        unsigned bytes = i / (OFFSETS * OFFSETS);

        reset();
        memcpy(to + left, from + right, bytes);
        assert_int_equal(kaal_memcmp(to + left, from + right, bytes), 0);
        for (unsigned at = 0; at < bytes; at++) {
            to[left + at] ^= 0x81;
            to[left + bytes - 1] ^= 0x40; /* what comes later says nothing */
            assert_int_equal(sign_of(kaal_memcmp(to + left, from + right, bytes)),
                             sign_of(memcmp(to + left, from + right, bytes)));
            to[left + at] ^= 0x81;
            to[left + bytes - 1] ^= 0x40;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_copy),
        cmocka_unit_test(test_fill),
        cmocka_unit_test(test_compare),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
