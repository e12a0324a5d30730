/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Both ends of a channel are opened, each by its component, or nothing of an end is there.
 */
#include "trial.h"

#include <kaal/component.h>

#include "spawn/component.h"

static enum trial_outcome outcome;
static struct kaal_wire_channel end;

static kaal_err_t open_end(const char *port)
{
    struct kaal_wire_channel_open request = {0};

    strcpy(request.port, port);
    return kaal_broker_call(KAAL_REQUEST_CHANNEL_OPEN, &request, sizeof(request), &end,
                            sizeof(end));
}

static void open_under_trial(const char *name, const char *port)
{
    const struct component *self = component_find(name);
    const struct component state = *self;
    struct rig_books before = rig_books();
    struct rig_books after;
    kaal_err_t err = KAAL_OK;

    rig_log_clear();
    trial_begin();
    err = open_end(port);
    trial_end();
    if (trial_was_done(err, "asks for channel")) {
        outcome = TRIAL_DONE_WELL;
        return;
    }
    after = rig_books();
    trial_compare(&before, &after, 0);
    assert_memory_equal(self, &state, sizeof(state));
    assert_int_equal(open_end(port), KAAL_OK);
    outcome = TRIAL_SAID_SO;
}

static void open_left(void)
{
    open_under_trial("left", "right");
    rig_sleep();
}

static void open_right(void)
{
    open_under_trial("right", "left");
    rig_sleep();
}

static void open_left_well(void)
{
    assert_int_equal(open_end("right"), KAAL_OK);
    rig_sleep();
}

/* The first end makes the memory. */
static enum trial_outcome open_first(void)
{
    rig_boot((const struct rig_script[]){{"left", open_left}, {0}});
    rig_run_ms(20);
    return outcome;
}

/* The second one joins the two: each gets a signal capability of the other. */
static enum trial_outcome open_second(void)
{
    rig_boot((const struct rig_script[]){{"left", open_left_well}, {"right", open_right}, {0}});
    rig_run_ms(20);
    return outcome;
}

int main(void)
{
    return trial_main((trial_operation *const[]){open_first, open_second, NULL});
}
