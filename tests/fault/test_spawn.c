/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A component spawns another one, or finds everything as it was before.
 */
#include "trial.h"

#include <kaal/component.h>
#include <kaal/control.h>

#include "spawn/component.h"

static const struct kaal_wire_system_component guest = {
    .name = "guest",
    .image = "sample",
    .priority = 50,
    .budget_us = 1000,
    .period_us = 10000,
    .stack_bytes = 16 * KAAL_KIB,
    .heap_bytes = 64 * KAAL_KIB,
    .memory_bytes = KAAL_MIB,
    .overrun = KAAL_OVERRUN_FAULT,
    .handover_bytes = 2 * KAAL_PAGE_BYTES,
};

static enum trial_outcome outcome;

static void spawn_guest(void)
{
    const struct component *self = component_find("shell");
    struct component state = *self;
    struct kaal_wire_spawned spawned = {0};
    struct rig_books before = rig_books();
    struct rig_books after;
    kaal_err_t err = KAAL_OK;

    rig_log_clear();
    trial_begin();
    err = kaal_spawn(&guest, &spawned);
    trial_end();
    if (trial_was_done(err, "refuse: shell asks to spawn guest: ")) {
        outcome = TRIAL_DONE_WELL;
        return;
    }
    after = rig_books();
    trial_compare(&before, &after, guest.memory_bytes);
    state.is_reader = self->is_reader; /* it is told of the line in the log */
    state.next_reader = self->next_reader;
    state.previous_reader = self->previous_reader;
    assert_memory_equal(self, &state, sizeof(state));
    assert_null(component_find("guest"));
    assert_int_equal(kaal_spawn(&guest, &spawned), KAAL_OK);
    outcome = TRIAL_SAID_SO;
}

static enum trial_outcome spawn_once(void)
{
    rig_boot((const struct rig_script[]){{"shell", spawn_guest}, {0}});
    rig_run_ms(20);
    return outcome;
}

int main(void)
{
    return trial_main((trial_operation *const[]){spawn_once, NULL});
}
