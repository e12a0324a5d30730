/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Noticing failures: heartbeats, budgets; and what is kept of a crash.
 */
#include "rig.h"

#include <kaal/component.h>
#include <kaal/control.h>
#include <kaal/inspect.h>
#include <kaal/layout.h>

#include "spawn/component.h"

#define LIVES_MAX 8
#define TICK_MS   10

static unsigned lives;
static unsigned steps;
static uint64_t began[LIVES_MAX]; /* times of the machine */

/* --- heartbeat --- */

static unsigned events;

/* A component that only waits is alive: kaal_wait answers, and does not come back for that. */
static void wait_for_ever(void)
{
    lives++;
    for (;;) {
        events++;
        (void)kaal_wait();
    }
}

static void who_waits_is_alive(void)
{
    rig_boot((const struct rig_script[]){{"beater", wait_for_ever}, {0}});
    rig_run_ms(1000);
    assert_int_equal(lives, 1);
    assert_int_equal(events, 1);
}

/* Works for long, but says so, or polls. */
static void work_and_say_so(void)
{
    lives++;
    for (;;) {
        host_compute(30 * RIG_TICKS_PER_MS);
        if (events++ % 2 == 0) {
            kaal_heartbeat();
        } else {
            assert_int_equal(kaal_poll(), 0);
        }
    }
}

static void who_works_can_say_so(void)
{
    rig_boot((const struct rig_script[]){{"beater", work_and_say_so}, {0}});
    rig_run_ms(1000);
    assert_int_equal(lives, 1);
    assert_true(events > 20);
}

static void hang(void)
{
    assert_true(lives < LIVES_MAX);
    began[lives] = host_time();
    lives++;
    for (;;) {
        host_compute(RIG_TICKS_PER_MS);
    }
}

/* Asked after 50 ms, given up after 100, begun again after the back-off of 10. */
static void who_hangs_is_restarted(void)
{
    uint64_t life_ms = 0;

    rig_boot((const struct rig_script[]){{"beater", hang}, {0}});
    rig_run_ms(200);
    assert_int_equal(lives, 2);
    life_ms = (began[1] - began[0]) / RIG_TICKS_PER_MS;
    assert_in_range(life_ms, 110, 110 + 3 * TICK_MS);
    assert_true(rig_has_logged("heartbeat: component=beater has not answered in 50 ms: stopped"));
    assert_int_equal(component_find("beater")->cause, KAAL_CAUSE_HEARTBEAT);
}

/* --- budget --- */

static void keep_within(void)
{
    for (unsigned i = 0; i < 20; i++) {
        host_compute(RIG_TICKS_PER_MS);
        assert_int_equal(kaal_alarm(10 * KAAL_NS_PER_MS), KAAL_OK);
        (void)kaal_wait();
    }
    steps++;
}

static void who_keeps_within_the_budget_lives(void)
{
    rig_boot((const struct rig_script[]){{"hog", keep_within}, {0}});
    rig_run_ms(1000);
    assert_int_equal(steps, 1);
    assert_true(rig_has_logged("exit: component=hog code=0"));
}

static void an_overrun_can_be_a_fault(void)
{
    rig_boot((const struct rig_script[]){{"hog", hang}, {0}});
    rig_run_ms(100);
    assert_true(rig_has_logged("fault: component=hog access=time"));
    assert_int_equal(component_find("hog")->state, KAAL_STATE_FAULTED);
    assert_int_equal(component_find("hog")->cause, KAAL_CAUSE_OVERRUN);
}

/* --- reports --- */

static struct kaal_wire_crash_info report;
static struct kaal_wire_crash_log report_log;

static void log_and_crash(void)
{
    for (unsigned i = 1; i <= 5; i++) {
        kaal_log("line %u of life %u", i, lives);
    }
    lives++;
    (void)host_store(0, "x", 1);
    fail_msg("it was resumed");
}

static bool has_region(enum kaal_region_kind kind, uint64_t start, uint64_t end, uint32_t access)
{
    for (uint32_t i = 0; i < report.region_count; i++) {
        const struct kaal_wire_crash_region *region = &report.regions[i];

        if (region->kind == kind && region->start == start && region->end == end &&
            region->access == access) {
            return true;
        }
    }
    return false;
}

static void read_reports(void)
{
    rig_wait_ms(1000);
    assert_int_equal(kaal_list(KAAL_LIST_CRASHES, 0, NULL, &report, sizeof(report)), KAAL_OK);
    assert_int_equal(report.number, 1);
    assert_int_equal(report.next, 2);
    assert_string_equal(report.name, "worker");
    assert_string_equal(report.image, "sample");
    assert_int_equal(report.cause, KAAL_CAUSE_FAULT);
    assert_non_null(strstr(report.what, "access=write address=0x0 pc=0x"));
    assert_non_null(strstr(report.what, "nothing is mapped there"));
    assert_true(
        has_region(KAAL_REGION_IMAGE, 0x40000, 0x41000, KAAL_ACCESS_READ | KAAL_ACCESS_EXECUTE));
    assert_true(has_region(KAAL_REGION_STACK, KAAL_VA_STACK_TOP - 16 * KAAL_KIB, KAAL_VA_STACK_TOP,
                           KAAL_ACCESS_READ | KAAL_ACCESS_WRITE));
    assert_int_equal(kaal_list(KAAL_LIST_CRASH_LOG, 5, NULL, &report_log, sizeof(report_log)),
                     KAAL_OK);
    assert_int_equal(report_log.number, 5);
    assert_true(report_log.length_bytes > 34);
    assert_memory_equal(report_log.text + report_log.length_bytes - 34,
                        "line 4 of life 4\nline 5 of life 4\n", 34);
    assert_int_equal(kaal_list(KAAL_LIST_CRASHES, 6, NULL, &report, sizeof(report)), KAAL_ERR_END);
    steps++;
}

static void crashes_leave_reports(void)
{
    rig_boot((const struct rig_script[]){{"worker", log_and_crash}, {"shell", read_reports}, {0}});
    rig_run_ms(1500);
    assert_int_equal(steps, 1);
}

static void succeed(void)
{
    kaal_exit(0);
}

static void exit_with_5(void)
{
    lives++;
    kaal_exit(5);
}

/* The last 16 are kept, whatever the cause; an end without an error leaves none. */
static void read_the_last(void)
{
    uint32_t count = 0;

    for (unsigned i = 0; i < 20; i++) {
        assert_int_equal(kaal_restart(0, "right"), KAAL_OK);
        rig_wait_ms(20);
    }
    report.next = 0;
    while (kaal_list(KAAL_LIST_CRASHES, report.next, NULL, &report, sizeof(report)) == KAAL_OK) {
        assert_int_equal(report.number, 6 + count);
        assert_int_equal(report.cause, KAAL_CAUSE_EXIT);
        assert_int_equal(report.exit_code, 5);
        count++;
    }
    assert_int_equal(count, KAAL_CRASHES_MAX);
    steps++;
}

static void the_last_reports_are_kept(void)
{
    rig_boot((const struct rig_script[]){
        {"right", exit_with_5}, {"left", succeed}, {"shell", read_the_last}, {0}});
    rig_run_ms(2000);
    assert_int_equal(steps, 1);
    assert_int_equal(lives, 21);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(who_waits_is_alive),        RIG_TEST(who_works_can_say_so),
        RIG_TEST(who_hangs_is_restarted),    RIG_TEST(who_keeps_within_the_budget_lives),
        RIG_TEST(an_overrun_can_be_a_fault), RIG_TEST(crashes_leave_reports),
        RIG_TEST(the_last_reports_are_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
