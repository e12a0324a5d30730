/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The list of grants: in trees, for everybody the own ones, and while grants come and go.
 */
#include "puppet.h"

#include <string.h>

#include "grant/grant.h"
#include "spawn/component.h"

#define PAGE KAAL_PAGE_BYTES
#define BOTH (KAAL_ACCESS_READ | KAAL_ACCESS_WRITE)

static struct kaal_wire_spawned kid;
static struct kaal_wire_mapped memory;
static uint32_t part; /* of the shell's memory, the kid's */

static uint32_t delegate(enum puppet by, enum puppet to, uint32_t grant)
{
    const struct kaal_wire_delegate wish = {.grant = grant, .access = BOTH, .bytes = PAGE};
    uint32_t id = GRANT_NONE;

    assert_int_equal(puppet_delegate(by, to, wish, &id), KAAL_OK);
    return id;
}

static void boot_with_a_tree(void)
{
    puppet_boot();
    assert_int_equal(puppet_spawn(SHELL, KID_0, 0, KAAL_MIB, &kid), KAAL_OK);
    assert_int_equal(puppet_memory(SHELL, PAGE, &memory), KAAL_OK);
    part = delegate(SHELL, KID_0, memory.grant);
    (void)delegate(KID_0, SHELL, part);
    (void)delegate(SHELL, KID_0, memory.grant);
}

static kaal_err_t list(enum puppet by, const char *holder, uint32_t cursor,
                       struct kaal_wire_grant_info *info)
{
    struct kaal_wire_list wish = {.list = KAAL_LIST_GRANTS, .cursor = cursor};

    strcpy(wish.holder, holder);
    return puppet_call(by, KAAL_REQUEST_LIST, &wish, sizeof(wish), info, sizeof(*info));
}

/* All of a list: each once, and parents right above. Returns how many. */
static uint32_t check_list(enum puppet by, const char *holder)
{
    static bool is_seen[UINT16_MAX];
    uint32_t path[16] = {0};
    struct kaal_wire_grant_info info = {0};
    uint32_t count = 0;

    memset(is_seen, 0, sizeof(is_seen));
    while (list(by, holder, info.next, &info) == KAAL_OK) {
        assert_non_null(grant_get(info.id));
        assert_false(is_seen[grant_index(info.id)]);
        is_seen[grant_index(info.id)] = true;
        assert_in_range(info.depth, 0, KAAL_ARRAY_LENGTH(path) - 1);
        path[info.depth] = info.id;
        if (info.depth > 0) {
            assert_int_equal(info.parent, path[info.depth - 1]);
        } else {
            assert_true(holder[0] != '\0' ? strcmp(info.holder, holder) == 0 : info.parent == 0);
        }
        count++;
    }
    return count;
}

static void all_come_once_below_their_parents(void)
{
    boot_with_a_tree();
    assert_int_equal(check_list(SHELL, ""), grant_total() - grant_available());
}

/* What others have of one's own is in it once, even where one has a part of that again. */
static void one_component_s_trees(void)
{
    boot_with_a_tree();
    assert_int_equal(check_list(SHELL, "shell"),
                     grant_count_of(component_find("shell")->index) + 2);
    assert_int_equal(check_list(SHELL, puppet_name(KID_0)),
                     grant_count_of(component_of_id(kid.component)->index) + 1);
}

static void everybody_lists_the_own_ones(void)
{
    struct kaal_wire_list wish = {.list = KAAL_LIST_MEMORY};
    struct kaal_wire_grant_info info = {0};

    boot_with_a_tree();
    assert_true(check_list(KID_0, puppet_name(KID_0)) > 2);
    assert_int_equal(list(KID_0, "shell", 0, &info), KAAL_ERR_DENIED);
    assert_int_equal(list(KID_0, "nobody", 0, &info), KAAL_ERR_DENIED);
    assert_int_equal(list(KID_0, "", 0, &info), KAAL_ERR_DENIED);
    strcpy(wish.holder, puppet_name(KID_0));
    assert_int_equal(puppet_call(KID_0, KAAL_REQUEST_LIST, &wish, sizeof(wish), NULL, 0),
                     KAAL_ERR_DENIED);
}

/* A cursor whose grant has gone, or is another one now, leads to no grant a second time. */
static void grants_go_while_they_are_listed(void)
{
    struct kaal_wire_grant_info info = {0};
    uint32_t before = 0;

    boot_with_a_tree();
    while (list(SHELL, "shell", info.next, &info) == KAAL_OK && info.id != part) {
        before++;
    }
    assert_int_equal(info.id, part);
    assert_int_equal(puppet_revoke(SHELL, part), KAAL_OK);
    while (list(SHELL, "shell", info.next, &info) == KAAL_OK) {
        assert_int_not_equal(info.id, memory.grant);
        before++;
    }
    assert_true(before < grant_count_of(component_find("shell")->index) + 2);
}

static void a_cursor_is_not_trusted(void)
{
    struct kaal_wire_grant_info info = {0};
    uint32_t cursor = 0;

    boot_with_a_tree();
    for (unsigned i = 0; i < 2000; i++) {
        kaal_err_t err = list(SHELL, (i % 2 == 0) ? "shell" : "", cursor, &info);

        assert_true(err == KAAL_OK || err == KAAL_ERR_END);
        cursor = (i % 7 == 0) ? UINT32_MAX - i : cursor * 1664525U + 1013904223U;
        cursor &= (i % 3 == 0) ? 0x00ff00ffU : UINT32_MAX;
    }
    assert_int_equal(check_list(SHELL, ""), grant_total() - grant_available());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(all_come_once_below_their_parents), RIG_TEST(one_component_s_trees),
        RIG_TEST(everybody_lists_the_own_ones),      RIG_TEST(grants_go_while_they_are_listed),
        RIG_TEST(a_cursor_is_not_trusted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
