/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Begins of components with a large heap, in steps: others are served in between, whoever may can
 * end the half-made one, and whatever happens, all of it comes back. So it is with a device that is
 * being reset.
 */
#include "puppet.h"

#include <kaal/component.h>

#include "spawn/component.h"

#define HEAP_BYTES  (8 * KAAL_MIB)
#define LIMIT_BYTES (10 * KAAL_MIB)
#define SHELL_BYTES (32 * KAAL_MIB)
#define WAIT_MS     200
#define HALF_BYTES  (3 * KAAL_MIB) /* charged: it is half-made */

static struct rig_books before;
static struct kaal_wire_spawned spawned;
static kaal_err_t answered;

static struct kaal_wire_system_component large(const char *name)
{
    struct kaal_wire_system_component what = puppet_description(name, 0, LIMIT_BYTES);

    what.heap_bytes = HEAP_BYTES;
    return what;
}

static const struct component *kid(void)
{
    return component_find(puppet_name(KID_1));
}

static bool is_half_made(void)
{
    return rig_broker_waits() && kid() != NULL && kid()->state == KAAL_STATE_BEGINNING &&
           kid()->account.used_bytes > HALF_BYTES;
}

/* Kid 0 has the right to spawn, kid 3 looks on. */
static void boot(void)
{
    puppet_boot();
    component_find("shell")->account.limit_bytes = SHELL_BYTES;
    assert_int_equal(puppet_spawn(SHELL, KID_3, 0, KAAL_MIB, &spawned), KAAL_OK);
    assert_int_equal(puppet_spawn(SHELL, KID_0, KAAL_RIGHT_SPAWN, LIMIT_BYTES + KAAL_MIB, &spawned),
                     KAAL_OK);
    before = rig_books();
    rig_work_in_parts();
}

static void spawn_large(void)
{
    const struct kaal_wire_system_component what = large(puppet_name(KID_1));

    answered = kaal_broker_call(KAAL_REQUEST_SPAWN, &what, sizeof(what), &spawned, sizeof(spawned));
}

static void await(bool (*until)(void))
{
    const struct host_limits limits = {.until = until,
                                       .time = host_time() + WAIT_MS * RIG_TICKS_PER_MS,
                                       .max_entries = PUPPET_ENTRIES_MAX};

    assert_int_equal(host_run(&limits), HOST_UNTIL);
}

static void begin(void)
{
    puppet_begin(KID_0, spawn_large);
    await(is_half_made);
    rig_check();
}

static void expect_answer(kaal_err_t expected)
{
    for (unsigned i = 0; i < WAIT_MS && !puppet_is_over(KID_0); i++) {
        rig_run_ms(1);
    }
    assert_true(puppet_is_over(KID_0));
    assert_int_equal(answered, expected);
}

static void expect_all_back(void)
{
    struct rig_books after;

    assert_null(kid());
    rig_check();
    after = rig_books();
    rig_compare_books(&before, &after);
}

static void others_are_served_in_between(void)
{
    boot();
    begin();
    assert_int_equal(puppet_watch_component(KID_3, puppet_name(KID_1)), KAAL_ERR_DEAD);
    assert_true(is_half_made());
    assert_false(puppet_is_over(KID_0));
    expect_answer(KAAL_OK);
    assert_int_equal(kid()->state, KAAL_STATE_RUNNING);
    assert_int_equal(spawned.component, component_id(kid()));
    assert_int_equal(spawned.grant, kid()->life);
    assert_in_range(kid()->account.used_bytes, HEAP_BYTES, LIMIT_BYTES);
    rig_check();
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_1)), KAAL_OK);
    expect_all_back();
}

static void its_name_is_taken(void)
{
    boot();
    begin();
    assert_int_equal(puppet_spawn(SHELL, KID_1, 0, KAAL_MIB, &(struct kaal_wire_spawned){0}),
                     KAAL_ERR_BUSY);
    expect_answer(KAAL_OK);
}

static void a_half_made_one_is_killed(void)
{
    boot();
    begin();
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_1)), KAAL_OK);
    expect_answer(KAAL_ERR_DEAD);
    expect_all_back();
    assert_true(rig_has_logged("it was ended meanwhile"));
}

