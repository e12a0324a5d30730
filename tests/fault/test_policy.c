/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A policy that takes of everything is put in force: a component, a device with what its driver has
 * given of it, memory that was given on and on, channels, CPU time. It is refused, and then nothing
 * has changed; or it is in force, and whatever the kernel refuses to give back, nothing of it can
 * be used any more.
 */
#include "trial.h"

#include <kaal/component.h>
#include <kaal/control.h>
#include <kaal/device.h>
#include <kaal/grant.h>
#include <kaal/policy.h>
#include <kaal/rpc.h>

#include "grant/grant.h"
#include "policy/force.h"
#include "spawn/component.h"
#include "supervise/enforce.h"

#define POOL_BYTES  (64 * KAAL_KIB)
#define LIMIT_BYTES (4 * KAAL_MIB) /* of what can be quarantined: all that one component has */
#define BOTH        (KAAL_ACCESS_READ | KAAL_ACCESS_WRITE)
#define VERSION     2U /* bare.conf */
#define SECONDS_MAX 20U
#define UNKNOWN     ((enum trial_outcome)0)

static const struct kaal_device_match nic_match = KAAL_PCI(0x8086, 0x100e);
static const char *const described[] = {"worker", "right", "left"};
static const char *const kids[] = {"kid-0", "kid-1"};
static enum trial_outcome outcome;
static bool is_busy;   /* those of the description do something */
static unsigned ready; /* how many have done it */
static uint32_t part;  /* of the shell's memory, kid 0's */
static bool is_stepwise;

static void be_ready(void)
{
    ready++;
    rig_sleep();
}

static void open_end(const char *port)
{
    struct kaal_wire_channel_open request = {0};
    struct kaal_wire_channel end;

    strcpy(request.port, port);
    assert_int_equal(
        kaal_broker_call(KAAL_REQUEST_CHANNEL_OPEN, &request, sizeof(request), &end, sizeof(end)),
        KAAL_OK);
}

static uint32_t give(const char *to, uint32_t grant, uint32_t access, uint64_t bytes)
{
    struct kaal_wire_delegate wish = {.grant = grant, .access = access, .bytes = bytes};
    uint32_t id = GRANT_NONE;

    strcpy(wish.to.name, to);
    assert_int_equal(kaal_delegate(&wish, &id), KAAL_OK);
    return id;
}

/* --- those who lose something --- */

static void serve(void)
{
    uint32_t port = 0;

    if (is_busy) {
        assert_int_equal(kaal_service_open("left", &port), KAAL_OK);
        ready++;
    }
    rig_sleep();
}

/* It drives the card, of which the right one gets parts. */
static void drive(void)
{
    struct kaal_bundle bundle;
    struct kaal_client client = {.port = "worker"};

    if (!is_busy) {
        rig_sleep();
    }
    assert_int_equal(kaal_device_open(&nic_match, POOL_BYTES, &bundle), KAAL_OK);
    open_end("right");
    (void)give("right", bundle.region[0].grant, KAAL_ACCESS_READ, KAAL_PAGE_BYTES);
    (void)give("right", bundle.dma_grant, BOTH, KAAL_PAGE_BYTES);
    (void)give("right", bundle.irq_grant, 0, 0);
    ready++;
    while (kaal_call(&client, 1, NULL, 0, NULL, 0) != KAAL_OK) { /* and waits for an answer */
        rig_wait_ms(10);
    }
    rig_sleep();
}

static void listen(void)
{
    if (!is_busy) {
        rig_sleep();
    }
    open_end("left");
    be_ready();
}

static void pass_on(void)
{
    open_end("link");
    (void)give("kid-1", part, KAAL_ACCESS_READ, KAAL_PAGE_BYTES);
    be_ready();
}

static void take(void)
{
    open_end("link");
    be_ready();
}

/* --- the shell --- */

static struct kaal_wire_system_component describe(const char *name)
{
    struct kaal_wire_system_component what = {
        .image = "sample",
        .priority = 50, /* below the shell: it begins when that waits */
        .budget_us = 1000,
        .period_us = 10000,
        .stack_bytes = 4096,
        .memory_bytes = 256 * KAAL_KIB,
    };

    what.cpu = kaal_cpu_share(2000, 10000);
    strcpy(what.name, name);
    return what;
}

static void spawn_kids(void)
{
    const struct kaal_wire_channel_make link = {
        .ends = {{.name = "kid-0"}, {.name = "kid-1"}},
        .port = {"link", "link"},
        .slots = 4,
        .slot_bytes = 64,
    };
    struct kaal_wire_spawned spawned;
    struct kaal_wire_mapped memory;

    assert_int_equal(kaal_memory(4 * KAAL_PAGE_BYTES, 0, BOTH, &memory), KAAL_OK);
    for (unsigned i = 0; i < KAAL_ARRAY_LENGTH(kids); i++) {
        const struct kaal_wire_system_component kid = describe(kids[i]);

        assert_int_equal(kaal_spawn(&kid, &spawned), KAAL_OK);
        assert_int_equal(kaal_set_budget(0, kids[i], 5000, 10000), KAAL_OK);
    }
    assert_int_equal(kaal_channel_make(&link), KAAL_OK);
    part = give("kid-0", memory.grant, BOTH, 2 * KAAL_PAGE_BYTES);
}

