/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hand-over regions: what is put is got, by another instance too, and never a half of it.
 */
#include "support/cmocka_all.h"

#include "component/region.h"
#include <kaal/wire/handover.h>

#define BYTES 4096

static uint8_t *region; /* exactly its size, so that the address sanitizer sees one byte too far */

static int begin(void **state)
{
    (void)state;
    region = aligned_alloc(64, BYTES);
    memset(region, 0, BYTES);
    return 0;
}

static int end(void **state)
{
    (void)state;
    free(region);
    return 0;
}

static kaal_err_t get(void *to, uint32_t room, uint32_t *bytes, uint32_t *version)
{
    return kaal_region_get(region, BYTES, to, room, bytes, version);
}

static void keeps_the_last(void **state)
{
    uint32_t bytes = 99;
    uint32_t version = 99;
    uint64_t value = 99;

    (void)state;
    assert_int_equal(get(&value, sizeof(value), &bytes, &version), KAAL_ERR_EMPTY);
    assert_true(bytes == 99 && version == 99 && value == 99);
    for (uint64_t i = 1; i < 10; i++) {
        assert_int_equal(kaal_region_put(region, BYTES, (uint32_t)i, &i, sizeof(i)), KAAL_OK);
        assert_int_equal(get(&value, sizeof(value), &bytes, &version), KAAL_OK);
        assert_true(bytes == sizeof(value) && version == i && value == i);
    }
    assert_int_equal(get(&value, sizeof(value) - 1, &bytes, &version), KAAL_ERR_LONG);
    assert_int_equal(kaal_region_put(region, BYTES, 3, &value, 0), KAAL_OK);
    assert_int_equal(get(&value, 0, &bytes, &version), KAAL_OK);
    assert_true(bytes == 0 && version == 3 && value == 9);
}

static void holds_what_it_says(void **state)
{
    uint8_t much[BYTES] = {0};
    uint8_t back[BYTES];
    uint32_t room = kaal_region_room(BYTES);
    uint32_t bytes = 0;
    uint32_t version = 0;

    (void)state;
    assert_int_equal(room, (BYTES - KAAL_HANDOVER_HEADER_BYTES) / 2 - 8);
    assert_int_equal(kaal_region_room(0), 0);
    for (unsigned i = 0; i < 3; i++) {
        memset(much, (int)i + 1, sizeof(much));
        assert_int_equal(kaal_region_put(region, BYTES, i, much, room), KAAL_OK);
        assert_int_equal(get(back, sizeof(back), &bytes, &version), KAAL_OK);
        assert_int_equal(bytes, room);
        assert_memory_equal(back, much, room);
    }
    assert_int_equal(kaal_region_put(region, BYTES, 9, much, room + 1), KAAL_ERR_LONG);
    assert_int_equal(get(back, sizeof(back), &bytes, &version), KAAL_OK);
    assert_int_equal(version, 2);
}

/* Replaced in the middle of a put: everything is written but the header. */
static void is_never_half_a_state(void **state)
{
    uint64_t header = 0;
    uint64_t old = 1;
    uint64_t value = 0;
    uint32_t bytes = 0;
    uint32_t version = 0;

    (void)state;
    assert_int_equal(kaal_region_put(region, BYTES, 1, &old, sizeof(old)), KAAL_OK);
    memcpy(&header, region, sizeof(header));
    assert_int_equal(kaal_region_put(region, BYTES, 2, &(uint64_t){2}, 8), KAAL_OK);
    memcpy(region, &header, sizeof(header));
    assert_int_equal(get(&value, sizeof(value), &bytes, &version), KAAL_OK);
    assert_true(value == 1 && version == 1);
}

static void survives_nonsense(void **state)
{
    uint32_t seed = 5;
    uint8_t back[BYTES];

    (void)state;
    for (unsigned round = 0; round < 20000; round++) {
        uint32_t bytes = 0;
        uint32_t version = 0;

        seed = seed * 1664525 + 1013904223;
        memcpy(region + (seed >> 8) % 80, &seed, sizeof(seed));
        if ((seed >> 28) == 0) {
            region[0] = (uint8_t)((seed >> 20) % 4);
            memset(region + 1, 0, 3);
        }
        if (get(back, sizeof(back), &bytes, &version) == KAAL_OK) {
            assert_true(bytes <= kaal_region_room(BYTES));
        }
        if ((seed >> 24) % 8 == 0) {
            assert_int_equal(kaal_region_put(region, BYTES, 7, back, 16), KAAL_OK);
            assert_int_equal(get(back, sizeof(back), &bytes, &version), KAAL_OK);
            assert_int_equal(version, 7);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keeps_the_last, begin, end),
        cmocka_unit_test_setup_teardown(holds_what_it_says, begin, end),
        cmocka_unit_test_setup_teardown(is_never_half_a_state, begin, end),
        cmocka_unit_test_setup_teardown(survives_nonsense, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
