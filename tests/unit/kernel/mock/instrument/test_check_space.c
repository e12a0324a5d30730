/* SPDX-License-Identifier: BSD-2-Clause */
/* mock_check(): address spaces, their tables and numbers. */
#include "support/cmocka_all.h"

#include <sel4/bootinfo_types.h>

#include "arch/armv8/model.h"
#include "scene.h"

#define READ_ONLY (1UL << 7)

static seL4_Word root(void)
{
    return scene_slot(seL4_CapInitThreadVSpace)->cap.object;
}

static uint64_t *leaf(void)
{
    struct walk walk = vspace_walk(root(), SCENE_VADDR, MODEL_LEVELS - 1);

    assert_int_equal(walk.level, MODEL_LEVELS - 1);
    return walk.entry;
}

static void mapped_by_nobody(void)
{
    scene_slot(FRAME)->cap.data = 0;
}

static void mapped_elsewhere(void)
{
    scene_slot(FRAME)->cap.data += 1UL << (16 + seL4_PageBits);
}

static void mapped_in_another_space(void)
{
    scene_slot(FRAME)->cap.data += 1;
}

static void mapped_twice(void)
{
    leaf()[1] = leaf()[0];
}

static void another_frame(void)
{
    *leaf() += 1UL << seL4_PageBits;
}

static void more_rights_than_the_capability(void)
{
    scene_slot(FRAME)->cap.rights = RIGHT_READ;
}

static void no_right_to_see_it(void)
{
    scene_slot(FRAME)->cap.rights = 0;
    *leaf() |= READ_ONLY;
}

static void table_of_nobody(void)
{
    scene_slot(TABLE)->cap.data = 0;
}

static void table_is_a_frame(void)
{
    struct walk walk = vspace_walk(root(), SCENE_VADDR, MODEL_LEVELS - 2);

    *walk.entry &= ~2UL;
}

static void pool_is_gone(void)
{
    asid_pools[1] = scene_slot(FRAME)->cap.object;
}

static void pool_has_other_numbers(void)
{
    asid_pools[1] = asid_pools[0];
}

static void pool_is_not_known(void)
{
    asid_pools[0] = 0;
}

static void space_is_gone(void)
{
    seL4_Word *entries = arch_ptr(asid_pools[0]);

    entries[5] = scene_slot(FRAME)->cap.object;
}

static void space_has_another_number(void)
{
    scene_slot(SPACE)->cap.data += 1;
}

static void copies_disagree(void)
{
    struct cap cap = scene_slot(TABLE)->cap;

    cap.data += 1UL << 40;
    slot_insert_copy(scene_slot(TABLE), scene_slot(FREE), cap);
}

static void sees_broken_spaces(void **state)
{
    static const struct breakage list[] = {
        {mapped_by_nobody, "has no capability"},
        {mapped_elsewhere, "has no capability"},
        {mapped_in_another_space, "has no capability"},
        {mapped_twice, "has no capability"},
        {another_frame, "has no capability"},
        {more_rights_than_the_capability, "has no capability"},
        {no_right_to_see_it, "has no capability"},
        {table_of_nobody, "has no capability"},
        {table_is_a_frame, "has no capability"},
        {pool_is_gone, "is gone"},
        {pool_has_other_numbers, "from 512 on"},
        {pool_is_not_known, "where another one is"},
        {space_is_gone, "is gone"},
        {space_has_another_number, "the capability of"},
        {copies_disagree, "its capabilities say"},
    };

    (void)state;
    scene_expect(list, sizeof(list) / sizeof(list[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sees_broken_spaces),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
