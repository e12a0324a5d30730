/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory given and given back, parts of it for others, revoke of each.
 */
#include "family.h"

#include "grant/grant.h"
#include "spawn/component.h"

static uint64_t address_of(uint32_t grant)
{
    assert_non_null(grant_get(grant));
    return grant_get(grant)->address;
}

/* --- memory --- */

static void memory_is_zeroed_and_comes_back(void)
{
    struct rig_books before;
    struct rig_books after;
    uint64_t word = 1;

    puppet_boot();
    for (unsigned round = 0; round < 3; round++) {
        assert_int_equal(puppet_memory(SHELL, 300 * PAGE - 5, &family_memory), KAAL_OK);
        assert_int_equal(family_memory.bytes, 300 * PAGE);
        rig_check();
        for (uint64_t page = 0; page < 300; page += 13) {
            assert_true(puppet_load(SHELL, family_memory.address + page * PAGE, &word));
            assert_int_equal(word, 0);
            assert_true(puppet_store(SHELL, family_memory.address + page * PAGE, ~(uint64_t)0));
        }
        assert_int_equal(puppet_revoke(SHELL, family_memory.grant), KAAL_OK);
        assert_int_equal(puppet_revoke(SHELL, family_memory.grant), KAAL_ERR_NOT_FOUND);
        rig_check();
        family_expect_no_news(SHELL);
        before = (round == 0) ? rig_books() : before; /* its translation tables stay */
        after = rig_books();
        rig_compare_books(&before, &after);
    }
    family_expect_fault(SHELL, family_memory.address, "nothing is mapped there");
}

static void memory_is_aligned(void)
{
    struct kaal_wire_memory wish = {.bytes = 1, .align_bits = 21, .access = KAAL_ACCESS_READ};

    puppet_boot();
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(puppet_call(SHELL, KAAL_REQUEST_MEMORY, &wish, sizeof(wish),
                                     &family_memory, sizeof(family_memory)),
                         KAAL_OK);
        assert_int_equal(family_memory.address % (2 * KAAL_MIB), 0);
        assert_int_equal(family_memory.bytes, PAGE);
        rig_check();
    }
    assert_false(puppet_store(SHELL, family_memory.address, 1)); /* it is read-only */
    rig_check();
}

/* The limit is what it says, and a refusal costs nothing. */
static void memory_has_a_quota(void)
{
    struct rig_books before;
    struct rig_books after;
    unsigned count = 0;
    kaal_err_t err = KAAL_OK;

    family_boot();
    assert_int_equal(puppet_memory(KID_1, 2 * KAAL_MIB, &family_memory), KAAL_ERR_QUOTA);
    before = rig_books();
    for (; err == KAAL_OK && count < 64; count += err == KAAL_OK) {
        before = rig_books();
        err = puppet_memory(KID_1, 64 * KAAL_KIB, &family_memory);
    }
    assert_int_equal(err, KAAL_ERR_QUOTA);
    assert_in_range(count, 8, 15);
    after = rig_books();
    rig_compare_books(&before, &after);
    rig_check();
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_1)), KAAL_OK);
    rig_check();
}

/* --- delegation --- */

static void a_part_is_the_same_memory(void)
{
    uint32_t read_write = GRANT_NONE;
    uint32_t read_only = GRANT_NONE;
    uint64_t word = 0;

    family_boot_with_memory();
    read_write = family_give(SHELL, KID_0, family_memory.grant, BOTH, 2, 4);
    read_only = family_give(SHELL, KID_1, family_memory.grant, KAAL_ACCESS_READ, 2, 4);
    family_expect_news(KID_0, KAAL_NEWS_DELEGATED, read_write);
    family_expect_news(KID_1, KAAL_NEWS_DELEGATED, read_only);
    assert_true(puppet_store(KID_0, address_of(read_write) + 3 * PAGE, 77));
    assert_true(puppet_load(KID_1, address_of(read_only) + 3 * PAGE, &word));
    assert_int_equal(word, 77);
    assert_true(puppet_load(SHELL, family_memory.address + 5 * PAGE, &word));
    assert_int_equal(word, 77);
    assert_false(puppet_store(KID_1, address_of(read_only), 1));
    assert_true(rig_has_logged("reason=\"its mapping does not allow it\": stopped"));
    rig_check();
}

static uint32_t chain[3]; /* of the shell for kid 0, of that for kid 2, of that for kid 3 */