/* Its spawner's request comes to nothing, but it is made after all, for the same charge. */
static void a_half_made_one_begins_anew(void)
{
    const struct kaal_wire_target target = {.name = "kid-1"};

    boot();
    begin();
    assert_int_equal(puppet_call(SHELL, KAAL_REQUEST_RESTART, &target, sizeof(target), NULL, 0),
                     KAAL_OK);
    expect_answer(KAAL_ERR_DEAD);
    assert_int_equal(kid()->state, KAAL_STATE_RUNNING);
    rig_check();
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_1)), KAAL_OK);
    expect_all_back();
}

static void its_spawner_ends(void)
{
    struct rig_books after;

    boot();
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_0)), KAAL_OK);
    before = rig_books();
    assert_int_equal(puppet_spawn(SHELL, KID_0, KAAL_RIGHT_SPAWN, LIMIT_BYTES + KAAL_MIB, &spawned),
                     KAAL_OK);
    begin();
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_0)), KAAL_OK);
    assert_null(component_find(puppet_name(KID_0)));
    assert_null(kid());
    rig_check();
    after = rig_books();
    rig_compare_books(&before, &after);
}

/* What cannot be paid is known before any of it is made. */
static void too_large_a_heap_is_refused_at_once(void)
{
    struct kaal_wire_system_component what;

    boot();
    what = large("kid-1");
    what.heap_bytes = LIMIT_BYTES;
    assert_int_equal(puppet_call(KID_0, KAAL_REQUEST_SPAWN, &what, sizeof(what), NULL, 0),
                     KAAL_ERR_QUOTA);
    expect_all_back();
}

static void is_restarted_with_its_heap(void)
{
    const struct kaal_wire_target target = {.name = "kid-1"};

    boot();
    begin();
    expect_answer(KAAL_OK);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(puppet_call(SHELL, KAAL_REQUEST_RESTART, &target, sizeof(target), NULL, 0),
                         KAAL_OK);
        assert_int_equal(kid()->restarts, i + 1);
        rig_check();
    }
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_1)), KAAL_OK);
    expect_all_back();
}

/* --- devices --- */

static bool is_in_reset(void)
{
    const struct component *nic = component_find("nic");

    return rig_broker_waits() && nic->state == KAAL_STATE_ENDING &&
           (rig_pci.functions[rig_bridge].space[15] >> 16 & 0x40) != 0; /* BRIDGE 3.2.5.17 */
}

static void a_reset_keeps_nobody_waiting(void)
{
    const struct kaal_wire_target nic = {.name = "nic"};
    struct kaal_wire_bundle bundle;

    puppet_boot();
    assert_int_equal(puppet_device_open(NIC, &bundle), KAAL_OK);
    puppet_send(SHELL, KAAL_REQUEST_HOLD, &nic, sizeof(nic));
    await(is_in_reset);
    rig_pci.functions[rig_nic].space[0] = UINT32_MAX; /* it does not answer yet: PCIe 2.3.2 */
    assert_int_equal(puppet_device_open(LEFT, &bundle), KAAL_ERR_BUSY);
    assert_int_equal(component_find("nic")->state, KAAL_STATE_ENDING);
    rig_pci.functions[rig_nic].space[0] = RIG_NIC_ID;
    assert_int_equal(puppet_await(SHELL), KAAL_OK);
    assert_int_equal(rig_pci.functions[rig_bridge].space[15] >> 16 & 0x40, 0);
    assert_int_equal(puppet_device_open(LEFT, &bundle), KAAL_OK);
    rig_check();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(others_are_served_in_between),
        RIG_TEST(its_name_is_taken),
        RIG_TEST(a_half_made_one_is_killed),
        RIG_TEST(a_half_made_one_begins_anew),
        RIG_TEST(its_spawner_ends),
        RIG_TEST(too_large_a_heap_is_refused_at_once),
        RIG_TEST(is_restarted_with_its_heap),
        RIG_TEST(a_reset_keeps_nobody_waiting),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
