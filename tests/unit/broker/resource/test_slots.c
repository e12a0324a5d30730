/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs of free slots.
 */
#include "support/cmocka_all.h"

#include "resource/slots.h"

static void gives_runs(void **state)
{
    uint32_t first = 0;
    uint32_t second = 0;

    (void)state;
    slots_init(64, 192);
    assert_int_equal(slots_total(), 128);
    assert_int_equal(slots_alloc(100, &first), KAAL_OK);
    assert_int_equal(first, 64);
    assert_int_equal(slots_alloc(29, &second), KAAL_ERR_NO_SLOTS);
    assert_int_equal(second, 0);
    assert_int_equal(slots_alloc(28, &second), KAAL_OK);
    assert_int_equal(second, 164);
    assert_int_equal(slots_available(), 0);
    slots_free(70, 10);
    assert_int_equal(slots_alloc(10, &second), KAAL_OK);
    assert_int_equal(second, 70);
}

#define SLOTS 1000U

static bool taken[SLOTS];

static bool has_run(uint32_t count)
{
    uint32_t run = 0;

    for (uint32_t i = 0; i < SLOTS && run < count; i++) {
        run = taken[i] ? 0 : run + 1;
    }
    return run == count;
}

/* A random walk, compared with an array of flags. */
static void never_gives_a_slot_twice(void **state)
{
    static uint32_t runs[SLOTS][2];
    uint32_t count = 0;
    uint32_t seed = 5;

    (void)state;
    slots_init(0, SLOTS);
    for (unsigned round = 0; round < 20000; round++) {
        uint32_t want = 0;

        seed = seed * 1664525 + 1013904223;
        want = 1 + (seed >> 20) % ((round % 8 == 0) ? 200 : 20);
        if ((seed >> 16) % 2 == 0) {
            bool is_possible = has_run(want);

            runs[count][1] = want;
            if (slots_alloc(want, &runs[count][0]) != KAAL_OK) {
                assert_false(is_possible);
                continue;
            }
            for (uint32_t i = 0; i < want; i++) {
                assert_false(taken[runs[count][0] + i]);
                taken[runs[count][0] + i] = true;
            }
            count++;
        } else if (count > 0) {
            uint32_t which = (seed >> 8) % count;

            slots_free(runs[which][0], runs[which][1]);
            for (uint32_t i = 0; i < runs[which][1]; i++) {
                taken[runs[which][0] + i] = false;
            }
            count--;
            runs[which][0] = runs[count][0];
            runs[which][1] = runs[count][1];
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_runs),
        cmocka_unit_test(never_gives_a_slot_twice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
