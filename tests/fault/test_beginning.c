/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The begin of a component whose heap takes steps: it fails in any of them, what is there by then
 * is taken back in steps, and everything is as it was before.
 */
#include "trial.h"

#include <kaal/component.h>
#include <kaal/control.h>

#include "spawn/component.h"

#define LIMIT_BYTES (4 * KAAL_MIB)
#define SHELL_BYTES (16 * KAAL_MIB)

static const struct kaal_wire_system_component guest = {
    .name = "guest",
    .image = "sample",
    .priority = 50,
    .budget_us = 1000,
    .period_us = 10000,
    .stack_bytes = 4 * KAAL_KIB,
    .heap_bytes = 5 * KAAL_MIB / 2, /* beyond what a spawn reserves */
    .memory_bytes = LIMIT_BYTES,
};

static enum trial_outcome outcome;

static void spawn_guest(void)
{
    struct kaal_wire_spawned spawned = {0};
    struct rig_books before;
    struct rig_books after;
    kaal_err_t err = KAAL_OK;

    component_find("shell")->account.limit_bytes = SHELL_BYTES;
    before = rig_books();
    rig_log_clear();
    rig_work_in_parts();
    trial_begin();
    err = kaal_spawn(&guest, &spawned);
    trial_end();
    if (trial_was_done(err, "refuse: shell asks to spawn guest: ")) {
        outcome = TRIAL_DONE_WELL;
        rig_sleep();
    }
    after = rig_books();
    trial_compare(&before, &after, LIMIT_BYTES);
    assert_null(component_find("guest"));
    assert_int_equal(kaal_spawn(&guest, &spawned), KAAL_OK);
    outcome = TRIAL_SAID_SO;
    rig_sleep();
}

static enum trial_outcome spawn_once(void)
{
    rig_boot((const struct rig_script[]){{"shell", spawn_guest}, {0}});
    rig_run_ms(200);
    return outcome;
}

int main(void)
{
    return trial_main((trial_operation *const[]){spawn_once, NULL});
}
