/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The check of the running system: it is content with one that is in order, and finds whatever is
 * planted in a component behind the broker's back.
 */
#include "puppet.h"

#include <string.h>

#include <kaal/layout.h>
#include <kaal/wire/check.h>

#include "arch/armv8/model.h"
#include "grant/grant.h"
#include "spawn/component.h"

#define PAGE        KAAL_PAGE_BYTES
#define BOTH        (KAAL_ACCESS_READ | KAAL_ACCESS_WRITE)
#define RECORDS_MAX 4096U
#define LAST_LEVEL  (MODEL_LEVELS - 1)

/* What a check says of one component. */
struct verdict {
    uint64_t slots;
    uint64_t slots_explained;
    uint32_t pages_explained;
    uint32_t pages_unexplained;
    uint64_t unexplained;
};

static struct kaal_wire_spawned kid;
static struct kaal_wire_mapped memory;
static struct kaal_wire_bundle bundle;
static struct kaal_wire_channel end;

static kaal_err_t ask(enum puppet by, uint32_t cursor, struct kaal_wire_check_info *info)
{
    const struct kaal_wire_check wish = {.cursor = cursor};

    return puppet_call(by, KAAL_REQUEST_CHECK, &wish, sizeof(wish), info, sizeof(*info));
}

static struct verdict verdict_on(const char *name)
{
    struct kaal_wire_check_info info = {0};
    struct verdict verdict = {0};
    uint32_t records = 0;

    while (ask(SHELL, info.next, &info) == KAAL_OK) {
        assert_true(records++ < RECORDS_MAX);
        if (strcmp(info.name, name) == 0) {
            verdict.slots |= info.slots;
            verdict.slots_explained |= info.slots_explained;
            verdict.pages_explained += info.pages_explained;
            verdict.pages_unexplained += info.pages_unexplained;
            verdict.unexplained |= info.unexplained;
        }
    }
    return verdict;
}

/* Claims that every component is in order, and that looking has changed nothing. */
static void expect_order(void)
{
    struct rig_books before = rig_books();
    struct rig_books after;

    for (uint32_t i = 0; i < component_count(); i++) {
        const struct component *component = component_get(i);

        if (component != NULL && component->state == KAAL_STATE_RUNNING) {
            struct verdict verdict = verdict_on(component_name(component));

            assert_int_equal(verdict.slots, verdict.slots_explained);
            assert_int_equal(verdict.slots & 7, 6); /* what each begins with */
            assert_int_equal(verdict.pages_unexplained, 0);
            assert_in_range(verdict.pages_explained, 4, 100000);
        }
    }
    after = rig_books();
    rig_compare_books(&before, &after);
    rig_check();
}

static uint32_t delegate_page(void)
{
    const struct kaal_wire_delegate wish = {.grant = memory.grant, .access = BOTH, .bytes = PAGE};
    uint32_t id = GRANT_NONE;

    assert_int_equal(puppet_delegate(SHELL, KID_0, wish, &id), KAAL_OK);
    return id;
}

static void order_stays_while_things_come_and_go(void)
{
    uint32_t part = GRANT_NONE;

    puppet_boot();
    expect_order();
    assert_int_equal(puppet_spawn(SHELL, KID_0, 0, KAAL_MIB, &kid), KAAL_OK);
    assert_int_equal(puppet_memory(SHELL, 5 * PAGE, &memory), KAAL_OK);
    part = delegate_page();
    expect_order();
    assert_int_equal(puppet_device_open(NIC, &bundle), KAAL_OK);
    assert_int_equal(puppet_channel_open(LEFT, "right", &end), KAAL_OK);
    expect_order();
    assert_int_equal(puppet_channel_open(RIGHT, "left", &end), KAAL_OK);
    expect_order();
    assert_int_equal(puppet_revoke(SHELL, part), KAAL_OK);
    assert_int_equal(puppet_revoke(SHELL, bundle.grant), KAAL_OK);
    expect_order();
    assert_int_equal(puppet_kill(SHELL, "right"), KAAL_OK);
    assert_int_equal(puppet_revoke(SHELL, memory.grant), KAAL_OK);
    expect_order();
}

/* --- what is planted --- */

