/* SPDX-License-Identifier: BSD-2-Clause */
/* mock_check(): the derivation tree, whose memory it is, interrupts. */
#include "support/cmocka_all.h"

#include "arch.h"
#include "core/inspect.h"
#include "scene.h"
#include "support/mock_call.h"

/* The list of slots. */
static void lose_a_slot(void)
{
    /* As if memory with a capability in it had been handed out anew. */
    kernel_zero(scene_slot(FRAME_COPY), sizeof(struct slot));
}

static void begin_in_the_middle(void)
{
    slot_root.depth = 1;
}

static void empty_a_slot(void)
{
    scene_slot(FRAME_COPY)->cap.type = CAP_NULL;
}

static void link_elsewhere(void)
{
    scene_slot(FRAME)->next = 0x1234;
}

static void link_one_way(void)
{
    struct slot *slot = scene_slot(FRAME);

    slot->prev = (uintptr_t)scene_slot(HANDLER) & 0xffffffffffff;
}

static void skip_a_level(void)
{
    scene_slot(FRAME_COPY)->depth += 2;
}

static void make_a_parent_a_copy(void)
{
    scene_slot(ENDPOINT)->is_original = 0;
}

static void name_what_is_not_there(void)
{
    scene_slot(SPACE)->cap.object = 0x7ffffff000;
}

static void name_half_of_it(void)
{
    scene_slot(FRAME)->cap.object += 16;
}

static void make_a_thread_a_device(void)
{
    scene_slot(SENDER)->cap.is_device = 1;
}

static void take_out_of_the_list(void)
{
    struct slot *slot = scene_slot(HANDLER);

    slot_prev(slot)->next = slot->next;
    if (slot_next(slot)) {
        slot_next(slot)->prev = slot->prev;
    }
}

static void keep_a_slot_of_nobody(void)
{
    struct slot *cnode = scene_slot(CNODE);

    slot_prev(cnode)->next = cnode->next;
    slot_next(cnode)->prev = cnode->prev;
    kernel_zero(cnode, sizeof(*cnode));
}

static void put_copies_apart(void)
{
    /* A third capability to the frame, from its untyped instead of from the frame. */
    struct cap cap = scene_slot(FRAME)->cap;

    cap.data = 0;
    slot_insert_child(scene_slot(mock_find(CAP_UNTYPED, false, 20, SENDER)), scene_slot(FREE), cap);
}

/* Memory. */
static void turn_the_watermark_back(void)
{
    scene_slot(UNTYPED)->cap.data = 0;
}

static void raise_the_watermark_too_far(void)
{
    scene_slot(UNTYPED)->cap.data = 1UL << 14;
}

static void make_one_thing_of_anothers_memory(void)
{
    scene_slot(FREE - 1)->cap.object = scene_slot(TABLE)->cap.object;
}

static void make_two_things_of_one(void)
{
    struct cap cap = scene_slot(CHILD)->cap;

    cap.type = CAP_PAGE_TABLE;
    cap.data = 0;
    slot_insert_child(scene_slot(UNTYPED), scene_slot(FREE), cap);
}

static void make_a_device_of_memory(void)
{
    scene_slot(FRAME)->cap.is_device = 1;
    scene_slot(FRAME_COPY)->cap.is_device = 1;
}

/* Interrupts. */
static void forget_the_handler(void)
{
    irq_is_issued[SCENE_IRQ] = false;
}

static void issue_without_a_handler(void)
{
    irq_is_issued[SCENE_IRQ + 1] = true;
}

static void signal_a_domain(void)
{
    irq_targets[SCENE_IRQ].cap.type = CAP_DOMAIN;
}

static void handle_what_there_is_not(void)
{
    scene_slot(HANDLER)->cap.object = ARCH_IRQ_COUNT;
}

static void sees_a_broken_tree(void **state)
{
    static const struct breakage list[] = {
        {lose_a_slot, "which does not precede it"},
        {begin_in_the_middle, "the root is not the first"},
        {empty_a_slot, "type 0 and is in the list"},
        {link_elsewhere, "is no slot"},
        {link_one_way, "which does not precede it"},
        {skip_a_level, "behind depth"},
        {make_a_parent_a_copy, "which is a copy"},
        {name_what_is_not_there, "is not in RAM"},
        {name_half_of_it, "is not aligned"},
        {make_a_thread_a_device, "is device memory"},
        {take_out_of_the_list, "are in the list"},
        {keep_a_slot_of_nobody, "lies in no live object"},
        {put_copies_apart, "stand apart"},
    };

    (void)state;
    scene_expect(list, sizeof(list) / sizeof(list[0]));
}

static void sees_broken_memory(void **state)
{
    static const struct breakage list[] = {
        {turn_the_watermark_back, "is not in its untyped's"},
        {raise_the_watermark_too_far, "has handed out"},
        {make_one_thing_of_anothers_memory, "overlap"},
        {make_two_things_of_one, "overlap"},
        {make_a_device_of_memory, "differ in being a device"},
    };

    (void)state;
    scene_expect(list, sizeof(list) / sizeof(list[0]));
}

static void sees_broken_interrupts(void **state)
{
    static const struct breakage list[] = {
        {forget_the_handler, "40 is not issued and has a handler"},
        {issue_without_a_handler, "41 is issued and has no handler"},
        {signal_a_domain, "signals domain"},
        {handle_what_there_is_not, "handler of number"},
    };

    (void)state;
    scene_expect(list, sizeof(list) / sizeof(list[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sees_a_broken_tree),
        cmocka_unit_test(sees_broken_memory),
        cmocka_unit_test(sees_broken_interrupts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
