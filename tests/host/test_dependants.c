/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Components that depend on others (system.conf: mid on base, top on both) begin anew with them: in
 * order, once each time, and not for ever.
 */
#include "rig.h"

#include <kaal/component.h>
#include <kaal/control.h>

#include "spawn/component.h"

#define BEGINS_MAX 64

static char begins[BEGINS_MAX]; /* first letters of those that began, in order */
static unsigned begin_count;
static unsigned steps;

static void note(char who)
{
    assert_true(begin_count + 1 < BEGINS_MAX);
    begins[begin_count] = who;
    begin_count++;
}

static void base(void)
{
    note('b');
    rig_sleep();
}

static void mid(void)
{
    note('m');
    rig_sleep();
}

static void top(void)
{
    note('t');
    rig_sleep();
}

static void end_each(void)
{
    rig_wait_ms(50);
    assert_string_equal(begins, "bmt");
    assert_int_equal(kaal_kill(0, "base"), KAAL_OK);
    rig_wait_ms(100);
    assert_string_equal(begins, "bmtbmt");
    assert_int_equal(kaal_restart(0, "mid"), KAAL_OK);
    rig_wait_ms(100);
    assert_string_equal(begins, "bmtbmtmt");
    assert_int_equal(kaal_restart(0, "top"), KAAL_OK);
    rig_wait_ms(100);
    assert_string_equal(begins, "bmtbmtmtt");
    steps++;
}

static void begin_in_order_and_once(void)
{
    rig_boot((const struct rig_script[]){
        {"base", base}, {"mid", mid}, {"top", top}, {"shell", end_each}, {0}});
    rig_run_ms(1000);
    assert_int_equal(steps, 1);
    assert_int_equal(component_find("top")->restarts, 3);
    assert_int_equal(component_find("top")->cause, KAAL_CAUSE_ORDER);
    assert_int_equal(component_find("mid")->restarts, 2);
    assert_true(rig_has_logged("restart: top after one that it depends on"));
}

/* Who has ended by itself or is held does not come back with those that it depends on. */
static void hold_and_kill(void)
{
    rig_wait_ms(50);
    assert_int_equal(kaal_hold(0, "mid"), KAAL_OK);
    assert_int_equal(kaal_kill(0, "base"), KAAL_OK);
    rig_wait_ms(100);
    assert_string_equal(begins, "bmtbt");
    assert_int_equal(component_find("mid")->state, KAAL_STATE_HELD);
    steps++;
}

static void who_does_not_run_stays(void)
{
    rig_boot((const struct rig_script[]){
        {"base", base}, {"mid", mid}, {"top", top}, {"shell", hold_and_kill}, {0}});
    rig_run_ms(1000);
    assert_int_equal(steps, 1);
}

static void base_that_crashes(void)
{
    note('b');
    (void)host_store(0, "x", 1);
}

/* One that always fails is given up, and drags nobody along for ever. */
static void an_avalanche_ends(void)
{
    rig_boot(
        (const struct rig_script[]){{"base", base_that_crashes}, {"mid", mid}, {"top", top}, {0}});
    rig_run_ms(2000);
    assert_int_equal(component_find("base")->state, KAAL_STATE_HELD);
    assert_int_equal(component_find("base")->restarts, 4);
    assert_in_range(component_find("mid")->restarts, 1, 4);
    assert_in_range(component_find("top")->restarts, 1, 8);
    assert_int_equal(component_find("mid")->state, KAAL_STATE_RUNNING);
    assert_int_equal(component_find("top")->state, KAAL_STATE_RUNNING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(begin_in_order_and_once),
        RIG_TEST(who_does_not_run_stays),
        RIG_TEST(an_avalanche_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
