/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests while too little memory is ready: they wait for the thread that splits, others are
 * served meanwhile, and whatever happens in between, all of it comes back.
 */
#include "puppet.h"

#include "instrument/fail.h"
#include "limits.h"
#include "resource/buddy.h"
#include "resource/buddy_tree.h"
#include "serve/later.h"
#include "spawn/component.h"

#define LIMIT_BYTES  (4 * KAAL_MIB)
#define MEMORY_BYTES KAAL_MIB
#define WAIT_MS      20

static const struct kaal_wire_memory wish = {.bytes = MEMORY_BYTES,
                                             .access = KAAL_ACCESS_READ | KAAL_ACCESS_WRITE};
static struct rig_books before;
static struct kaal_wire_spawned spawned;

static void spawn_kid(enum puppet kid)
{
    assert_int_equal(puppet_spawn(SHELL, kid, 0, LIMIT_BYTES, &spawned), KAAL_OK);
}

/* As if boot had given each large piece that is free as it is, and nothing was ever made of it. */
static void make_short(void)
{
    for (uint32_t i = 0; i < tree_begun; i++) {
        struct node *node = &tree_nodes[i];

        node->is_fresh =
            node->state == NODE_FREE && !node->is_device && node->size_bits > FRESH_BITS;
    }
    tree_roots = tree_begun;
    assert_true(buddy_is_short());
}

/* In the place of the thread, which is as quick as one kernel call here: the test says when. */
static void hold(void)
{
    struct buddy_split split;

    make_short();
    assert_true(buddy_ahead_begin(&split));
}

/* That split has failed, and the thread goes on with the next. */
static void let_go(void)
{
    buddy_ahead_end(false);
}

static void boot_alone(void)
{
    puppet_boot();
    component_find("shell")->account.limit_bytes = 2 * LIMIT_BYTES;
    before = rig_books();
}

static void boot(void)
{
    boot_alone();
    spawn_kid(KID_0);
    before = rig_books();
}

static bool is_waiting(enum puppet puppet)
{
    return component_find(puppet_name(puppet))->is_waiting;
}

static void ask(enum puppet puppet)
{
    puppet_send(puppet, KAAL_REQUEST_MEMORY, &wish, sizeof(wish));
    rig_run_ms(WAIT_MS);
}

static void expect_all_back(void)
{
    struct rig_books after;

    rig_check();
    after = rig_books();
    rig_compare_books(&before, &after);
}

static void is_served_when_the_thread_has_split(void)
{
    uint64_t used = 0;

    boot();
    used = component_find(puppet_name(KID_0))->account.used_bytes;
    make_short();
    ask(KID_0);
    assert_false(buddy_is_short());
    assert_int_equal(puppet_await(KID_0), KAAL_OK);
    assert_true(component_find(puppet_name(KID_0))->account.used_bytes >= used + MEMORY_BYTES);
    rig_check();
}

static void others_are_served_meanwhile(void)
{
    boot();
    hold();
    ask(KID_0);
    assert_true(is_waiting(KID_0));
    expect_all_back();
    assert_int_equal(puppet_watch_component(SHELL, puppet_name(KID_0)), KAAL_OK);
    assert_true(is_waiting(KID_0));
    let_go();
    assert_int_equal(puppet_await(KID_0), KAAL_OK);
    assert_false(is_waiting(KID_0));
    rig_check();
}

static void the_kernel_refuses_to_split(void)
{
    boot();
    make_short();
    rig_log_clear();
    fail_nth(UntypedRetype, 1, seL4_IllegalOperation);
    ask(KID_0);
    assert_true(fail_has_failed());
    assert_true(rig_has_logged("seL4_Untyped_Retype failed"));
    assert_int_equal(puppet_await(KID_0), KAAL_OK);
    rig_check();
}

static void a_refusal_comes_later_too(void)
{
    struct kaal_wire_memory much = wish;

    boot();
    much.bytes = KAAL_MEMORY_BYTES_MAX + 1;
    hold();
    puppet_send(KID_0, KAAL_REQUEST_MEMORY, &much, sizeof(much));
    rig_run_ms(WAIT_MS);
    assert_true(is_waiting(KID_0));
    let_go();
    assert_int_equal(puppet_await(KID_0), KAAL_ERR_RANGE);
    expect_all_back();
}

static void who_dies_gets_nothing(void)
{
    boot_alone();
    spawn_kid(KID_0);
    hold();
    ask(KID_0);
    assert_true(is_waiting(KID_0));
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_0)), KAAL_OK);
    let_go();
    rig_run_ms(WAIT_MS);
    expect_all_back();
}

/* Nor does its next life, under whose name and in whose place it is. */
static void the_next_life_gets_nothing(void)
{
    const struct kaal_wire_target target = {.name = "kid-0"};
    uint64_t used = 0;

    boot();
    used = component_find(puppet_name(KID_0))->account.used_bytes;
    hold();
    ask(KID_0);
    puppet_send(SHELL, KAAL_REQUEST_RESTART, &target, sizeof(target));
    rig_run_ms(WAIT_MS);
    assert_int_equal(component_find(puppet_name(KID_0))->state, KAAL_STATE_BEGINNING);
    let_go();
    assert_int_equal(puppet_await(SHELL), KAAL_OK);
    rig_run_ms(WAIT_MS);
    assert_int_equal(component_find(puppet_name(KID_0))->state, KAAL_STATE_RUNNING);
    assert_int_equal(component_find(puppet_name(KID_0))->account.used_bytes, used);
    expect_all_back();
}

/* Those of one family: tickets that others of it hold are as good as requests that wait. */
static void not_too_many_wait(void)
{
    uint32_t tickets[LIMIT_LATER_EACH];

    boot();
    hold();
    for (unsigned i = 0; i < LIMIT_LATER_EACH; i++) {
        assert_int_equal(later_take(component_find("shell"), &tickets[i]), KAAL_OK);
    }
    ask(KID_0);
    assert_int_equal(puppet_await(KID_0), KAAL_ERR_BUSY);
    expect_all_back();
    for (unsigned i = 0; i < LIMIT_LATER_EACH; i++) {
        later_put(tickets[i]);
    }
    ask(KID_0);
    assert_true(is_waiting(KID_0));
    let_go();
    assert_int_equal(puppet_await(KID_0), KAAL_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(is_served_when_the_thread_has_split),
        RIG_TEST(others_are_served_meanwhile),
        RIG_TEST(the_kernel_refuses_to_split),
        RIG_TEST(a_refusal_comes_later_too),
        RIG_TEST(who_dies_gets_nothing),
        RIG_TEST(the_next_life_gets_nothing),
        RIG_TEST(not_too_many_wait),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
