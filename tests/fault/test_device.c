/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A driver's request for its device, whole or the rest of it: what it asks for, or nothing of that.
 */
#include "trial.h"

#include <kaal/component.h>
#include <kaal/device.h>

#include "discover/device.h"
#include "spawn/component.h"

#define POOL_BYTES (64 * KAAL_KIB)
#define PCI_MASTER (1U << 2)

static const struct kaal_device_match nic_match = KAAL_PCI(0x8086, 0x100e);
static const struct kaal_device_match nic_place = KAAL_PLACE(RIG_NIC_PLACE);
static enum trial_outcome outcome;

static kaal_err_t ask_all(struct kaal_bundle *bundle)
{
    return kaal_device_open(&nic_match, POOL_BYTES, bundle);
}

/* What is missing of a card whose registers it has. */
static kaal_err_t ask_rest(struct kaal_bundle *bundle)
{
    return kaal_device_open_parts(&nic_place, KAAL_PART_IRQ | KAAL_PART_DMA, POOL_BYTES, bundle);
}

static void try_request(kaal_err_t (*ask)(struct kaal_bundle *bundle), const char *refusal)
{
    const struct component *self = component_find("nic");
    const struct component state = *self;
    struct kaal_bundle bundle = {0};
    struct rig_books before = rig_books();
    struct rig_books after;
    kaal_err_t err = KAAL_OK;

    rig_log_clear();
    trial_begin();
    err = ask(&bundle);
    trial_end();
    if (trial_was_done(err, refusal)) {
        outcome = TRIAL_DONE_WELL;
        return;
    }
    after = rig_books();
    trial_compare(&before, &after, 0);
    assert_memory_equal(self, &state, sizeof(state));
    assert_int_equal(rig_pci.functions[rig_nic].space[1] & PCI_MASTER, 0);
    /* Nothing of it is in the way of another try. */
    assert_int_equal(ask(&bundle), KAAL_OK);
    outcome = TRIAL_SAID_SO;
}

static void try_all(void)
{
    try_request(ask_all, "refuse: nic asks for pci 8086:100e: ");
}

static void try_rest(void)
{
    struct kaal_bundle bundle;

    assert_int_equal(kaal_device_open_parts(&nic_match, KAAL_PART_REGION(0), 0, &bundle), KAAL_OK);
    try_request(ask_rest, "refuse: nic asks for " RIG_NIC_PLACE ": ");
}

static enum trial_outcome all_once(void)
{
    rig_boot((const struct rig_script[]){{"nic", try_all}, {0}});
    rig_run_ms(20);
    return outcome;
}

static enum trial_outcome rest_once(void)
{
    rig_boot((const struct rig_script[]){{"nic", try_rest}, {0}});
    rig_run_ms(20);
    return outcome;
}

int main(void)
{
    return trial_main((trial_operation *const[]){all_once, rest_once, NULL});
}
