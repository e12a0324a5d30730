/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The broker among components that come, crash and end, with threads of equal priority chosen and
 * long kernel operations stopped half-way by a seed. KAAL_SEED repeats one.
 */
#include "rig.h"

#include <stdio.h>

#include <kaal/component.h>
#include <kaal/control.h>
#include <kaal/device.h>

#include "instrument/check.h"
#include "instrument/choose.h"
#include "spawn/component.h"

#define SEEDS           20U
#define ENTRIES_PER_END 40U /* on average, kernel entries in a turn */
#define ROUNDS          5U

static const struct kaal_device_match nic_match = KAAL_PCI(0x8086, 0x100e);
static unsigned guests;

static const struct kaal_wire_system_component guest = {
    .name = "guest",
    .image = "sample",
    .priority = 100, /* the spawner's own: who runs is the seed's choice */
    .budget_us = 1000,
    .period_us = 10000,
    .stack_bytes = 16 * KAAL_KIB,
    .memory_bytes = KAAL_MIB,
};

static void drive_and_crash(void)
{
    struct kaal_bundle bundle = {0};

    assert_int_equal(kaal_device_open(&nic_match, 64 * KAAL_KIB, &bundle), KAAL_OK);
    (void)host_store(0, "x", 1);
    fail_msg("it was resumed");
}

static void spawn_and_kill(void)
{
    struct rig_books before;
    struct rig_books after;

    do { /* until what the driver had is back */
        assert_int_equal(kaal_alarm(50 * KAAL_NS_PER_MS), KAAL_OK);
        (void)kaal_wait();
    } while (component_find("nic")->state != KAAL_STATE_FAULTED);
    before = rig_books();
    for (unsigned i = 0; i < ROUNDS; i++) {
        struct kaal_wire_spawned spawned = {0};

        assert_int_equal(kaal_spawn(&guest, &spawned), KAAL_OK);
        kaal_log("guest %u", i);
        assert_int_equal(kaal_kill(spawned.component, NULL), KAAL_OK);
    }
    after = rig_books();
    rig_compare_books(&before, &after);
    guests = ROUNDS;
    rig_sleep();
}

static int live(uint64_t seed)
{
    const struct rig_script scripts[] = {{"nic", drive_and_crash}, {"shell", spawn_and_kill}, {0}};
    const char *why = NULL;

    rig_power_on(scripts);
    choose_seed(seed, ENTRIES_PER_END);
    assert_true(rig_run_until_logged("broker: ready", 1000));
    rig_run_ms(200);
    why = mock_check();
    if (why != NULL) {
        fail_msg("%s", why);
    }
    assert_int_equal(guests, ROUNDS);
    assert_int_equal(component_find("nic")->state, KAAL_STATE_FAULTED);
    return 0;
}

static void goes_well_with_every_seed(void **state)
{
    (void)state;
    rig_each_seed(SEEDS, live);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goes_well_with_every_seed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
