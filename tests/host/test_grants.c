/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory given and given back, parts of it for others, revoke of each.
 */
#include "puppet.h"

#include "grant/grant.h"
#include "spawn/component.h"

#define PAGE  KAAL_PAGE_BYTES
#define BOTH  (KAAL_ACCESS_READ | KAAL_ACCESS_WRITE)
#define PAGES 16U

static struct kaal_wire_spawned kids[2];
static struct kaal_wire_mapped memory;

/* The shell, and two that it has spawned. */
static void boot_family(void)
{
    puppet_boot();
    assert_int_equal(puppet_spawn(SHELL, KID_0, KAAL_RIGHT_SPAWN, KAAL_MIB, &kids[0]), KAAL_OK);
    assert_int_equal(puppet_spawn(SHELL, KID_1, 0, KAAL_MIB, &kids[1]), KAAL_OK);
    rig_check();
}

static void boot_with_memory(void)
{
    boot_family();
    assert_int_equal(puppet_memory(SHELL, PAGES * PAGE, &memory), KAAL_OK);
    rig_check();
}

static uint64_t address_of(uint32_t grant)
{
    assert_non_null(grant_get(grant));
    return grant_get(grant)->address;
}

static uint32_t delegate(enum puppet by, enum puppet to, uint32_t grant, uint32_t access,
                         uint64_t first, uint64_t pages)
{
    const struct kaal_wire_delegate wish = {
        .grant = grant, .access = access, .offset = first * PAGE, .bytes = pages * PAGE};
    uint32_t id = GRANT_NONE;

    assert_int_equal(puppet_delegate(by, to, wish, &id), KAAL_OK);
    rig_check();
    return id;
}

static void expect_news(enum puppet puppet, enum kaal_news_kind kind, uint32_t about)
{
    struct kaal_wire_news news = puppet_news(puppet);

    assert_int_equal(news.kind, kind);
    assert_int_equal(news.about, about);
    assert_int_equal(news.lost, 0);
}

static void expect_no_news(enum puppet puppet)
{
    expect_news(puppet, KAAL_NEWS_NONE, 0);
}

static void expect_fault(enum puppet puppet, uint64_t address)
{
    uint64_t word = 0;

    assert_false(puppet_load(puppet, address, &word));
    assert_true(rig_has_logged("reason=\"nothing is mapped there\": stopped"));
}

/* --- memory --- */

static void memory_is_zeroed_and_comes_back(void)
{
    struct rig_books before;
    struct rig_books after;
    uint64_t word = 1;

    puppet_boot();
    for (unsigned round = 0; round < 3; round++) {
        assert_int_equal(puppet_memory(SHELL, 300 * PAGE - 5, &memory), KAAL_OK);
        assert_int_equal(memory.bytes, 300 * PAGE);
        rig_check();
        for (uint64_t page = 0; page < 300; page += 13) {
            assert_true(puppet_load(SHELL, memory.address + page * PAGE, &word));
            assert_int_equal(word, 0);
            assert_true(puppet_store(SHELL, memory.address + page * PAGE, ~(uint64_t)0));
        }
        assert_int_equal(puppet_revoke(SHELL, memory.grant), KAAL_OK);
        assert_int_equal(puppet_revoke(SHELL, memory.grant), KAAL_ERR_NOT_FOUND);
        rig_check();
        expect_no_news(SHELL);
        before = (round == 0) ? rig_books() : before; /* its translation tables stay */
        after = rig_books();
        rig_compare_books(&before, &after);
    }
    expect_fault(SHELL, memory.address);
}

static void memory_is_aligned(void)
{
    struct kaal_wire_memory wish = {.bytes = 1, .align_bits = 21, .access = KAAL_ACCESS_READ};

    puppet_boot();
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(
            puppet_call(SHELL, KAAL_REQUEST_MEMORY, &wish, sizeof(wish), &memory, sizeof(memory)),
            KAAL_OK);
        assert_int_equal(memory.address % (2 * KAAL_MIB), 0);
        assert_int_equal(memory.bytes, PAGE);
        rig_check();
    }
    assert_false(puppet_store(SHELL, memory.address, 1)); /* it is read-only */
    rig_check();
}

