/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Promise P3: memory and a device with what another one has of them, an end of a channel are taken
 * back by the shell, by their holder, or by the clock. That is always done, and
 * whatever the kernel refuses to give back, nobody can use anything of it any more.
 */
#include "trial.h"

#include <kaal/component.h>
#include <kaal/control.h>
#include <kaal/device.h>
#include <kaal/grant.h>

#include "grant/grant.h"
#include "spawn/component.h"

#define POOL_BYTES   (64 * KAAL_KIB)
#define MEMORY_BYTES (20 * KAAL_PAGE_BYTES)
#define LIMIT_BYTES  (4 * KAAL_MIB) /* of what can be quarantined: all that one component has */
#define BOTH         (KAAL_ACCESS_READ | KAAL_ACCESS_WRITE)
#define TIME_MS      50U
#define UNKNOWN      ((enum trial_outcome)0)

static const struct kaal_device_match nic_match = KAAL_PCI(0x8086, 0x100e);
static const char *const others[] = {"right", "left"};
static enum trial_outcome outcome;
static void (*give)(void); /* what the left one does first */
static void (*take)(void); /* how the shell takes it back */
static bool is_busy;       /* those two do something */
static bool is_given;
static bool is_wanted_back; /* by the left one itself */
static bool is_stepwise;
static uint32_t whole; /* a grant of the left one's */
static uint32_t part;  /* below it */

static void wait_for_its_end(void)
{
    while (grant_get(part) != NULL || !rig_broker_waits()) {
        rig_wait_ms(10);
    }
}

/* --- what the left one has and gives --- */

static uint32_t give_part(uint32_t grant, uint32_t access, uint64_t bytes)
{
    const struct kaal_wire_delegate wish = {
        .grant = grant,
        .access = access,
        .bytes = bytes,
        .time_ns = (take == wait_for_its_end) ? TIME_MS * KAAL_NS_PER_MS : 0,
        .to.name = "right",
    };
    uint32_t id = GRANT_NONE;

    assert_int_equal(kaal_delegate(&wish, &id), KAAL_OK);
    return id;
}

static void give_memory(void)
{
    struct kaal_wire_mapped memory;

    assert_int_equal(kaal_memory(MEMORY_BYTES, 0, BOTH, &memory), KAAL_OK);
    whole = memory.grant;
    part = give_part(memory.grant, BOTH, 3 * KAAL_PAGE_BYTES);
}

static void give_device(void)
{
    struct kaal_bundle bundle;

    assert_int_equal(kaal_device_open(&nic_match, POOL_BYTES, &bundle), KAAL_OK);
    whole = bundle.grant;
    (void)give_part(bundle.region[0].grant, KAAL_ACCESS_READ, 2 * KAAL_PAGE_BYTES);
    (void)give_part(bundle.dma_grant, BOTH, 4 * KAAL_PAGE_BYTES);
    part = give_part(bundle.irq_grant, 0, 0);
}

static void give_channel(void)
{
    const struct kaal_wire_channel_open request = {.port = "right"};
    struct kaal_wire_channel end;

    assert_int_equal(
        kaal_broker_call(KAAL_REQUEST_CHANNEL_OPEN, &request, sizeof(request), &end, sizeof(end)),
        KAAL_OK);
    whole = grant_first_of(component_find("left")->index);
    while (grant_get(whole)->kind != KAAL_GRANT_CHANNEL) {
        whole = grant_next_of(whole);
    }
    part = whole;
}

/* --- how it is taken back --- */

static void revoke_whole(void)
{
    kaal_err_t err = kaal_revoke(whole);

    if (trial_was_refused(err)) {
        assert_non_null(grant_get(part));
        assert_int_equal(kaal_revoke(whole), KAAL_OK);
    }
}

static void wait_for_left(void)
{
    is_wanted_back = true;
    while (is_wanted_back && component_find("left")->state != KAAL_STATE_KILLED) {
        rig_wait_ms(10);
    }
}

static void be_left(void)
{
    if (!is_busy) {
        rig_sleep();
    }
    give();
    is_given = true;
    while (!is_wanted_back) {
        rig_wait_ms(10);
    }
    revoke_whole();
    is_wanted_back = false; /* unless it has ended by that */
    rig_sleep();
}

/* --- the shell --- */

static void hold_both(void)
{
    for (unsigned i = 0; i < KAAL_ARRAY_LENGTH(others); i++) {
        assert_int_equal(kaal_hold(0, others[i]), KAAL_OK);
    }
}

static void make_busy(void)
{
    is_busy = true;
    for (unsigned i = 0; i < KAAL_ARRAY_LENGTH(others); i++) {
        assert_int_equal(kaal_restart(0, others[i]), KAAL_OK);
    }
    while (!is_given) {
        rig_wait_ms(1);
    }
}

static void be_shell(void)
{
    struct rig_books before;

    hold_both();
    before = rig_books();
    make_busy();
    rig_log_clear();
    if (is_stepwise) {
        rig_work_in_parts();
    }
    trial_begin();
    take();
    trial_end();
    assert_null(grant_get(part));
    rig_check();
    hold_both();
    outcome = trial_settle_ended(&before, LIMIT_BYTES);
    rig_sleep();
}

static enum trial_outcome once(void)
{
    rig_boot((const struct rig_script[]){{"shell", be_shell}, {"left", be_left}, {0}});
    for (unsigned i = 0; i < 10 && outcome == UNKNOWN; i++) {
        rig_run_ms(500);
    }
    return outcome;
}

static void loop(enum trial_kind kind, void (*what)(void), void (*how)(void))
{
    give = what;
    take = how;
    trial_loop(kind, once);
}

static void by_the_shell(void **state)
{
    (void)state;
    loop(TRIAL_KERNEL, give_memory, revoke_whole);
    loop(TRIAL_KERNEL, give_device, revoke_whole);
    loop(TRIAL_KERNEL, give_channel, revoke_whole);
}

static void by_the_shell_in_parts(void **state)
{
    is_stepwise = true;
    by_the_shell(state);
    is_stepwise = false;
}

static void by_the_holder(void **state)
{
    (void)state;
    loop(TRIAL_KERNEL, give_memory, wait_for_left);
    loop(TRIAL_KERNEL, give_device, wait_for_left);
}

static void by_the_clock(void **state)
{
    (void)state;
    loop(TRIAL_KERNEL, give_memory, wait_for_its_end);
}

static void allocations(void **state)
{
    (void)state;
    loop(TRIAL_POOL, give_memory, revoke_whole);
    loop(TRIAL_POOL, give_device, wait_for_left);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_the_shell),  cmocka_unit_test(by_the_shell_in_parts),
        cmocka_unit_test(by_the_holder), cmocka_unit_test(by_the_clock),
        cmocka_unit_test(allocations),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
