/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A driver faults, or a component is killed, and what it held is taken back. What the kernel
 * refuses to take back is said to be quarantined or retired, and nobody gets it; all else comes
 * back all the same.
 */
#include "trial.h"

#include <kaal/component.h>
#include <kaal/control.h>
#include <kaal/device.h>

#include "spawn/component.h"

#define POOL_BYTES  (64 * KAAL_KIB)
#define NIC_LIMIT   (4 * KAAL_MIB) /* system.conf */
#define PCI_COMMAND 1
#define PCI_MASTER  (1U << 2)

static const struct kaal_device_match nic_match = KAAL_PCI(0x8086, 0x100e);
static bool is_served;

static void drive_and_crash(void)
{
    struct kaal_bundle bundle = {0};

    assert_int_equal(kaal_device_open(&nic_match, POOL_BYTES, &bundle), KAAL_OK);
    trial_begin();
    (void)host_store(0, "x", 1);
    fail_msg("it was resumed");
}

/* Another component asks afterwards: it gets the card, or is told that nobody does. */
static void ask_later(void)
{
    kaal_err_t err = KAAL_OK;

    assert_int_equal(kaal_alarm(200 * KAAL_NS_PER_MS), KAAL_OK);
    (void)kaal_wait();
    trial_end();
    err = kaal_device_open(&nic_match, POOL_BYTES, &(struct kaal_bundle){0});
    assert_int_equal(err, rig_has_logged("it is retired") ? KAAL_ERR_BUSY : KAAL_OK);
    is_served = true;
    rig_sleep();
}

static enum trial_outcome crash_once(void)
{
    const struct rig_script scripts[] = {{"nic", drive_and_crash}, {"left", ask_later}, {0}};
    struct rig_books before;
    enum trial_outcome outcome = TRIAL_DONE_WELL;

    rig_power_on(scripts);
    assert_true(rig_run_until_logged("spawn: spare", 1000));
    before = rig_books();
    assert_true(rig_run_until_logged("fault: component=nic access=write address=0x0", 1000));
    rig_run_ms(100);
    assert_int_equal(component_find("nic")->state, KAAL_STATE_FAULTED);
    assert_int_equal(rig_pci.functions[rig_nic].space[PCI_COMMAND] & PCI_MASTER, 0);
    outcome = trial_settle(&before, NIC_LIMIT);
    rig_run_ms(200);
    assert_true(is_served);
    return outcome;
}

static const struct kaal_wire_system_component guest = {
    .name = "guest",
    .image = "sample",
    .priority = 50,
    .budget_us = 1000,
    .period_us = 10000,
    .stack_bytes = 16 * KAAL_KIB,
    .memory_bytes = KAAL_MIB,
};

static enum trial_outcome kill_outcome;

static void spawn_and_kill(void)
{
    struct kaal_wire_spawned spawned = {0};
    struct rig_books before = rig_books();
    kaal_err_t err = KAAL_OK;

    assert_int_equal(kaal_spawn(&guest, &spawned), KAAL_OK);
    trial_begin();
    err = kaal_kill(spawned.component, NULL);
    trial_end();
    if (trial_was_refused(err)) {
        assert_int_equal(component_find("guest")->state, KAAL_STATE_RUNNING);
        assert_int_equal(kaal_kill(spawned.component, NULL), KAAL_OK);
    }
    assert_null(component_find("guest"));
    kill_outcome = trial_settle(&before, guest.memory_bytes);
    assert_int_equal(kaal_spawn(&guest, &spawned), KAAL_OK);
}

static enum trial_outcome kill_once(void)
{
    rig_boot((const struct rig_script[]){{"shell", spawn_and_kill}, {0}});
    rig_run_ms(20);
    return kill_outcome;
}

static void faults(void **state)
{
    (void)state;
    trial_loop(TRIAL_KERNEL, crash_once);
}

static void kills(void **state)
{
    (void)state;
    trial_loop(TRIAL_KERNEL, kill_once);
    trial_loop(TRIAL_POOL, kill_once);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults),
        cmocka_unit_test(kills),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
