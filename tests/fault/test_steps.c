/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is done in steps, each part a step of its own: the end of a tree whose members hold parts of
 * each other's memory and a channel, its restart, and the revoke of parts. Whatever the kernel
 * refuses on the way, all of it is gone at the end, and what is not back is said to be quarantined.
 */
#include "trial.h"

#include <kaal/component.h>
#include <kaal/control.h>
#include <kaal/grant.h>

#include "grant/grant.h"
#include "spawn/component.h"

#define KIDS       2U
#define PARTS      5U
#define PAGES      3U
#define KID_BYTES  (256 * KAAL_KIB)
#define TREE_BYTES (2 * KAAL_MIB)
#define BOTH       (KAAL_ACCESS_READ | KAAL_ACCESS_WRITE)

static enum trial_outcome outcome;
static struct kaal_wire_mapped memory; /* of the tree's top, or the shell's */
static uint32_t parts[PARTS];
static bool is_ready;

static struct kaal_wire_system_component describe(const char *name, uint32_t rights, uint64_t bytes)
{
    struct kaal_wire_system_component what = {
        .image = "sample",
        .rights = rights,
        .priority = 50,
        .budget_us = 100,
        .period_us = 10000,
        .stack_bytes = 4096,
        .memory_bytes = bytes,
        .cpu = (rights != 0) ? KAAL_CPU_WHOLE : 0, /* for its kids, too */
    };

    strcpy(what.name, name);
    return what;
}

static uint32_t spawn(const char *name, uint32_t rights, uint64_t bytes)
{
    const struct kaal_wire_system_component what = describe(name, rights, bytes);
    struct kaal_wire_spawned spawned = {0};

    assert_int_equal(kaal_spawn(&what, &spawned), KAAL_OK);
    return spawned.component;
}

/* Ask for memory, and give parts of it to two components. */
static void give_parts(const uint32_t kids[KIDS])
{
    assert_int_equal(kaal_memory(PAGES * KAAL_PAGE_BYTES, 0, BOTH, &memory), KAAL_OK);
    for (unsigned i = 0; i < PARTS; i++) {
        const struct kaal_wire_delegate wish = {
            .grant = memory.grant,
            .access = KAAL_ACCESS_READ,
            .bytes = PAGES * KAAL_PAGE_BYTES,
            .to.component = kids[i % KIDS],
        };

        assert_int_equal(kaal_delegate(&wish, &parts[i]), KAAL_OK);
    }
}

/* --- a tree --- */

/* Its top, in its first life; in the next it only waits. */
static void grow(void)
{
    uint32_t kids[KIDS];

    if (is_ready) {
        rig_sleep();
    }
    kids[0] = spawn("kid-0", 0, KID_BYTES);
    kids[1] = spawn("kid-1", 0, KID_BYTES);
    give_parts(kids);
    is_ready = true;
    rig_sleep();
}

static void boot_tree(void)
{
    (void)spawn("guest", KAAL_RIGHT_SPAWN, TREE_BYTES);
    while (!is_ready) {
        rig_wait_ms(1);
    }
    rig_log_clear();
    rig_work_in_parts();
}

static void expect_no_tree(void)
{
    assert_null(component_find("guest"));
    assert_null(component_find("kid-0"));
    assert_null(component_find("kid-1"));
    assert_null(grant_get(memory.grant));
}

static void kill_tree(void)
{
    struct rig_books before = rig_books();
    kaal_err_t err = KAAL_OK;

    boot_tree();
    trial_begin();
    err = kaal_kill(0, "guest");
    trial_end();
    if (trial_was_refused(err)) {
        assert_non_null(component_find("kid-1"));
        assert_int_equal(kaal_kill(0, "guest"), KAAL_OK);
    }
    expect_no_tree();
    outcome = trial_settle(&before, TREE_BYTES);
    rig_sleep();
}

/* It begins again, or has failed and says so; what was below it is gone. */
static void restart_tree(void)
{
    struct rig_books before = rig_books();
    kaal_err_t err = KAAL_OK;

    boot_tree();
    trial_begin();
    err = kaal_restart(0, "guest");
    trial_end();
    if (component_find("kid-0") != NULL) {
        assert_true(trial_was_refused(err));
        err = kaal_restart(0, "guest");
    }
    assert_null(component_find("kid-0"));
    assert_int_equal(component_find("guest")->state,
                     (err == KAAL_OK) ? KAAL_STATE_RUNNING : KAAL_STATE_FAILED);
    assert_true(err == KAAL_OK || trial_has_come());
    assert_int_equal(kaal_kill(0, "guest"), KAAL_OK);
    expect_no_tree();
    outcome = trial_settle(&before, TREE_BYTES);
    rig_sleep();
}

/* --- parts --- */

static void revoke_parts(void)
{
    struct rig_books before = rig_books();
    kaal_err_t err = KAAL_OK;

    boot_tree();
    trial_begin();
    err = kaal_revoke(memory.grant);
    trial_end();
    if (trial_was_refused(err)) {
        assert_non_null(grant_get(parts[0]));
        assert_int_equal(kaal_revoke(memory.grant), KAAL_OK);
    }
    for (unsigned i = 0; i < PARTS; i++) {
        assert_null(grant_get(parts[i]));
    }
    rig_check();
    if (component_find("guest") != NULL) { /* it, or who was below it, may have ended */
        assert_int_equal(kaal_kill(0, "guest"), KAAL_OK);
    }
    expect_no_tree();
    outcome = trial_settle_ended(&before, TREE_BYTES);
    rig_sleep();
}

static enum trial_outcome run(void (*script)(void))
{
    rig_boot((const struct rig_script[]){{"shell", script}, {"guest", grow}, {0}});
    rig_run_ms(1000);
    return outcome;
}

static enum trial_outcome kill_once(void)
{
    return run(kill_tree);
}

static enum trial_outcome restart_once(void)
{
    return run(restart_tree);
}

static enum trial_outcome revoke_once(void)
{
    return run(revoke_parts);
}

static void kernel_calls(void **state)
{
    (void)state;
    trial_loop(TRIAL_KERNEL, kill_once);
    trial_loop(TRIAL_KERNEL, restart_once);
    trial_loop(TRIAL_KERNEL, revoke_once);
}

static void allocations(void **state)
{
    (void)state;
    trial_loop(TRIAL_POOL, kill_once);
    trial_loop(TRIAL_POOL, restart_once);
    trial_loop(TRIAL_POOL, revoke_once);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kernel_calls),
        cmocka_unit_test(allocations),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
