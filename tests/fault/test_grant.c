/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory asked for and delegated; a channel made and opened at run time; a restart. Each request is
 * done or leaves what was there.
 */
#include "trial.h"

#include <kaal/component.h>
#include <kaal/control.h>
#include <kaal/grant.h>

#include "grant/grant.h"
#include "spawn/component.h"

#define BYTES (300 * KAAL_PAGE_BYTES) /* two chunks of frames */
#define BOTH  (KAAL_ACCESS_READ | KAAL_ACCESS_WRITE)

static enum trial_outcome outcome;
static struct kaal_wire_mapped memory;
static struct kaal_wire_spawned kids[2];
static uint32_t part;

static struct kaal_wire_system_component describe(const char *name)
{
    struct kaal_wire_system_component what = {
        .image = "sample",
        .priority = 50,
        .budget_us = 1000,
        .period_us = 10000,
        .stack_bytes = 4096,
        .memory_bytes = 256 * KAAL_KIB,
    };

    strcpy(what.name, name);
    return what;
}

static void spawn_kids(void)
{
    const struct kaal_wire_system_component one = describe("kid-0");
    const struct kaal_wire_system_component other = describe("kid-1");

    assert_int_equal(kaal_spawn(&one, &kids[0]), KAAL_OK);
    assert_int_equal(kaal_spawn(&other, &kids[1]), KAAL_OK);
}

/* A request that is done or not: again, without a failure, it is done. */
static void try_request(kaal_err_t (*request)(void))
{
    struct rig_books before = rig_books();
    struct rig_books after;
    kaal_err_t err = KAAL_OK;

    rig_log_clear();
    trial_begin();
    err = request();
    trial_end();
    if (trial_was_done(err, "refuse: shell asks ")) {
        outcome = TRIAL_DONE_WELL;
        return;
    }
    after = rig_books();
    trial_compare(&before, &after, BYTES);
    assert_int_equal(request(), KAAL_OK);
    outcome = TRIAL_SAID_SO;
}

/* --- memory --- */

static kaal_err_t ask_memory(void)
{
    return kaal_memory(BYTES, 0, BOTH, &memory);
}

static void try_memory(void)
{
    try_request(ask_memory);
    rig_sleep();
}

static kaal_err_t delegate(void)
{
    const struct kaal_wire_delegate wish = {
        .grant = memory.grant,
        .access = BOTH,
        .offset = 250 * KAAL_PAGE_BYTES, /* over the edge of a chunk */
        .bytes = 12 * KAAL_PAGE_BYTES,
        .time_ns = KAAL_NS_PER_S,
        .to.component = kids[0].component,
    };

    return kaal_delegate(&wish, &part);
}

static void try_delegate(void)
{
    spawn_kids();
    assert_int_equal(ask_memory(), KAAL_OK);
    try_request(delegate);
    rig_sleep();
}

/* --- channels and restarts --- */

static kaal_err_t make_channel(void)
{
    const struct kaal_wire_channel_make wish = {
        .ends = {{.name = "shell"}, {.component = kids[0].component}},
        .port = {"a", "b"},
        .slots = 4,
        .slot_bytes = 64,
    };

    return kaal_channel_make(&wish);
}

static kaal_err_t open_channel(void)
{
    const struct kaal_wire_channel_open request = {.port = "a"};
    struct kaal_wire_channel end;

    return kaal_broker_call(KAAL_REQUEST_CHANNEL_OPEN, &request, sizeof(request), &end,
                            sizeof(end));
}

static void try_open(void)
{
    spawn_kids();
    assert_int_equal(make_channel(), KAAL_OK);
    try_request(open_channel);
    rig_sleep();
}

/* A restart ends the component first: if it is not begun, it has failed, and has nothing. */
static void try_restart(void)
{
    struct rig_books before = rig_books();
    struct rig_books after;
    const struct component *kid = NULL;
    kaal_err_t err = KAAL_OK;

    spawn_kids();
    kid = component_of_id(kids[0].component);
    rig_log_clear();
    trial_begin();
    err = kaal_restart(kids[0].component, NULL);
    trial_end();
    if (kid->ends == 0) {
        assert_true(trial_was_refused(err));
        err = kaal_restart(kids[0].component, NULL);
    }
    outcome = trial_has_come() ? TRIAL_SAID_SO : TRIAL_DONE_WELL;
    assert_int_equal(kid->state, (err == KAAL_OK) ? KAAL_STATE_RUNNING : KAAL_STATE_FAILED);
    if (!trial_has_come()) {
        assert_int_equal(err, KAAL_OK);
    } else {
        trial_check();
        assert_true(err != KAAL_OK || rig_has_logged("refuse: ") || rig_has_logged(" failed: "));
    }
    assert_int_equal(kaal_kill(kids[0].component, NULL), KAAL_OK);
    assert_int_equal(kaal_kill(kids[1].component, NULL), KAAL_OK);
    after = rig_books();
    trial_compare(&before, &after, 256 * KAAL_KIB);
    rig_sleep();
}

static enum trial_outcome run(void (*script)(void))
{
    rig_boot((const struct rig_script[]){{"shell", script}, {0}});
    rig_run_ms(100);
    return outcome;
}

static enum trial_outcome memory_once(void)
{
    return run(try_memory);
}

static enum trial_outcome delegate_once(void)
{
    return run(try_delegate);
}

static enum trial_outcome open_once(void)
{
    return run(try_open);
}

static enum trial_outcome restart_once(void)
{
    return run(try_restart);
}

static void kernel_calls(void **state)
{
    (void)state;
    trial_loop(TRIAL_KERNEL, delegate_once);
    trial_loop(TRIAL_KERNEL, open_once);
    trial_loop(TRIAL_KERNEL, restart_once);
}

/* One call for each of 300 frames. */
static void kernel_calls_of_memory(void **state)
{
    (void)state;
    trial_loop(TRIAL_KERNEL, memory_once);
}

static void allocations(void **state)
{
    (void)state;
    trial_loop(TRIAL_POOL, memory_once);
    trial_loop(TRIAL_POOL, delegate_once);
    trial_loop(TRIAL_POOL, open_once);
    trial_loop(TRIAL_POOL, restart_once);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kernel_calls_of_memory),
        cmocka_unit_test(kernel_calls),
        cmocka_unit_test(allocations),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
