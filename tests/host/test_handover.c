/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * State for a successor: a replacement gets it, a restart does not, and nothing of it stays behind.
 */
#include "rig.h"

#include <kaal/component.h>
#include <kaal/control.h>
#include <kaal/layout.h>

#define LIVES_MAX 16

static unsigned lives;
static unsigned steps;

static uint64_t found[LIVES_MAX]; /* in the region, at the begin of each life */

/* The region is two pages, and nothing lies around it. */
static void count_in_region(void)
{
    uint64_t count = 0;
    uint64_t paddr = 0;

    assert_true(lives < LIVES_MAX);
    assert_true(host_load(&count, KAAL_VA_HANDOVER + 2 * KAAL_PAGE_BYTES - 8, 8));
    found[lives] = count;
    lives++;
    count++;
    assert_true(host_store(KAAL_VA_HANDOVER + 2 * KAAL_PAGE_BYTES - 8, &count, 8));
    assert_true(host_access(KAAL_VA_HANDOVER, HOST_WRITE, &paddr));
    rig_sleep();
}

static void replace_and_restart(void)
{
    struct rig_books before = rig_books();
    struct rig_books after;

    rig_wait_ms(20);
    assert_int_equal(kaal_replace(0, "keeper", "sample"), KAAL_OK);
    assert_int_equal(kaal_replace(0, "keeper", "none"), KAAL_ERR_NOT_FOUND);
    rig_wait_ms(20);
    assert_int_equal(kaal_replace(0, "keeper", "sample"), KAAL_OK);
    rig_wait_ms(20);
    after = rig_books();
    rig_compare_books(&before, &after);
    assert_int_equal(kaal_restart(0, "keeper"), KAAL_OK); /* a real one */
    rig_wait_ms(20);
    assert_int_equal(kaal_replace(0, "keeper", "sample"), KAAL_OK);
    rig_wait_ms(20);
    assert_int_equal(kaal_kill(0, "keeper"), KAAL_OK);
    rig_wait_ms(50);
    steps++;
}

static void replace_hands_state_over(void)
{
    static const uint64_t expected[] = {0, 1, 2, 0, 1, 0};

    rig_boot((const struct rig_script[]){
        {"keeper", count_in_region}, {"shell", replace_and_restart}, {0}});
    rig_run_ms(500);
    assert_int_equal(steps, 1);
    assert_int_equal(lives, KAAL_ARRAY_LENGTH(expected));
    assert_memory_equal(found, expected, sizeof(expected));
}

/* Between two lives nothing of the region is held. */
static void hold_keeper(void)
{
    struct rig_books before;
    struct rig_books after;

    assert_int_equal(kaal_hold(0, "keeper"), KAAL_OK);
    before = rig_books();
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(kaal_restart(0, "keeper"), KAAL_OK);
        assert_int_equal(kaal_replace(0, "keeper", "sample"), KAAL_OK);
        rig_wait_ms(20);
        assert_int_equal(kaal_hold(0, "keeper"), KAAL_OK);
    }
    after = rig_books();
    rig_compare_books(&before, &after);
    steps++;
}

static void a_region_goes_with_its_component(void)
{
    rig_boot((const struct rig_script[]){{"shell", hold_keeper}, {0}});
    rig_run_ms(500);
    assert_int_equal(steps, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(replace_hands_state_over),
        RIG_TEST(a_region_goes_with_its_component),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
