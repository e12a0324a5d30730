/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Thousands of requests in the order of a seed, by components that may and may not: whatever each
 * comes to, all is well afterwards, and in the end everything is given back. KAAL_SEED repeats one.
 */
#include "acts.h"
#include "puppet.h"

#define SEEDS         8U
#define STEPS         800U
#define STEPS_A_CHECK 7U

/* Ends all that came and takes back all that was given. */
static void clean_up(void)
{
    const char *const described[] = {"left", "right", "nic"};

    acts_end();
    for (enum puppet kid = KID_0; kid <= KID_3; kid++) {
        (void)puppet_kill(SHELL, puppet_name(kid));
    }
    for (unsigned i = 0; i < KAAL_ARRAY_LENGTH(described); i++) {
        assert_int_equal(puppet_kill(SHELL, described[i]), KAAL_OK);
    }
    rig_check();
}

static int live(uint64_t seed)
{
    struct rig_books before;
    struct rig_books after;

    acts_begin(seed);
    puppet_boot();
    clean_up();
    assert_int_equal(puppet_call(SHELL, KAAL_REQUEST_RESTART,
                                 &(struct kaal_wire_target){.name = "shell"},
                                 sizeof(struct kaal_wire_target), NULL, 0),
                     PUPPET_DEAD);
    before = rig_books();
    if (seed % 2 == 0) {
        rig_work_in_parts();
    }
    for (unsigned i = 0; i < STEPS; i++) {
        (void)acts_step();
        if (i % STEPS_A_CHECK == 0) {
            rig_check();
        }
    }
    assert_true(acts_done() > STEPS / 10);
    clean_up();
    assert_int_equal(puppet_call(SHELL, KAAL_REQUEST_RESTART,
                                 &(struct kaal_wire_target){.name = "shell"},
                                 sizeof(struct kaal_wire_target), NULL, 0),
                     PUPPET_DEAD);
    rig_check();
    after = rig_books();
    rig_compare_books(&before, &after);
    return 0;
}

static void goes_well_with_every_seed(void **cmocka_state)
{
    (void)cmocka_state;
    rig_each_seed(SEEDS, live);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goes_well_with_every_seed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
