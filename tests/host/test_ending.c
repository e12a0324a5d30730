/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ends of many: others are served between the steps, whoever is doomed is not, and whatever else
 * happens meanwhile, all comes back. Trees are so large that they take steps.
 */
#include "puppet.h"

#include <stdio.h>

#include <kaal/component.h>

#include "limits.h"
#include "serve/later.h"
#include "spawn/component.h"

#define PAGE        KAAL_PAGE_BYTES
#define MANY        240U
#define BOMBS       60U /* in parts of a step each */
#define BOMB_BYTES  (64 * KAAL_KIB)
#define TREE_BYTES  (21 * KAAL_MIB)
#define PAUSE_TICKS (RIG_TICKS_PER_MS / 30)
#define WAIT_MS     200
#define END_MS      3000

/* Each way into the kernel takes a microsecond here, and so does each look at the clock. */
#define ENTRIES_BOUND (STEP_NS / KAAL_NS_PER_US)

static struct rig_books before;
static uint64_t longest; /* kernel entries from an answer to the next */
static unsigned served;  /* requests while something was being ended */

/* --- the scene: kid 0 has kid 1, which has all the bombs; kid 3 looks on --- */

static struct kaal_wire_target target(enum puppet puppet)
{
    struct kaal_wire_target target = {0};

    strcpy(target.name, puppet_name(puppet));
    return target;
}

static void send(enum puppet by, uint32_t request, enum puppet of)
{
    struct kaal_wire_target wish = target(of);

    puppet_send(by, request, &wish, sizeof(wish));
}

static kaal_err_t spawn_bomb(enum puppet by, unsigned number)
{
    struct kaal_wire_system_component what = puppet_description("bomb", 0, BOMB_BYTES);

    (void)snprintf(what.name, sizeof(what.name), "bomb-%u", number);
    what.budget_us = 100;
    return puppet_call(by, KAAL_REQUEST_SPAWN, &what, sizeof(what), NULL, 0);
}

static void boot_tree(unsigned bombs)
{
    struct kaal_wire_spawned spawned;

    puppet_boot();
    component_find("shell")->account.limit_bytes = 32 * KAAL_MIB;
    assert_int_equal(puppet_spawn(SHELL, KID_3, 0, BOMB_BYTES, &spawned), KAAL_OK);
    before = rig_books();
    assert_int_equal(puppet_spawn(SHELL, KID_0, KAAL_RIGHT_SPAWN, TREE_BYTES, &spawned), KAAL_OK);
    assert_int_equal(puppet_spawn(KID_0, KID_1, KAAL_RIGHT_SPAWN, TREE_BYTES - KAAL_MIB, &spawned),
                     KAAL_OK);
    for (unsigned i = 0; i < bombs; i++) {
        assert_int_equal(spawn_bomb(KID_1, i), KAAL_OK);
    }
}

static bool is_ending(enum puppet puppet)
{
    const struct component *component = component_find(puppet_name(puppet));

    return component != NULL && component->state == KAAL_STATE_ENDING;
}

static bool is_under_way(void)
{
    return rig_broker_waits() && (is_ending(KID_0) || is_ending(KID_1));
}

/* Run until the end of one of them has begun. */
static void await_begin(void)
{
    const struct host_limits limits = {.until = is_under_way,
                                       .time = host_time() + WAIT_MS * RIG_TICKS_PER_MS,
                                       .max_entries = PUPPET_ENTRIES_MAX};

    assert_int_equal(host_run(&limits), HOST_UNTIL);
    rig_check();
}

static bool is_gone(void)
{
    return rig_broker_waits() && component_find(puppet_name(KID_0)) == NULL;
}

static void await_end(bool (*is_over)(void))
{
    const struct host_limits limits = {.until = is_over,
                                       .time = host_time() + END_MS * RIG_TICKS_PER_MS,
                                       .max_entries = PUPPET_ENTRIES_MAX};

    assert_int_equal(host_run(&limits), HOST_UNTIL);
}

static void expect_all_back(void)
{
    struct rig_books after;

    await_end(is_gone);
    assert_null(component_find("bomb-0"));
    rig_check();
    after = rig_books();
    rig_compare_books(&before, &after);
}

/* --- others --- */

static void make_requests(void)
{
    uint64_t last = host_entries();

    while (!puppet_is_over(SHELL)) {
        host_compute(PAUSE_TICKS);
        assert_int_equal(kaal_alarm(0), KAAL_OK);
        if (host_entries() - last > longest) {
            longest = host_entries() - last;
        }
        last = host_entries();
        served += is_ending(KID_0);
    }
}

static void others_are_served_in_between(void)
{
    uint64_t entries = 0;

    boot_tree(MANY);
    entries = host_entries();
    send(SHELL, KAAL_REQUEST_KILL, KID_0);
    assert_true(puppet_do(KID_3, make_requests));
    entries = host_entries() - entries;
    (void)printf("a kill of %u: %lu ways into the kernel, %u requests meanwhile, "
                 "%lu ways at most between two\n",
                 MANY + 2, entries, served, longest);
    assert_int_equal(puppet_await(SHELL), KAAL_OK);
    assert_true(entries > 3 * longest && served > 20);
    assert_in_range(longest, 2, ENTRIES_BOUND);
    expect_all_back();
}

