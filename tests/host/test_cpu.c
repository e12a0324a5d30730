/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CPU time as quota: spawning moves it, ends give it back, and what is over a limit is refused by
 * name.
 */
#include "puppet.h"

#include "spawn/component.h"

#define TENTH (KAAL_CPU_WHOLE / 10)

static struct kaal_wire_spawned spawned;

/* `budget` of 10 ms, and a limit in tenths of a CPU; 0: the default. */
static kaal_err_t spawn(enum puppet by, enum puppet kid, uint32_t budget_us, uint32_t tenths)
{
    struct kaal_wire_system_component what =
        puppet_description(puppet_name(kid), 0, 128 * KAAL_KIB);

    what.budget_us = budget_us;
    what.cpu = tenths * TENTH;
    return puppet_call(by, KAAL_REQUEST_SPAWN, &what, sizeof(what), &spawned, sizeof(spawned));
}

static kaal_err_t set_budget(enum puppet by, enum puppet of, uint32_t budget_us)
{
    struct kaal_wire_budget wish = {.budget_us = budget_us, .period_us = 10000};

    strcpy(wish.target.name, puppet_name(of));
    return puppet_call(by, KAAL_REQUEST_BUDGET, &wish, sizeof(wish), NULL, 0);
}

static uint32_t used(enum puppet puppet)
{
    return component_find(puppet_name(puppet))->account.used_cpu;
}

/* Kid 0 may spawn, runs for two tenths and has eight; the shell has lent it these. */
static void boot_spawner(void)
{
    struct kaal_wire_system_component what =
        puppet_description(puppet_name(KID_0), KAAL_RIGHT_SPAWN, 2 * KAAL_MIB);

    puppet_boot();
    what.budget_us = 2000;
    what.cpu = 8 * TENTH;
    assert_int_equal(
        puppet_call(SHELL, KAAL_REQUEST_SPAWN, &what, sizeof(what), &spawned, sizeof(spawned)),
        KAAL_OK);
    assert_int_equal(used(SHELL), KAAL_CPU_WHOLE + 8 * TENTH);
    assert_int_equal(used(KID_0), 2 * TENTH);
    rig_check();
}

static void spawning_moves_it(void)
{
    boot_spawner();
    assert_int_equal(spawn(KID_0, KID_1, 1000, 0), KAAL_OK);
    assert_int_equal(used(KID_0), 3 * TENTH);
    assert_int_equal(spawn(KID_0, KID_2, 1000, 5), KAAL_OK);
    assert_int_equal(used(KID_0), 8 * TENTH);
    assert_int_equal(used(KID_2), TENTH);
    rig_check();
    rig_log_clear();
    assert_int_equal(spawn(KID_0, KID_3, 1, 0), KAAL_ERR_QUOTA);
    assert_true(rig_has_logged("quota: kid-0: cpu: wants 0.0100%, has 0.0000% left of 80.0000%\n"));
    assert_true(rig_has_logged("refuse: kid-0 asks to spawn kid-3: the account's limit is"));
    rig_check();
}

/* Slots are counted in the same way, as the one who asks for frames finds out. */
static void slots_are_named(void)
{
    struct kaal_wire_system_component what =
        puppet_description(puppet_name(KID_0), 0, 2 * KAAL_MIB);
    struct kaal_wire_mapped memory;

    puppet_boot();
    what.slots = 64;
    assert_int_equal(
        puppet_call(SHELL, KAAL_REQUEST_SPAWN, &what, sizeof(what), &spawned, sizeof(spawned)),
        KAAL_OK);
    assert_int_equal(puppet_memory(KID_0, 64 * KAAL_PAGE_BYTES, &memory), KAAL_ERR_QUOTA);
    assert_true(rig_has_logged("quota: kid-0: slots: wants 64, has "));
    assert_true(rig_has_logged(" left of 64\n"));
    rig_check();
}

