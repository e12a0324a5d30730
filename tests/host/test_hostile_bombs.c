/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Attacks by number: as many of something as there can be. Each ends in a refusal, others get what
 * they ask for, and the attacker's end gives all of it back.
 */
#include "hostile.h"

#include <stdio.h>

#include <kaal/component.h>

#include "grant/grant.h"
#include "spawn/component.h"
#include "trace.h"

#define PAGE     KAAL_PAGE_BYTES
#define BOMB_MAX 2000U
#define LINES    800U
#define WATCHES  256U /* broker/limits.h */
#define TIMED    64U

static uint32_t made[BOMB_MAX]; /* ids */

/* The rest of the system does what it did, after the attackers' end to the byte. */
static void expect_all_back(const struct rig_books *before)
{
    struct kaal_wire_spawned spawned;
    struct kaal_wire_mapped memory;
    struct rig_books after;

    rig_check();
    assert_int_equal(puppet_memory(SHELL, PAGE, &memory), KAAL_OK);
    assert_int_equal(puppet_spawn(SHELL, KID_3, 0, 128 * KAAL_KIB, &spawned), KAAL_OK);
    assert_int_equal(puppet_watch_component(KID_3, "shell"), KAAL_OK);
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_3)), KAAL_OK);
    assert_int_equal(puppet_revoke(SHELL, memory.grant), KAAL_OK);
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_0)), KAAL_OK);
    rig_check();
    after = rig_books();
    rig_compare_books(before, &after);
}

/* The attacker, of which the shell has many more than 1 MiB left. */
static struct rig_books boot_attacker(void)
{
    struct kaal_wire_spawned spawned;
    struct kaal_wire_mapped memory;
    struct rig_books before;

    puppet_boot();
    component_find("shell")->account.limit_bytes = 32 * KAAL_MIB;
    assert_int_equal(puppet_memory(SHELL, PAGE, &memory), KAAL_OK);
    assert_int_equal(puppet_revoke(SHELL, memory.grant), KAAL_OK); /* its tables stay */
    before = rig_books();
    assert_int_equal(puppet_spawn(SHELL, KID_0, KAAL_RIGHT_SPAWN, 16 * KAAL_MIB, &spawned),
                     KAAL_OK);
    trace_begin();
    return before;
}

static uint32_t id_of(enum puppet puppet)
{
    return component_id(component_find(puppet_name(puppet)));
}

/* That it has not got all of it is told once. */
static void expect_trace(enum puppet by, uint32_t request, kaal_err_t outcome)
{
    assert_int_equal(trace_refusals(id_of(by), request, outcome), 1);
}

static void spawns_upon_spawns(void)
{
    struct rig_books before = boot_attacker();
    kaal_err_t err = KAAL_OK;
    unsigned count = 0;

    while (err == KAAL_OK && count < BOMB_MAX) {
        char name[KAAL_NAME_BYTES];
        struct kaal_wire_system_component what;

        (void)snprintf(name, sizeof(name), "bomb-%u", count);
        what = puppet_description(name, 0, 128 * KAAL_KIB);
        err = puppet_call(KID_0, KAAL_REQUEST_SPAWN, &what, sizeof(what), NULL, 0);
        count += err == KAAL_OK;
    }
    assert_int_equal(err, KAAL_ERR_QUOTA);
    assert_true(rig_has_logged("quota: kid-0: memory: wants 128K, has "));
    assert_in_range(count, 50, 130);
    expect_trace(KID_0, KAAL_REQUEST_SPAWN, KAAL_ERR_QUOTA);
    expect_all_back(&before);
}

/* Each generation spawns the next, until nothing is left to give. */
static void spawns_that_spawn(void)
{
    struct rig_books before = boot_attacker();
    struct kaal_wire_spawned spawned;
    uint64_t bytes = 8 * KAAL_MIB;
    enum puppet by = KID_0;

    for (enum puppet kid = KID_1; kid <= KID_2; kid++) {
        assert_int_equal(puppet_spawn(by, kid, KAAL_RIGHT_SPAWN, bytes, &spawned), KAAL_OK);
        bytes /= 2;
        by = kid;
    }
    assert_int_equal(puppet_spawn(by, KID_3, 0, 8 * KAAL_MIB, &spawned), KAAL_ERR_QUOTA);
    expect_trace(by, KAAL_REQUEST_SPAWN, KAAL_ERR_QUOTA);
    expect_all_back(&before);
}