static void finds_a_capability(void)
{
    const struct component *component = NULL;
    struct slot *slots = NULL;
    struct verdict before;
    struct verdict after;

    puppet_boot();
    component = component_find("left");
    before = verdict_on("left");
    slots =
        host_ram(rig_cap(component->cnode).object, sizeof(struct slot) << component->cnode_bits);
    for (uint32_t slot = KAAL_SLOT_FIRST_FREE; slot < 1U << component->cnode_bits; slot++) {
        if (slot_is_empty(&slots[slot])) {
            slot_insert_copy(&slots[KAAL_SLOT_NOTIFICATION], &slots[slot],
                             slots[KAAL_SLOT_NOTIFICATION].cap);
            after = verdict_on("left");
            assert_int_equal(after.slots, before.slots | (uint64_t)1 << slot);
            assert_int_equal(after.slots_explained, before.slots_explained);
            slot_delete(&slots[slot]);
        }
    }
    expect_order();
}

static void finds_that_one_is_missing(void)
{
    const struct component *component = NULL;
    struct slot *slots = NULL;
    struct verdict verdict;

    puppet_boot();
    assert_int_equal(puppet_channel_open(RIGHT, "left", &end), KAAL_OK);
    assert_int_equal(puppet_channel_open(LEFT, "right", &end), KAAL_OK);
    component = component_find("left");
    slots =
        host_ram(rig_cap(component->cnode).object, sizeof(struct slot) << component->cnode_bits);
    slot_delete(&slots[end.signal_slot]);
    verdict = verdict_on("left");
    assert_int_equal(verdict.slots ^ verdict.slots_explained, 1U << end.signal_slot);
}

static uint64_t *entry_at(const char *name, uint64_t address)
{
    const struct component *component = component_find(name);
    struct walk walk = vspace_walk(rig_cap(component->vspace.root).object, address, LAST_LEVEL);

    assert_int_equal(walk.level, LAST_LEVEL);
    return walk.entry;
}

static void expect_found(const char *name, uint64_t address)
{
    uint64_t *entry = entry_at(name, address);
    uint64_t kept = *entry;
    struct verdict verdict;

    assert_int_equal(kept, 0);
    *entry = *entry_at(name, KAAL_VA_STARTUP);
    verdict = verdict_on(name);
    assert_int_equal(verdict.pages_unexplained, 1);
    assert_int_equal(verdict.unexplained, address);
    *entry = kept;
}

/* Wherever a translation table is, also where nothing else is left of a grant that has gone. */
static void finds_a_page(void)
{
    puppet_boot();
    assert_int_equal(puppet_memory(SHELL, PAGE, &memory), KAAL_OK);
    expect_found("shell", 0);
    expect_found("shell", KAAL_VA_IPC_BUFFER - PAGE);
    expect_found("shell", KAAL_VA_STACK_TOP);
    expect_found("shell", memory.address + PAGE);
    expect_found("shell", memory.address + 511 * PAGE);
    assert_int_equal(puppet_revoke(SHELL, memory.grant), KAAL_OK);
    expect_found("shell", memory.address);
    expect_found("shell", memory.address + PAGE);
    expect_order();
}

/* --- who asks --- */

static void needs_the_right(void)
{
    struct kaal_wire_check wish = {.reserved = 1};
    struct kaal_wire_check_info info = {0};

    puppet_boot();
    assert_int_equal(ask(LEFT, 0, &info), KAAL_ERR_DENIED);
    assert_int_equal(puppet_call(SHELL, KAAL_REQUEST_CHECK, &wish, sizeof(wish), &info, 0),
                     KAAL_ERR_INVALID);
    assert_int_equal(ask(SHELL, UINT32_MAX, &info), KAAL_ERR_END);
}

static void a_cursor_is_not_trusted(void)
{
    struct kaal_wire_check_info info = {0};
    uint32_t cursor = 1;

    puppet_boot();
    for (unsigned i = 0; i < 500; i++) {
        kaal_err_t err = ask(SHELL, cursor, &info);

        assert_true(err == KAAL_OK || err == KAAL_ERR_END);
        assert_true(err != KAAL_OK || info.pages_unexplained == 0);
        cursor = (cursor * 1664525U + 1013904223U) & ((i % 2 == 0) ? 0x7fffU : UINT32_MAX);
    }
    expect_order();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(order_stays_while_things_come_and_go),
        RIG_TEST(finds_a_capability),
        RIG_TEST(finds_that_one_is_missing),
        RIG_TEST(finds_a_page),
        RIG_TEST(needs_the_right),
        RIG_TEST(a_cursor_is_not_trusted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
