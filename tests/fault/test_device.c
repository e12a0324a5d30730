/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A driver's request for its device: registers, interrupt and DMA pool, or nothing of them.
 */
#include "trial.h"

#include <kaal/component.h>
#include <kaal/device.h>

#include "discover/device.h"
#include "spawn/component.h"

#define POOL_BYTES (64 * KAAL_KIB)
#define PCI_MASTER (1U << 2)

static const struct kaal_device_match nic_match = KAAL_PCI(0x8086, 0x100e);
static enum trial_outcome outcome;

static void ask(void)
{
    const struct component *self = component_find("nic");
    const struct component state = *self;
    struct kaal_bundle bundle = {0};
    struct rig_books before = rig_books();
    struct rig_books after;
    kaal_err_t err = KAAL_OK;

    rig_log_clear();
    trial_begin();
    err = kaal_device_open(&nic_match, POOL_BYTES, &bundle);
    trial_end();
    if (!trial_has_come()) {
        assert_int_equal(err, KAAL_OK);
        outcome = TRIAL_DONE_WELL;
        return;
    }
    if (err == KAAL_OK) {
        fail_msg("%s failed, and nobody says so", trial_what());
    }
    assert_true(rig_has_logged("refuse: nic asks for pci 8086:100e: "));
    trial_check();
    after = rig_books();
    trial_compare(&before, &after, 0);
    assert_memory_equal(self, &state, sizeof(state));
    assert_int_equal(rig_pci.functions[rig_nic].space[1] & PCI_MASTER, 0);
    /* Nothing of it is in the way of another try. */
    assert_int_equal(kaal_device_open(&nic_match, POOL_BYTES, &bundle), KAAL_OK);
    outcome = TRIAL_SAID_SO;
}

static enum trial_outcome ask_once(void)
{
    rig_boot((const struct rig_script[]){{"nic", ask}, {0}});
    rig_run_ms(20);
    return outcome;
}

static void kernel_calls(void **state)
{
    (void)state;
    trial_loop(TRIAL_KERNEL, ask_once);
}

static void allocations(void **state)
{
    (void)state;
    trial_loop(TRIAL_POOL, ask_once);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kernel_calls),
        cmocka_unit_test(allocations),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