/* From the first step on nobody of the tree is served, though its threads may run for a while. */
static void the_doomed_are_not_served(void)
{
    struct kaal_wire_delegate wish = {.access = KAAL_ACCESS_READ, .bytes = PAGE};
    struct kaal_wire_mapped memory;
    struct kaal_wire_target kid = target(KID_0);
    uint32_t part = 0;

    boot_tree(BOMBS);
    assert_int_equal(puppet_memory(SHELL, PAGE, &memory), KAAL_OK);
    rig_work_in_parts();
    send(SHELL, KAAL_REQUEST_KILL, KID_0);
    await_begin();
    assert_true(component_find("bomb-0")->state == KAAL_STATE_ENDING);
    assert_null(component_of_badge(component_badge(component_find("bomb-0"))));
    assert_int_equal(puppet_watch_component(KID_3, "bomb-0"), KAAL_ERR_DEAD);
    assert_int_equal(puppet_call(KID_3, KAAL_REQUEST_KILL, &kid, sizeof(kid), NULL, 0),
                     KAAL_ERR_DENIED);
    assert_true(is_ending(KID_0));
    rig_check();
    assert_int_equal(puppet_await(SHELL), KAAL_OK);
    wish.grant = memory.grant;
    assert_int_equal(puppet_delegate(SHELL, KID_3, wish, &part), KAAL_OK);
    assert_int_equal(puppet_revoke(SHELL, memory.grant), KAAL_OK);
}

/* One that spawns as fast as it can, until its end. */
static void spawn_for_ever(void)
{
    for (unsigned i = 0;; i++) {
        struct kaal_wire_system_component what = puppet_description("more", 0, BOMB_BYTES);
        struct kaal_wire_spawned spawned;

        (void)snprintf(what.name, sizeof(what.name), "more-%u", i % 4);
        (void)!kaal_broker_call(KAAL_REQUEST_SPAWN, &what, sizeof(what), &spawned, sizeof(spawned));
    }
}

static void spawners_do_not_outrun_their_end(void)
{
    boot_tree(BOMBS);
    rig_work_in_parts();
    puppet_begin(KID_0, spawn_for_ever);
    puppet_begin(KID_1, spawn_for_ever);
    rig_run_ms(20);
    send(SHELL, KAAL_REQUEST_KILL, KID_0);
    assert_int_equal(puppet_await(SHELL), KAAL_OK);
    expect_all_back();
}

/* --- requests about what is being ended --- */

static void a_second_kill_is_refused(void)
{
    struct kaal_wire_target bomb = {.name = "bomb-7"};

    boot_tree(BOMBS);
    rig_work_in_parts();
    send(KID_0, KAAL_REQUEST_KILL, KID_1);
    await_begin();
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_1)), KAAL_ERR_STATE);
    assert_int_equal(puppet_call(SHELL, KAAL_REQUEST_RESTART, &bomb, sizeof(bomb), NULL, 0),
                     KAAL_ERR_STATE);
    rig_check();
    assert_int_equal(puppet_await(KID_0), KAAL_OK);
    assert_null(component_find(puppet_name(KID_1)));
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_0)), KAAL_OK);
    expect_all_back();
}

/* Who asked for the end of a part goes with the whole; nobody waits for an answer any more. */
static void a_larger_end_takes_over(void)
{
    boot_tree(BOMBS);
    rig_work_in_parts();
    send(KID_0, KAAL_REQUEST_KILL, KID_1);
    await_begin();
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_0)), KAAL_OK);
    assert_int_equal(puppet_await(KID_0), PUPPET_DEAD);
    expect_all_back();
}

static bool is_stopped(void)
{
    return component_find(puppet_name(KID_0))->state == KAAL_STATE_FAULTED;
}

/* ... and a restart that was under way does not come to a beginning. */
static void a_larger_end_overrules_a_restart(void)
{
    boot_tree(BOMBS);
    rig_work_in_parts();
    send(SHELL, KAAL_REQUEST_RESTART, KID_1);
    await_begin();
    assert_false(puppet_store(KID_0, 0, 1));
    assert_int_equal(puppet_await(SHELL), KAAL_ERR_DEAD);
    await_end(is_stopped);
    assert_null(component_find(puppet_name(KID_1)));
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_0)), KAAL_OK);
    expect_all_back();
}

static void crash(void)
{
    (void)host_store(0, "x", 1);
}

/* What nobody asked for, as the end of one that faults, belongs to whoever asks first. */
static void a_request_takes_a_fault_over(void)
{
    boot_tree(BOMBS);
    rig_work_in_parts();
    puppet_begin(KID_0, crash);
    await_begin();
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_0)), KAAL_OK);
    assert_int_equal(puppet_await(KID_0), PUPPET_DEAD);
    expect_all_back();
}

static void it_may_end_itself(void)
{
    boot_tree(BOMBS);
    rig_work_in_parts();
    send(KID_0, KAAL_REQUEST_KILL, KID_0);
    await_begin();
    assert_int_equal(puppet_await(KID_0), PUPPET_DEAD);
    expect_all_back();
}

