/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A component is replaced, or begins again by its rules; and the other side of a channel is told of
 * an end. Whatever fails, all of them run again, and what they held is accounted for.
 */
#include "trial.h"

#include <kaal/component.h>
#include <kaal/control.h>

#include "spawn/component.h"

#define LIMIT_BYTES (2 * KAAL_MIB) /* of what can be quarantined: a life and its channel */

static enum trial_outcome outcome;

/* Hold it and compare what there is then. */
static void settle(const char *name, const struct rig_books *before)
{
    struct rig_books after;

    assert_int_equal(component_find(name)->state, KAAL_STATE_RUNNING);
    assert_int_equal(kaal_hold(0, name), KAAL_OK);
    after = rig_books();
    if (trial_has_come()) {
        trial_check();
        trial_compare(before, &after, LIMIT_BYTES);
        outcome = TRIAL_SAID_SO;
    } else {
        rig_compare_books(before, &after);
        outcome = TRIAL_DONE_WELL;
    }
}

/* keeper has a hand-over region. */
static void replace(void)
{
    struct rig_books before;
    kaal_err_t err = KAAL_OK;

    assert_int_equal(kaal_hold(0, "keeper"), KAAL_OK);
    before = rig_books();
    assert_int_equal(kaal_restart(0, "keeper"), KAAL_OK);
    rig_log_clear();
    trial_begin();
    err = kaal_replace(0, "keeper", "sample");
    trial_end();
    if (err != KAAL_OK) {
        assert_true(rig_has_logged("refuse: shell asks to replace keeper: "));
    }
    rig_wait_ms(50); /* by its rules */
    settle("keeper", &before);
}

static enum trial_outcome replace_once(void)
{
    rig_boot((const struct rig_script[]){{"shell", replace}, {0}});
    rig_run_ms(500);
    return outcome;
}

static void sleep_or_crash(void)
{
    static unsigned lives;

    lives++;
    if (lives == 2) {
        trial_begin();
        (void)host_store(0, "x", 1);
    }
    rig_sleep();
}

/* From the fault to the next life: report, end, and spawn by its rules. */
static void watch_worker(void)
{
    struct rig_books before;

    assert_int_equal(kaal_hold(0, "worker"), KAAL_OK);
    before = rig_books();
    assert_int_equal(kaal_restart(0, "worker"), KAAL_OK);
    rig_wait_ms(300);
    trial_end();
    settle("worker", &before);
}

static enum trial_outcome crash_once(void)
{
    rig_boot((const struct rig_script[]){{"worker", sleep_or_crash}, {"shell", watch_worker}, {0}});
    rig_run_ms(1000);
    return outcome;
}

/* --- both sides of a channel --- */

static struct kaal_wire_channel ends[2];
static unsigned told;

static void open_end(const char *port, struct kaal_wire_channel *end)
{
    struct kaal_wire_channel_open request = {0};

    strcpy(request.port, port);
    assert_int_equal(
        kaal_broker_call(KAAL_REQUEST_CHANNEL_OPEN, &request, sizeof(request), end, sizeof(*end)),
        KAAL_OK);
    assert_true(host_store(end->own_address, &end->epoch, sizeof(end->epoch)));
}

static void left(void)
{
    open_end("right", &ends[0]);
    for (;;) {
        uint32_t epoch = 99;

        (void)kaal_wait();
        assert_true(host_load(&epoch, ends[0].peer_address, sizeof(epoch)));
        told += epoch == 0;
    }
}

static void right(void)
{
    open_end("left", &ends[1]);
    rig_sleep();
}

/* When left was not told, the log says what the kernel refused. */
static void end_right(void)
{
    rig_wait_ms(20);
    rig_log_clear();
    trial_begin();
    assert_int_equal(kaal_hold(0, "right"), KAAL_OK);
    trial_end();
    rig_wait_ms(20);
    if (!trial_has_come()) {
        assert_int_equal(told, 1);
        outcome = TRIAL_DONE_WELL;
        return;
    }
    assert_true(told == 1 || rig_has_logged("failed: "));
    trial_check();
    told = 0;
    assert_int_equal(kaal_restart(0, "right"), KAAL_OK);
    rig_wait_ms(20);
    assert_int_equal(ends[1].epoch, 2); /* which left sees in any case */
    assert_int_equal(kaal_hold(0, "right"), KAAL_OK);
    rig_wait_ms(20);
    assert_int_equal(told, 1); /* the way to tell has not suffered */
    outcome = TRIAL_SAID_SO;
}

static enum trial_outcome end_once(void)
{
    rig_boot(
        (const struct rig_script[]){{"left", left}, {"right", right}, {"shell", end_right}, {0}});
    rig_run_ms(500);
    return outcome;
}

static void kernel_calls(void **state)
{
    (void)state;
    trial_loop(TRIAL_KERNEL, replace_once);
    trial_loop(TRIAL_KERNEL, crash_once);
    trial_loop(TRIAL_KERNEL, end_once);
}

static void allocations(void **state)
{
    (void)state;
    trial_loop(TRIAL_POOL, replace_once);
    trial_loop(TRIAL_POOL, crash_once);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kernel_calls),
        cmocka_unit_test(allocations),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
