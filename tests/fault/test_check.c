/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The check of the running system: it says that it could not look, and leaves nothing behind.
 */
#include "trial.h"

#include <kaal/inspect.h>

#include "spawn/component.h"

static enum trial_outcome outcome;
static uint32_t place; /* a cursor */

static void try_check(void)
{
    struct rig_books before = rig_books();
    struct rig_books after;
    struct kaal_wire_check_info info = {0};
    kaal_err_t err = KAAL_OK;

    rig_log_clear();
    trial_begin();
    err = kaal_check(place, &info);
    trial_end();
    if (!trial_has_come()) {
        assert_int_equal(err, KAAL_OK);
        assert_int_equal(info.slots, info.slots_explained);
        assert_int_equal(info.pages_unexplained, 0);
        outcome = TRIAL_DONE_WELL;
        return;
    }
    if (err == KAAL_OK) {
        fail_msg("%s failed, and nobody says so", trial_what());
    }
    assert_int_equal(info.component, 0);
    trial_check();
    after = rig_books();
    trial_compare(&before, &after, 16 * KAAL_PAGE_BYTES);
    outcome = TRIAL_SAID_SO;
}

static enum trial_outcome check_once(void)
{
    rig_boot((const struct rig_script[]){{"shell", try_check}, {0}});
    rig_run_ms(200);
    return outcome;
}

static void looking_at_capabilities(void **state)
{
    (void)state;
    place = 0;
    trial_loop(TRIAL_KERNEL, check_once);
}

/* From the piece behind the image on: nothing is there, up to where grants begin. */
static void looking_for_pages(void **state)
{
    (void)state;
    place = 2;
    trial_loop(TRIAL_KERNEL, check_once);
}

static void taking_a_page_to_look_with(void **state)
{
    (void)state;
    place = 2;
    trial_loop(TRIAL_POOL, check_once);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(looking_at_capabilities),
        cmocka_unit_test(looking_for_pages),
        cmocka_unit_test(taking_a_page_to_look_with),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