/* Its requester is ended, and the place of the answer serves others. */
static void goes_on_when_its_requester_ends(void)
{
    boot_tree(BOMBS);
    rig_work_in_parts();
    for (unsigned i = 0; i < 2 * LIMIT_LATER; i++) {
        send(KID_0, KAAL_REQUEST_RESTART, KID_1);
        await_begin();
        assert_int_equal(puppet_call(SHELL, KAAL_REQUEST_RESTART,
                                     &(struct kaal_wire_target){.name = "kid-0"},
                                     sizeof(struct kaal_wire_target), NULL, 0),
                         KAAL_OK);
        assert_int_equal(puppet_await(KID_0), PUPPET_DEAD);
        assert_int_equal(puppet_spawn(KID_0, KID_1, KAAL_RIGHT_SPAWN, TREE_BYTES - KAAL_MIB,
                                      &(struct kaal_wire_spawned){0}),
                         KAAL_OK);
    }
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_0)), KAAL_OK);
    expect_all_back();
}

static void too_many_requests_are_refused(void)
{
    struct kaal_wire_mapped memory;
    uint32_t tickets[LIMIT_LATER_EACH];

    boot_tree(BOMBS);
    assert_int_equal(puppet_memory(LEFT, PAGE, &memory), KAAL_OK);
    for (unsigned i = 0; i < LIMIT_LATER_EACH; i++) {
        assert_int_equal(later_take(component_find("kid-1"), &tickets[i]), KAAL_OK);
    }
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_0)), KAAL_ERR_BUSY);
    assert_int_equal(puppet_revoke(LEFT, memory.grant), KAAL_OK); /* of another family */
    for (unsigned i = 0; i < LIMIT_LATER_EACH; i++) {
        later_put(tickets[i]);
    }
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_0)), KAAL_OK);
    rig_check();
}

/* Who waits for a long end cannot say that it is alive, and is not taken for dead. */
static void waiting_is_no_hanging(void)
{
    struct kaal_wire_system_component what;

    boot_tree(0);
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_0)), KAAL_OK);
    what = puppet_description(puppet_name(KID_0), KAAL_RIGHT_SPAWN, TREE_BYTES);
    what.heartbeat_ms = KAAL_HEARTBEAT_MS_MIN;
    assert_int_equal(puppet_call(SHELL, KAAL_REQUEST_SPAWN, &what, sizeof(what), NULL, 0), KAAL_OK);
    assert_int_equal(puppet_spawn(KID_0, KID_1, KAAL_RIGHT_SPAWN, TREE_BYTES - KAAL_MIB,
                                  &(struct kaal_wire_spawned){0}),
                     KAAL_OK);
    for (unsigned i = 0; i < BOMBS; i++) {
        assert_int_equal(spawn_bomb(KID_1, i), KAAL_OK);
    }
    rig_work_in_parts();
    send(KID_0, KAAL_REQUEST_KILL, KID_1);
    await_begin();
    rig_run_ms(3 * KAAL_HEARTBEAT_MS_MIN);
    assert_true(is_ending(KID_1));
    assert_int_equal(puppet_await(KID_0), KAAL_OK);
    rig_run_ms(3 * KAAL_HEARTBEAT_MS_MIN);
    assert_int_equal(component_find(puppet_name(KID_0))->state, KAAL_STATE_RUNNING);
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_0)), KAAL_OK);
    expect_all_back();
}

static void restarts_when_all_below_is_gone(void)
{
    struct rig_books middle;
    struct rig_books after;
    struct kaal_wire_spawned spawned;

    boot_tree(BOMBS);
    rig_work_in_parts();
    send(SHELL, KAAL_REQUEST_RESTART, KID_0);
    await_begin();
    assert_int_equal(puppet_await(SHELL), KAAL_OK);
    assert_int_equal(component_find(puppet_name(KID_0))->state, KAAL_STATE_RUNNING);
    assert_int_equal(component_find(puppet_name(KID_0))->first_child, COMPONENT_NONE);
    middle = rig_books();
    assert_int_equal(puppet_spawn(KID_0, KID_1, 0, BOMB_BYTES, &spawned), KAAL_OK);
    assert_int_equal(puppet_kill(KID_0, puppet_name(KID_1)), KAAL_OK);
    after = rig_books();
    rig_compare_books(&middle, &after);
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_0)), KAAL_OK);
    expect_all_back();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(others_are_served_in_between),
        RIG_TEST(the_doomed_are_not_served),
        RIG_TEST(spawners_do_not_outrun_their_end),
        RIG_TEST(a_second_kill_is_refused),
        RIG_TEST(a_larger_end_takes_over),
        RIG_TEST(a_larger_end_overrules_a_restart),
        RIG_TEST(a_request_takes_a_fault_over),
        RIG_TEST(it_may_end_itself),
        RIG_TEST(goes_on_when_its_requester_ends),
        RIG_TEST(too_many_requests_are_refused),
        RIG_TEST(waiting_is_no_hanging),
        RIG_TEST(restarts_when_all_below_is_gone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