static void memory_upon_memory(void)
{
    struct rig_books before = boot_attacker();
    struct kaal_wire_mapped memory;
    kaal_err_t err = KAAL_OK;
    unsigned count = 0;

    while (err == KAAL_OK && count < BOMB_MAX) {
        err = puppet_memory(KID_0, PAGE, &memory);
        count += err == KAAL_OK;
    }
    assert_int_equal(err, KAAL_ERR_QUOTA);
    assert_true(rig_has_logged("quota: kid-0: grants: wants 1, has 0 left of 256\n"));
    expect_trace(KID_0, KAAL_REQUEST_MEMORY, KAAL_ERR_QUOTA);
    assert_in_range(count, 100, KAAL_DEFAULT_GRANTS);
    expect_all_back(&before);
}

/* As much of the address space's tables as can be: a page in each 2 MiB. */
static void tables_upon_tables(void)
{
    const struct kaal_wire_memory wish = {
        .bytes = PAGE, .align_bits = 21, .access = KAAL_ACCESS_READ};
    struct rig_books before = boot_attacker();
    kaal_err_t err = KAAL_OK;
    unsigned count = 0;

    while (err == KAAL_OK && count < BOMB_MAX) {
        err = puppet_call(KID_0, KAAL_REQUEST_MEMORY, &wish, sizeof(wish), NULL, 0);
        count += err == KAAL_OK;
    }
    assert_true(err == KAAL_ERR_QUOTA || err == KAAL_ERR_NO_SLOTS);
    expect_trace(KID_0, KAAL_REQUEST_MEMORY, err);
    assert_in_range(count, 100, 256);
    expect_all_back(&before);
}

/* Parts for a kid: its limit of grants ends it, and the giver pays. */
static void parts_upon_parts(void)
{
    struct rig_books before = boot_attacker();
    struct kaal_wire_delegate wish = {.access = KAAL_ACCESS_READ, .bytes = PAGE};
    struct kaal_wire_spawned spawned;
    struct kaal_wire_mapped memory;
    kaal_err_t err = KAAL_OK;
    unsigned count = 0;

    assert_int_equal(puppet_spawn(KID_0, KID_1, 0, KAAL_MIB, &spawned), KAAL_OK);
    assert_int_equal(puppet_memory(KID_0, PAGE, &memory), KAAL_OK);
    wish.grant = memory.grant;
    while (err == KAAL_OK && count < BOMB_MAX) {
        err = puppet_delegate(KID_0, KID_1, wish, &made[count]);
        count += err == KAAL_OK;
    }
    assert_int_equal(err, KAAL_ERR_QUOTA);
    assert_true(rig_has_logged("quota: kid-1: grants: wants 1, has 0 left of 256\n"));
    expect_trace(KID_0, KAAL_REQUEST_DELEGATE, KAAL_ERR_QUOTA);
    assert_in_range(count, 100, KAAL_DEFAULT_GRANTS);
    assert_int_equal(puppet_revoke(KID_0, memory.grant), KAAL_OK); /* in one request */
    for (unsigned i = 0; i < count; i++) {
        assert_null(grant_get(made[i]));
    }
    expect_all_back(&before);
}

static void times_upon_times(void)
{
    struct rig_books before = boot_attacker();
    struct kaal_wire_delegate wish = {
        .access = KAAL_ACCESS_READ, .bytes = PAGE, .time_ns = UINT32_MAX};
    struct kaal_wire_spawned spawned;
    struct kaal_wire_mapped memory;

    assert_int_equal(puppet_spawn(KID_0, KID_1, 0, KAAL_MIB, &spawned), KAAL_OK);
    assert_int_equal(puppet_memory(KID_0, PAGE, &memory), KAAL_OK);
    wish.grant = memory.grant;
    for (unsigned i = 0; i < TIMED; i++) {
        assert_int_equal(puppet_delegate(KID_0, KID_1, wish, &made[i]), KAAL_OK);
    }
    assert_int_equal(puppet_delegate(KID_0, KID_1, wish, &made[0]), KAAL_ERR_QUOTA);
    assert_true(rig_has_logged("quota: kid-0: grants for a time: wants 1, has 0 left of 64\n"));
    expect_trace(KID_0, KAAL_REQUEST_DELEGATE, KAAL_ERR_QUOTA);
    rig_check();
    rig_run_ms(UINT32_MAX / KAAL_NS_PER_MS + 10 * (TIMED + 2));
    for (unsigned i = 0; i < TIMED; i++) {
        assert_null(grant_get(made[i]));
    }
    expect_all_back(&before);
}

