/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Spawners and what they have spawned: channels made between them, ends that take along, many.
 */
#include "puppet.h"

#include <stdio.h>

#include "grant/grant.h"
#include "resource/buddy.h"
#include "spawn/component.h"

#define CROWD        300U
#define CROWD_BYTES  (128 * KAAL_KIB)
#define CHANNEL_NAME "link"

static struct kaal_wire_channel ends[2];

static void spawn_kids(enum puppet by, unsigned count)
{
    struct kaal_wire_spawned spawned;

    for (unsigned i = 0; i < count; i++) {
        assert_int_equal(puppet_spawn(by, (enum puppet)(KID_0 + i), 0, 512 * KAAL_KIB, &spawned),
                         KAAL_OK);
    }
    rig_check();
}

static void make_channel(void)
{
    assert_int_equal(
        puppet_channel_make(SHELL, puppet_name(KID_0), puppet_name(KID_1), CHANNEL_NAME), KAAL_OK);
}

static void boot_with_channel(void)
{
    puppet_boot();
    spawn_kids(SHELL, 2);
    make_channel();
    assert_int_equal(puppet_channel_open(KID_0, CHANNEL_NAME, &ends[0]), KAAL_OK);
    rig_check();
    assert_int_equal(puppet_channel_open(KID_1, CHANNEL_NAME, &ends[1]), KAAL_OK);
    rig_check();
}

static void a_channel_carries(void)
{
    uint64_t word = 0;

    boot_with_channel();
    assert_string_equal(ends[0].peer, puppet_name(KID_1));
    assert_string_equal(ends[1].peer, puppet_name(KID_0));
    assert_true(puppet_store(KID_0, ends[0].own_address + 64, 11));
    assert_true(puppet_load(KID_1, ends[1].peer_address + 64, &word));
    assert_int_equal(word, 11);
    assert_true(puppet_store(KID_1, ends[1].own_address + 64, 12));
    assert_true(puppet_load(KID_0, ends[0].peer_address + 64, &word));
    assert_int_equal(word, 12);
    assert_int_equal(puppet_channel_open(KID_0, CHANNEL_NAME, &ends[0]), KAAL_ERR_STATE);
    assert_false(puppet_store(KID_0, ends[0].peer_address, 1));
    rig_check();
}

/* The channel is gone for the other as well, who is told; and can be made anew. */
static void a_channel_is_forgotten_with_an_end(void)
{
    struct kaal_wire_spawned spawned;
    struct kaal_wire_news news;
    uint64_t word = 0;

    boot_with_channel();
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_1)), KAAL_OK);
    rig_check();
    news = puppet_news(KID_0);
    assert_int_equal(news.kind, KAAL_NEWS_PARENT);
    assert_int_equal(puppet_channel_open(KID_0, CHANNEL_NAME, &ends[0]), KAAL_ERR_NOT_FOUND);
    assert_int_equal(puppet_spawn(SHELL, KID_1, 0, 512 * KAAL_KIB, &spawned), KAAL_OK);
    assert_int_equal(puppet_channel_open(KID_1, CHANNEL_NAME, &ends[1]), KAAL_ERR_NOT_FOUND);
    make_channel();
    assert_int_equal(puppet_channel_open(KID_1, CHANNEL_NAME, &ends[1]), KAAL_OK);
    rig_check();
    assert_false(puppet_load(KID_0, ends[0].own_address, &word));
    rig_check();
}

/* One side crashes: the other one keeps its memory, as with a channel of the description. */
static void a_channel_outlives_a_crash(void)
{
    uint64_t word = 0;

    boot_with_channel();
    assert_true(puppet_store(KID_0, ends[0].own_address, 13));
    assert_false(puppet_store(KID_1, 0, 1));
    rig_check();
    assert_true(puppet_load(KID_0, ends[0].own_address, &word));
    assert_int_equal(word, 13);
    assert_true(puppet_load(KID_0, ends[0].peer_address, &word));
}

/* An end is taken alone: neither can signal any more, and it can be opened again. */
static void an_end_goes_alone(void)
{
    uint32_t id = GRANT_NONE;

    boot_with_channel();
    id = grant_first_of(component_find(puppet_name(KID_1))->index);
    while (grant_get(id)->kind != KAAL_GRANT_CHANNEL) {
        id = grant_next_of(id);
        assert_int_not_equal(id, GRANT_NONE);
    }
    assert_int_equal(puppet_revoke(KID_0, id), KAAL_ERR_DENIED);
    assert_int_equal(puppet_revoke(KID_1, id), KAAL_OK);
    rig_check();
    assert_true(puppet_store(KID_0, ends[0].own_address, 1));
    assert_int_equal(puppet_channel_open(KID_1, CHANNEL_NAME, &ends[1]), KAAL_OK);
    rig_check();
}

static void channels_are_refused(void)
{
    puppet_boot();
    spawn_kids(SHELL, 2);
    make_channel();
    assert_int_equal(
        puppet_channel_make(SHELL, puppet_name(KID_0), puppet_name(KID_1), CHANNEL_NAME),
        KAAL_ERR_BUSY);
    assert_int_equal(puppet_channel_make(SHELL, puppet_name(KID_0), puppet_name(KID_0), "other"),
                     KAAL_ERR_RANGE);
    assert_int_equal(puppet_channel_make(SHELL, puppet_name(KID_0), "nobody", "other"),
                     KAAL_ERR_NOT_FOUND);
    assert_int_equal(puppet_channel_make(KID_0, puppet_name(KID_0), puppet_name(KID_1), "other"),
                     KAAL_ERR_DENIED);
    assert_int_equal(puppet_channel_make(SHELL, puppet_name(KID_0), puppet_name(KID_1), ""),
                     KAAL_ERR_INVALID);
    rig_check();
}