/* By whatever end. */
static void ends_give_it_back(void)
{
    struct rig_books before;
    struct rig_books after;

    boot_spawner();
    for (unsigned round = 0; round < 3; round++) {
        before = rig_books();
        assert_int_equal(spawn(KID_0, KID_1, 1000, 6), KAAL_OK);
        if (round == 1) {
            assert_false(puppet_store(KID_1, 0, 1)); /* it is stopped, and still charged */
            assert_int_equal(used(KID_0), 8 * TENTH);
        }
        assert_int_equal(puppet_kill((round == 2) ? SHELL : KID_0, puppet_name(KID_1)), KAAL_OK);
        assert_int_equal(used(KID_0), 2 * TENTH);
        after = rig_books();
        rig_compare_books(&before, &after);
        rig_check();
    }
    assert_int_equal(spawn(KID_0, KID_1, 1000, 6), KAAL_OK);
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_0)), KAAL_OK);
    assert_int_equal(used(SHELL), KAAL_CPU_WHOLE);
    rig_check();
}

static void a_component_changes_its_own(void)
{
    boot_spawner();
    assert_int_equal(spawn(KID_0, KID_1, 1000, 4), KAAL_OK);
    assert_int_equal(set_budget(KID_0, KID_0, 4000), KAAL_OK);
    assert_int_equal(used(KID_0), 8 * TENTH);
    rig_check();
    rig_log_clear();
    assert_int_equal(set_budget(KID_0, KID_0, 4001), KAAL_ERR_QUOTA);
    assert_true(
        rig_has_logged("quota: kid-0: cpu: wants 40.0100%, has 40.0000% left of 80.0000%\n"));
    assert_true(rig_has_logged("refuse: kid-0 asks to budget kid-0: the account's limit is"));
    assert_int_equal(used(KID_0), 8 * TENTH);
    rig_check();
    assert_int_equal(set_budget(KID_0, KID_0, 1), KAAL_ERR_KERNEL); /* less than it can count */
    assert_int_equal(used(KID_0), 8 * TENTH);
    rig_check();
    assert_int_equal(set_budget(KID_0, KID_0, 1000), KAAL_OK);
    assert_int_equal(used(KID_0), 5 * TENTH);
    rig_check();
}

static void a_spawner_changes_what_it_has_spawned(void)
{
    boot_spawner();
    assert_int_equal(spawn(KID_0, KID_1, 1000, 4), KAAL_OK);
    assert_int_equal(set_budget(KID_0, KID_1, 4000), KAAL_OK);
    assert_int_equal(used(KID_1), 4 * TENTH);
    assert_int_equal(used(KID_0), 6 * TENTH); /* its limit, all the time */
    assert_int_equal(set_budget(KID_0, KID_1, 4001), KAAL_ERR_QUOTA);
    assert_int_equal(set_budget(KID_1, KID_1, 1000), KAAL_OK);
    assert_int_equal(set_budget(KID_1, KID_0, 1000), KAAL_ERR_DENIED);
    assert_int_equal(set_budget(LEFT, KID_1, 1000), KAAL_ERR_DENIED);
    rig_check();
}

/* Beyond the limit nothing more is given until it is kept again. */
static void an_administrator_goes_beyond(void)
{
    boot_spawner();
    assert_int_equal(set_budget(SHELL, KID_0, 10000), KAAL_OK);
    assert_int_equal(used(KID_0), KAAL_CPU_WHOLE);
    rig_check();
    assert_int_equal(spawn(KID_0, KID_1, 1, 0), KAAL_ERR_QUOTA);
    assert_int_equal(set_budget(KID_0, KID_0, 9000), KAAL_OK); /* less is always allowed */
    assert_int_equal(set_budget(KID_0, KID_0, 9001), KAAL_ERR_QUOTA);
    assert_int_equal(set_budget(KID_0, KID_0, 7000), KAAL_OK);
    assert_int_equal(spawn(KID_0, KID_1, 1000, 0), KAAL_OK);
    rig_check();
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_0)), KAAL_OK);
    assert_int_equal(used(SHELL), KAAL_CPU_WHOLE);
    rig_check();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(spawning_moves_it),
        RIG_TEST(slots_are_named),
        RIG_TEST(ends_give_it_back),
        RIG_TEST(a_component_changes_its_own),
        RIG_TEST(a_spawner_changes_what_it_has_spawned),
        RIG_TEST(an_administrator_goes_beyond),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
