/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Revokes of many, in steps: what is doomed is no use for anything, and whoever ends meanwhile, all
 * of it is gone when the answer comes.
 */
#include "puppet.h"

#include "grant/grant.h"
#include "spawn/component.h"

#define PAGE    KAAL_PAGE_BYTES
#define PARTS   200U
#define WAIT_MS 200

static struct kaal_wire_mapped memory;
static uint32_t parts[PARTS];

/* A page of the shell's, given to kid 3 so often, each time but the first out of the part before.
 */
static void boot_parts(void)
{
    struct kaal_wire_delegate wish = {.access = KAAL_ACCESS_READ, .bytes = PAGE};
    struct kaal_wire_spawned spawned;

    puppet_boot();
    assert_int_equal(puppet_spawn(SHELL, KID_2, 0, KAAL_MIB, &spawned), KAAL_OK);
    assert_int_equal(puppet_spawn(SHELL, KID_3, 0, KAAL_MIB, &spawned), KAAL_OK);
    assert_int_equal(puppet_memory(SHELL, PAGE, &memory), KAAL_OK);
    wish.grant = memory.grant;
    for (unsigned i = 0; i < PARTS; i++) {
        assert_int_equal(puppet_delegate(SHELL, (i % 2 == 0) ? KID_2 : KID_3, wish, &parts[i]),
                         KAAL_OK);
        rig_log_clear();
    }
    assert_int_equal(puppet_watch_grant(SHELL, parts[0]), KAAL_OK);
    rig_work_in_parts();
}

static bool is_revoking(void)
{
    return rig_broker_waits() && grant_get(parts[PARTS - 1]) == NULL;
}

static void send_revoke(void)
{
    const struct kaal_wire_grant wish = {.grant = memory.grant};
    const struct host_limits limits = {.until = is_revoking,
                                       .time = host_time() + WAIT_MS * RIG_TICKS_PER_MS,
                                       .max_entries = PUPPET_ENTRIES_MAX};

    puppet_send(SHELL, KAAL_REQUEST_REVOKE, &wish, sizeof(wish));
    assert_int_equal(host_run(&limits), HOST_UNTIL);
    assert_non_null(grant_get(memory.grant));
    assert_non_null(grant_get(parts[0]));
    rig_check();
}

static void expect_revoked(void)
{
    assert_null(grant_get(memory.grant));
    for (unsigned i = 0; i < PARTS; i++) {
        assert_null(grant_get(parts[i]));
    }
    rig_check();
}

static void a_revoke_takes_steps(void)
{
    struct kaal_wire_delegate wish = {.access = KAAL_ACCESS_READ, .bytes = PAGE};
    uint32_t id = 0;

    boot_parts();
    send_revoke();
    wish.grant = parts[0];
    assert_int_equal(puppet_delegate(KID_2, SHELL, wish, &id), KAAL_ERR_NOT_FOUND);
    assert_int_equal(puppet_watch_grant(KID_2, parts[0]), KAAL_ERR_NOT_FOUND);
    assert_int_equal(puppet_await(SHELL), KAAL_OK);
    expect_revoked();
    assert_int_equal(puppet_news(SHELL).about, parts[0]);
    assert_true(rig_has_logged(": 201 grants"));
}

static void a_holder_ends_meanwhile(void)
{
    boot_parts();
    send_revoke();
    assert_false(puppet_store(KID_3, 0, 1));
    assert_int_equal(puppet_await(SHELL), KAAL_OK);
    expect_revoked();
}

static void the_giver_ends_meanwhile(void)
{
    const struct kaal_wire_target shell = {.name = "shell"};

    boot_parts();
    rig_run_ms(10);
    puppet_send(SHELL, KAAL_REQUEST_RESTART, &shell, sizeof(shell));
    assert_int_equal(puppet_await(SHELL), PUPPET_DEAD);
    rig_run_ms(2000);
    expect_revoked();
    assert_null(component_find(puppet_name(KID_3)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(a_revoke_takes_steps),
        RIG_TEST(a_holder_ends_meanwhile),
        RIG_TEST(the_giver_ends_meanwhile),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