/* What one gives along a channel; without one it is nobody's business. */
static void a_channel_lets_give(void)
{
    struct kaal_wire_delegate wish = {.access = KAAL_ACCESS_READ, .bytes = KAAL_PAGE_BYTES};
    struct kaal_wire_mapped memory;
    uint32_t id = GRANT_NONE;

    puppet_boot();
    spawn_kids(SHELL, 2);
    assert_int_equal(puppet_memory(KID_0, KAAL_PAGE_BYTES, &memory), KAAL_OK);
    wish.grant = memory.grant;
    assert_int_equal(puppet_delegate(KID_0, KID_1, wish, &id), KAAL_ERR_DENIED);
    make_channel();
    assert_int_equal(puppet_delegate(KID_0, KID_1, wish, &id), KAAL_OK);
    rig_check();
}

/* --- ends --- */

/* Kid 0 has the others below it, one below the other; the shell pays for all. */
static void spawn_line(void)
{
    static const uint64_t bytes[] = {3 * KAAL_MIB, 2 * KAAL_MIB, KAAL_MIB, 128 * KAAL_KIB};
    struct kaal_wire_spawned spawned;

    for (unsigned i = 0; i < KAAL_ARRAY_LENGTH(bytes); i++) {
        assert_int_equal(puppet_spawn((i == 0) ? SHELL : (enum puppet)(KID_0 + i - 1),
                                      (enum puppet)(KID_0 + i), KAAL_RIGHT_SPAWN, bytes[i],
                                      &spawned),
                         KAAL_OK);
        rig_check();
    }
}

static void boot_line(void)
{
    puppet_boot();
    spawn_line();
}

static void expect_none_below(void)
{
    rig_check();
    for (unsigned i = 1; i < 4; i++) {
        assert_null(component_find(puppet_name((enum puppet)(KID_0 + i))));
    }
}

static void all_below_ends_with_a_kill(void)
{
    struct rig_books before;
    struct rig_books after;
    uint64_t used = 0;

    puppet_boot();
    before = rig_books();
    used = component_find("shell")->account.used_bytes;
    spawn_line();
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_0)), KAAL_OK);
    expect_none_below();
    after = rig_books();
    rig_compare_books(&before, &after);
    assert_int_equal(component_find("shell")->account.used_bytes, used);
}

static void all_below_ends_with_a_crash(void)
{
    boot_line();
    assert_false(puppet_store(KID_0, 0, 1));
    expect_none_below();
    assert_int_equal(component_find(puppet_name(KID_0))->state, KAAL_STATE_FAULTED);
}

static void all_below_ends_with_the_grant_of_a_life(void)
{
    boot_line();
    assert_int_equal(puppet_revoke(SHELL, component_find(puppet_name(KID_0))->life), KAAL_OK);
    assert_null(component_find(puppet_name(KID_0)));
    expect_none_below();
}

static void all_below_ends_with_a_restart(void)
{
    struct kaal_wire_target target = {.name = "kid-0"};

    boot_line();
    assert_int_equal(puppet_call(SHELL, KAAL_REQUEST_RESTART, &target, sizeof(target), NULL, 0),
                     KAAL_OK);
    expect_none_below();
    assert_int_equal(component_find(puppet_name(KID_0))->state, KAAL_STATE_RUNNING);
}

/* --- many --- */

static const char *crowd_name(unsigned number)
{
    static char name[KAAL_NAME_BYTES];

    (void)snprintf(name, sizeof(name), "crowd-%u", number);
    return name;
}

/* As many as the shell can pay for, a channel from each to the next; then all of it back. */
static void a_crowd_comes_and_goes(void)
{
    struct rig_books before;
    struct rig_books after;
    struct kaal_wire_spawned spawned;

    puppet_boot();
    component_find("shell")->account.limit_bytes = 2 * CROWD * CROWD_BYTES;
    grant_set_limit(component_find("shell")->index, 2 * CROWD);
    before = rig_books();
    for (unsigned i = 0; i < CROWD; i++) {
        struct kaal_wire_system_component what = puppet_description(crowd_name(i), 0, CROWD_BYTES);

        assert_int_equal(
            puppet_call(SHELL, KAAL_REQUEST_SPAWN, &what, sizeof(what), &spawned, sizeof(spawned)),
            KAAL_OK);
    }
    for (unsigned i = 1; i < CROWD; i++) {
        char name[KAAL_NAME_BYTES];

        strcpy(name, crowd_name(i - 1));
        assert_int_equal(puppet_channel_make(SHELL, name, crowd_name(i), crowd_name(i)), KAAL_OK);
    }
    rig_check();
    for (unsigned i = 0; i < CROWD; i++) {
        assert_int_equal(puppet_kill(SHELL, crowd_name((i * 7) % CROWD)), KAAL_OK);
    }
    rig_check();
    after = rig_books();
    rig_compare_books(&before, &after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(a_channel_carries),
        RIG_TEST(a_channel_is_forgotten_with_an_end),
        RIG_TEST(a_channel_outlives_a_crash),
        RIG_TEST(an_end_goes_alone),
        RIG_TEST(channels_are_refused),
        RIG_TEST(a_channel_lets_give),
        RIG_TEST(all_below_ends_with_a_kill),
        RIG_TEST(all_below_ends_with_a_crash),
        RIG_TEST(all_below_ends_with_the_grant_of_a_life),
        RIG_TEST(all_below_ends_with_a_restart),
        RIG_TEST(a_crowd_comes_and_goes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