static void make_busy(void)
{
    is_busy = true;
    spawn_kids();
    for (unsigned i = 0; i < KAAL_ARRAY_LENGTH(described); i++) {
        assert_int_equal(kaal_restart(0, described[i]), KAAL_OK);
    }
    while (ready < 5) {
        rig_wait_ms(10);
    }
    rig_wait_ms(20); /* the left one is in its call */
}

static void make_quiet(void)
{
    for (unsigned i = 0; i < KAAL_ARRAY_LENGTH(described); i++) {
        if (component_find(described[i])->state != KAAL_STATE_HELD) {
            assert_int_equal(kaal_hold(0, described[i]), KAAL_OK);
        }
    }
    for (unsigned i = 0; i < KAAL_ARRAY_LENGTH(kids); i++) {
        if (component_find(kids[i]) != NULL) {
            assert_int_equal(kaal_kill(0, kids[i]), KAAL_OK);
        }
    }
    for (uint32_t id = grant_first_of(component_find("shell")->index); id != GRANT_NONE;) {
        const struct grant *grant = grant_get(id);

        id = grant_next_of(id);
        if (grant->kind == KAAL_GRANT_MEMORY && grant->address != 0) {
            assert_int_equal(kaal_revoke(grant->id), KAAL_OK);
        }
    }
}

/* Its page tables for memory stay with the shell. */
static struct rig_books books_of_quiet(void)
{
    struct kaal_wire_mapped memory;

    assert_int_equal(kaal_memory(KAAL_PAGE_BYTES, 0, BOTH, &memory), KAAL_OK);
    make_quiet();
    return rig_books();
}

static uint32_t share_of(const char *name)
{
    uint32_t id = grant_first_of(component_find(name)->index);

    while (grant_get(id)->kind != KAAL_GRANT_CPU) {
        id = grant_next_of(id);
    }
    return kaal_cpu_share((uint32_t)grant_get(id)->a, (uint32_t)grant_get(id)->b);
}

/* What it does not allow is not there, and nothing is without a grant. */
static void expect_in_force(void)
{
    assert_int_equal(force_policy()->header->version, VERSION);
    assert_true(enforce_holds());
    assert_int_equal(component_find("worker")->state, KAAL_STATE_HELD);
    assert_int_equal(component_find("worker")->cause, KAAL_CAUSE_POLICY);
    assert_null(grant_get(part));
    if (component_find("kid-0") != NULL) {
        assert_in_range(share_of("kid-0"), 1, kaal_cpu_share(2000, 10000));
    }
    rig_check();
}

static void expect_unchanged(uint32_t grants)
{
    assert_int_equal(force_policy()->header->version, VERSION - 1);
    assert_int_equal(component_find("worker")->state, KAAL_STATE_RUNNING);
    assert_int_equal(grant_available(), grants);
    rig_check();
}

/* Bring it, and look at all that it would change: nothing has changed by that. */
static void check(uint32_t grants)
{
    struct kaal_wire_policy_change change = {0};
    struct kaal_wire_policy_info info;
    kaal_err_t err = kaal_policy_take("bare", &info);

    if (trial_was_refused(err)) {
        err = kaal_policy_take("bare", &info);
    }
    while (err == KAAL_OK) {
        err = kaal_policy_change(change.next, &change);
    }
    assert_int_equal(err, KAAL_ERR_END);
    expect_unchanged(grants);
}

static void apply(void)
{
    struct rig_books before = books_of_quiet();
    uint32_t grants = 0;
    kaal_err_t err = KAAL_OK;

    make_busy();
    grants = grant_available();
    rig_log_clear();
    if (!is_stepwise) {
        trial_begin();
    }
    check(grants);
    if (is_stepwise) {
        rig_work_in_parts();
        trial_begin();
    }
    err = kaal_policy_apply(VERSION);
    trial_end();
    if (trial_was_refused(err)) {
        expect_unchanged(grants);
        assert_int_equal(kaal_policy_apply(VERSION), KAAL_OK);
    }
    expect_in_force();
    make_quiet();
    outcome = trial_settle_ended(&before, LIMIT_BYTES);
    rig_sleep();
}

static enum trial_outcome apply_once(void)
{
    rig_boot((const struct rig_script[]){{"shell", apply},
                                         {"worker", serve},
                                         {"left", drive},
                                         {"right", listen},
                                         {"kid-0", pass_on},
                                         {"kid-1", take},
                                         {0}});
    for (unsigned i = 0; i < SECONDS_MAX && outcome == UNKNOWN; i++) {
        rig_run_ms(1000);
    }
    return outcome;
}

static void kernel_calls(void **state)
{
    (void)state;
    is_stepwise = false;
    trial_loop(TRIAL_KERNEL, apply_once);
}

static void kernel_calls_in_parts(void **state)
{
    (void)state;
    is_stepwise = true;
    trial_loop(TRIAL_KERNEL, apply_once);
}

static void allocations(void **state)
{
    (void)state;
    is_stepwise = false;
    trial_loop(TRIAL_POOL, apply_once);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allocations),
        cmocka_unit_test(kernel_calls),
        cmocka_unit_test(kernel_calls_in_parts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