/* The limit is what it says, and a refusal costs nothing. */
static void memory_has_a_quota(void)
{
    struct rig_books before;
    struct rig_books after;
    unsigned count = 0;
    kaal_err_t err = KAAL_OK;

    boot_family();
    assert_int_equal(puppet_memory(KID_1, 2 * KAAL_MIB, &memory), KAAL_ERR_QUOTA);
    before = rig_books();
    for (; err == KAAL_OK && count < 64; count += err == KAAL_OK) {
        before = rig_books();
        err = puppet_memory(KID_1, 64 * KAAL_KIB, &memory);
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

    boot_with_memory();
    read_write = delegate(SHELL, KID_0, memory.grant, BOTH, 2, 4);
    read_only = delegate(SHELL, KID_1, memory.grant, KAAL_ACCESS_READ, 2, 4);
    expect_news(KID_0, KAAL_NEWS_DELEGATED, read_write);
    expect_news(KID_1, KAAL_NEWS_DELEGATED, read_only);
    assert_true(puppet_store(KID_0, address_of(read_write) + 3 * PAGE, 77));
    assert_true(puppet_load(KID_1, address_of(read_only) + 3 * PAGE, &word));
    assert_int_equal(word, 77);
    assert_true(puppet_load(SHELL, memory.address + 5 * PAGE, &word));
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

    boot_with_memory();
    assert_int_equal(puppet_spawn(KID_0, KID_2, KAAL_RIGHT_SPAWN, 400 * KAAL_KIB, &spawned),
                     KAAL_OK);
    assert_int_equal(puppet_spawn(KID_2, KID_3, 0, 160 * KAAL_KIB, &spawned), KAAL_OK);
    chain[0] = delegate(SHELL, KID_0, memory.grant, BOTH, 4, 8);
    chain[1] = delegate(KID_0, KID_2, chain[0], BOTH, 2, 4);
    chain[2] = delegate(KID_2, KID_3, chain[1], KAAL_ACCESS_READ, 1, 2);
    expect_news(KID_0, KAAL_NEWS_DELEGATED, chain[0]);
    expect_news(KID_2, KAAL_NEWS_DELEGATED, chain[1]);
    expect_news(KID_3, KAAL_NEWS_DELEGATED, chain[2]);
}

static void parts_of_parts_are_the_same_memory(void)
{
    uint64_t word = 0;

    boot_chain();
    assert_true(puppet_store(SHELL, memory.address + 8 * PAGE, 5)); /* 4 + 2 + 1 and one more */
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
    expect_news(KID_0, KAAL_NEWS_REVOKED, chain[0]);
    expect_news(KID_2, KAAL_NEWS_PARENT, chain[1]);
    expect_news(KID_3, KAAL_NEWS_PARENT, chain[2]);
    expect_fault(KID_3, addresses[2]);
    expect_fault(KID_2, addresses[1]);
    expect_fault(KID_0, addresses[0]);
    assert_true(puppet_store(SHELL, memory.address, 1));
    rig_check();
}

static void the_top_takes_all_below(void)
{
    struct rig_books before;
    struct rig_books after;

    boot_family();
    for (unsigned round = 0; round < 3; round++) {
        assert_int_equal(puppet_memory(SHELL, PAGES * PAGE, &memory), KAAL_OK);
        (void)delegate(SHELL, KID_0, memory.grant, BOTH, 0, PAGES);
        (void)delegate(SHELL, KID_1, memory.grant, BOTH, 1, 1);
        assert_int_equal(puppet_revoke(SHELL, memory.grant), KAAL_OK);
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
    assert_int_equal(puppet_revoke(KID_0, memory.grant), KAAL_ERR_DENIED);
    assert_int_equal(puppet_revoke(LEFT, chain[2]), KAAL_ERR_DENIED);
    assert_int_equal(puppet_revoke(KID_0, chain[2]), KAAL_OK); /* two above it */
    expect_news(KID_3, KAAL_NEWS_REVOKED, chain[2]);
    assert_int_equal(puppet_revoke(KID_2, chain[1]), KAAL_OK); /* given back */
    expect_no_news(KID_2);
    assert_non_null(grant_get(chain[0]));
    rig_check();
}

static void an_administrator_revokes(void)
{
    struct kaal_wire_mapped own;

    boot_family();
    assert_int_equal(puppet_memory(KID_1, PAGE, &own), KAAL_OK);
    assert_int_equal(puppet_revoke(KID_0, own.grant), KAAL_ERR_DENIED);
    assert_int_equal(puppet_revoke(SHELL, own.grant), KAAL_OK);
    expect_news(KID_1, KAAL_NEWS_REVOKED, own.grant);
    expect_fault(KID_1, own.address);
}

static void time_ends_a_part(void)
{
    const struct kaal_wire_delegate wish = {
        .grant = 0, .access = KAAL_ACCESS_READ, .bytes = PAGE, .time_ns = 100 * KAAL_NS_PER_MS};
    struct kaal_wire_delegate timed = wish;
    uint32_t id = GRANT_NONE;
    uint64_t address = 0;
    uint64_t word = 0;

    boot_with_memory();
    timed.grant = memory.grant;
    assert_int_equal(puppet_delegate(SHELL, KID_1, timed, &id), KAAL_OK);
    expect_news(KID_1, KAAL_NEWS_DELEGATED, id);
    address = address_of(id);
    assert_true(puppet_load(KID_1, address, &word));
    rig_run_ms(30);
    assert_non_null(grant_get(id));
    rig_run_ms(100);
    assert_null(grant_get(id));
    rig_check();
    expect_news(KID_1, KAAL_NEWS_EXPIRED, id);
    expect_fault(KID_1, address);
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
        RIG_TEST(time_ends_a_part),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