/* Kid 0 has spawned kids 2 and 3; the part of a part of a part is a page of the shell's. */
static void boot_chain(void)
{
    struct kaal_wire_spawned spawned;

    family_boot_with_memory();
    assert_int_equal(puppet_spawn(KID_0, KID_2, KAAL_RIGHT_SPAWN, 400 * KAAL_KIB, &spawned),
                     KAAL_OK);
    assert_int_equal(puppet_spawn(KID_2, KID_3, 0, 160 * KAAL_KIB, &spawned), KAAL_OK);
    chain[0] = family_give(SHELL, KID_0, family_memory.grant, BOTH, 4, 8);
    chain[1] = family_give(KID_0, KID_2, chain[0], BOTH, 2, 4);
    chain[2] = family_give(KID_2, KID_3, chain[1], KAAL_ACCESS_READ, 1, 2);
    family_expect_news(KID_0, KAAL_NEWS_DELEGATED, chain[0]);
    family_expect_news(KID_2, KAAL_NEWS_DELEGATED, chain[1]);
    family_expect_news(KID_3, KAAL_NEWS_DELEGATED, chain[2]);
}

static void parts_of_parts_are_the_same_memory(void)
{
    uint64_t word = 0;

    boot_chain();
    assert_true(
        puppet_store(SHELL, family_memory.address + 8 * PAGE, 5)); /* 4 + 2 + 1 and one more */
    assert_true(puppet_load(KID_3, address_of(chain[2]) + PAGE, &word));
    assert_int_equal(word, 5);
}

static void revoke_takes_all_below(void)
{
    uint64_t addresses[3];

    boot_chain();
    for (unsigned i = 0; i < 3; i++) {
        addresses[i] = address_of(chain[i]);
    }
    assert_int_equal(puppet_revoke(SHELL, chain[0]), KAAL_OK);
    rig_check();
    for (unsigned i = 0; i < 3; i++) {
        assert_null(grant_get(chain[i]));
    }
    family_expect_news(KID_0, KAAL_NEWS_REVOKED, chain[0]);
    family_expect_news(KID_2, KAAL_NEWS_PARENT, chain[1]);
    family_expect_news(KID_3, KAAL_NEWS_PARENT, chain[2]);
    family_expect_fault(KID_3, addresses[2], "what its grant was made from has gone");
    family_expect_fault(KID_2, addresses[1], "what its grant was made from has gone");
    family_expect_fault(KID_0, addresses[0], "its grant was revoked");
    assert_true(puppet_store(SHELL, family_memory.address, 1));
    rig_check();
}

static void the_top_takes_all_below(void)
{
    struct rig_books before;
    struct rig_books after;

    family_boot();
    for (unsigned round = 0; round < 3; round++) {
        assert_int_equal(puppet_memory(SHELL, FAMILY_PAGES * PAGE, &family_memory), KAAL_OK);
        (void)family_give(SHELL, KID_0, family_memory.grant, BOTH, 0, FAMILY_PAGES);
        (void)family_give(SHELL, KID_1, family_memory.grant, BOTH, 1, 1);
        assert_int_equal(puppet_revoke(SHELL, family_memory.grant), KAAL_OK);
        rig_check();
        before = (round == 0) ? rig_books() : before; /* their translation tables stay */
        after = rig_books();
        rig_compare_books(&before, &after);
    }
}

/* The middle one goes: what is below it goes, what is above it stays. */
static void the_end_of_a_holder_takes_all_below(void)
{
    boot_chain();
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_2)), KAAL_OK);
    rig_check();
    assert_non_null(grant_get(chain[0]));
    assert_null(grant_get(chain[1]));
    assert_null(grant_get(chain[2]));
    assert_null(component_find(puppet_name(KID_3)));
}

static void only_owners_revoke(void)
{
    boot_chain();
    assert_int_equal(puppet_revoke(KID_1, chain[0]), KAAL_ERR_DENIED);
    assert_int_equal(puppet_revoke(KID_3, chain[1]), KAAL_ERR_DENIED); /* what it comes from */
    assert_int_equal(puppet_revoke(KID_0, family_memory.grant), KAAL_ERR_DENIED);
    assert_int_equal(puppet_revoke(LEFT, chain[2]), KAAL_ERR_DENIED);
    assert_int_equal(puppet_revoke(KID_0, chain[2]), KAAL_OK); /* two above it */
    family_expect_news(KID_3, KAAL_NEWS_REVOKED, chain[2]);
    assert_int_equal(puppet_revoke(KID_2, chain[1]), KAAL_OK); /* given back */
    family_expect_no_news(KID_2);
    assert_non_null(grant_get(chain[0]));
    rig_check();
}