/* All grants of all, by guessing. */
static void watches_upon_watches(void)
{
    struct rig_books before = boot_attacker();
    struct kaal_wire_mapped memory;
    unsigned count = 0;
    kaal_err_t err = KAAL_OK;

    for (unsigned i = 0; i < 200; i++) {
        assert_int_equal(puppet_memory(KID_0, PAGE, &memory), KAAL_OK);
        assert_int_equal(puppet_watch_grant(KID_0, memory.grant), KAAL_OK);
        count++;
    }
    for (unsigned i = 0; i < 200 && err == KAAL_OK; i++) {
        assert_int_equal(puppet_memory(SHELL, PAGE, &memory), KAAL_OK);
        made[i] = memory.grant;
        err = puppet_watch_grant(KID_0, memory.grant);
        count += err == KAAL_OK;
    }
    assert_int_equal(err, KAAL_ERR_QUOTA);
    assert_true(rig_has_logged("quota: kid-0: watches: wants 1, has 0 left of 256\n"));
    expect_trace(KID_0, KAAL_REQUEST_WATCH, KAAL_ERR_QUOTA);
    assert_int_equal(count, WATCHES);
    for (unsigned i = 0; i <= WATCHES - 200; i++) {
        assert_int_equal(puppet_revoke(SHELL, made[i]), KAAL_OK);
    }
    expect_all_back(&before);
}

static void channels_upon_channels(void)
{
    struct rig_books before = boot_attacker();
    struct kaal_wire_spawned spawned;
    kaal_err_t err = KAAL_OK;
    unsigned count = 0;

    assert_int_equal(puppet_spawn(KID_0, KID_1, 0, KAAL_MIB, &spawned), KAAL_OK);
    while (err == KAAL_OK && count < BOMB_MAX) {
        char port[KAAL_NAME_BYTES];

        (void)snprintf(port, sizeof(port), "%u", count);
        err = puppet_channel_make(KID_0, puppet_name(KID_0), puppet_name(KID_1), port);
        count += err == KAAL_OK;
    }
    assert_int_equal(err, KAAL_ERR_QUOTA);
    assert_true(rig_has_logged("quota: kid-0: channels: wants 1, has 0 left of 32\n"));
    expect_trace(KID_0, KAAL_REQUEST_CHANNEL_MAKE, KAAL_ERR_QUOTA);
    assert_int_equal(count, KAAL_DEFAULT_CHANNELS);
    for (unsigned i = 0; i < count && err != KAAL_ERR_NO_SLOTS; i++) {
        struct kaal_wire_channel end;
        char port[KAAL_NAME_BYTES];

        (void)snprintf(port, sizeof(port), "%u", i);
        err = puppet_channel_open(KID_0, port, &end);
        assert_true(err == KAAL_OK || err == KAAL_ERR_NO_SLOTS); /* its CSpace is full */
    }
    assert_int_equal(trace_refusals(id_of(KID_0), KAAL_REQUEST_CHANNEL_OPEN, KAAL_ERR_NO_SLOTS),
                     err == KAAL_ERR_NO_SLOTS);
    expect_all_back(&before);
}

/* --- floods --- */

static void log_and_log(void)
{
    for (unsigned i = 0; i < LINES; i++) {
        kaal_log("flood %u", i);
    }
}

static void lines_upon_lines(void)
{
    struct rig_books before = boot_attacker();

    assert_true(puppet_do(KID_0, log_and_log));
    assert_in_range(trace_pauses(id_of(KID_0)), 1, LINES);
    expect_all_back(&before);
}

/* One who is told more than it takes does not hold up those who tell. */
static void news_upon_news(void)
{
    struct rig_books before = boot_attacker();
    struct kaal_wire_delegate wish = {.access = KAAL_ACCESS_READ, .bytes = PAGE};
    struct kaal_wire_spawned spawned;
    struct kaal_wire_mapped memory;
    uint32_t id = GRANT_NONE;

    assert_int_equal(puppet_spawn(KID_0, KID_1, 0, KAAL_MIB, &spawned), KAAL_OK);
    assert_int_equal(puppet_memory(KID_0, PAGE, &memory), KAAL_OK);
    wish.grant = memory.grant;
    for (unsigned i = 0; i < 300; i++) {
        assert_int_equal(puppet_delegate(KID_0, KID_1, wish, &id), KAAL_OK);
        assert_int_equal(puppet_revoke(KID_0, id), KAAL_OK);
    }
    assert_int_equal(puppet_news(KID_1).lost, 600 - 8);
    assert_int_equal(trace_count(id_of(KID_0), KAAL_AUDIT_DELEGATE), 300);
    assert_int_equal(trace_count(id_of(KID_0), KAAL_AUDIT_GONE), 300);
    expect_all_back(&before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(spawns_upon_spawns),   RIG_TEST(spawns_that_spawn),
        RIG_TEST(memory_upon_memory),   RIG_TEST(tables_upon_tables),
        RIG_TEST(parts_upon_parts),     RIG_TEST(times_upon_times),
        RIG_TEST(watches_upon_watches), RIG_TEST(channels_upon_channels),
        RIG_TEST(lines_upon_lines),     RIG_TEST(news_upon_news),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