static void an_administrator_revokes(void)
{
    struct kaal_wire_mapped own;

    family_boot();
    assert_int_equal(puppet_memory(KID_1, PAGE, &own), KAAL_OK);
    assert_int_equal(puppet_revoke(KID_0, own.grant), KAAL_ERR_DENIED);
    assert_int_equal(puppet_revoke(SHELL, own.grant), KAAL_OK);
    family_expect_news(KID_1, KAAL_NEWS_REVOKED, own.grant);
    family_expect_fault(KID_1, own.address, "its grant was revoked");
}

/* What was given anew is not taken for what has gone. */
static void a_mapping_has_its_own_reason(void)
{
    struct kaal_wire_delegate wish = {.access = KAAL_ACCESS_READ, .bytes = PAGE};
    uint32_t id = GRANT_NONE;
    uint64_t address = 0;

    family_boot_with_memory();
    wish.grant = family_memory.grant;
    assert_int_equal(puppet_delegate(SHELL, KID_1, wish, &id), KAAL_OK);
    address = address_of(id);
    assert_int_equal(puppet_revoke(SHELL, id), KAAL_OK);
    assert_int_equal(puppet_delegate(SHELL, KID_1, wish, &id), KAAL_OK);
    assert_int_equal(address_of(id), address);
    assert_false(puppet_store(KID_1, address, 1));
    assert_true(rig_has_logged("reason=\"its mapping does not allow it\": stopped"));
}

static void time_ends_a_part(void)
{
    const struct kaal_wire_delegate wish = {
        .grant = 0, .access = KAAL_ACCESS_READ, .bytes = PAGE, .time_ns = 100 * KAAL_NS_PER_MS};
    struct kaal_wire_delegate timed = wish;
    uint32_t id = GRANT_NONE;
    uint64_t address = 0;
    uint64_t word = 0;

    family_boot_with_memory();
    timed.grant = family_memory.grant;
    assert_int_equal(puppet_delegate(SHELL, KID_1, timed, &id), KAAL_OK);
    family_expect_news(KID_1, KAAL_NEWS_DELEGATED, id);
    address = address_of(id);
    assert_true(puppet_load(KID_1, address, &word));
    rig_run_ms(30);
    assert_non_null(grant_get(id));
    rig_run_ms(100);
    assert_null(grant_get(id));
    rig_check();
    family_expect_news(KID_1, KAAL_NEWS_EXPIRED, id);
    family_expect_fault(KID_1, address, "the time of its grant is over");
}

/* Two give the same page to each other, on and on. */
static void giving_on_has_an_end(void)
{
    const enum puppet who[] = {SHELL, KID_0};
    struct kaal_wire_delegate wish = {.access = BOTH, .bytes = PAGE};
    uint32_t id = GRANT_NONE;

    family_boot_with_memory();
    id = family_memory.grant;
    for (unsigned depth = 0; depth < GRANT_DEPTH_MAX; depth++) {
        assert_int_equal(grant_depth(id), depth);
        id = family_give(who[depth % 2], who[1 - depth % 2], id, BOTH, 0, 1);
    }
    wish.grant = id;
    assert_int_equal(
        puppet_delegate(who[GRANT_DEPTH_MAX % 2], who[1 - GRANT_DEPTH_MAX % 2], wish, &id),
        KAAL_ERR_QUOTA);
    assert_true(rig_has_logged("it was given on too often"));
    assert_int_equal(puppet_revoke(SHELL, family_memory.grant), KAAL_OK);
    assert_null(grant_get(wish.grant));
    rig_check();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(memory_is_zeroed_and_comes_back),
        RIG_TEST(memory_is_aligned),
        RIG_TEST(memory_has_a_quota),
        RIG_TEST(a_part_is_the_same_memory),
        RIG_TEST(parts_of_parts_are_the_same_memory),
        RIG_TEST(revoke_takes_all_below),
        RIG_TEST(the_top_takes_all_below),
        RIG_TEST(the_end_of_a_holder_takes_all_below),
        RIG_TEST(only_owners_revoke),
        RIG_TEST(an_administrator_revokes),
        RIG_TEST(a_mapping_has_its_own_reason),
        RIG_TEST(time_ends_a_part),
        RIG_TEST(giving_on_has_an_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
