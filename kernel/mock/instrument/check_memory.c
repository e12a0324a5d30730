/* SPDX-License-Identifier: BSD-2-Clause */
/* Whose memory it is: untypeds, objects, slots, and interrupts, which are handed out alike. */
#include "arch.h"
#include "check_parts.h"
#include "core/inspect.h"
#include "names.h"
#include "survey.h"

/* What is made of an untyped lies in it, below its watermark. */
static bool check_ancestry(void)
{
    for (unsigned i = 0; i < survey.object_count; i++) {
        const struct survey_object *object = &survey.objects[i];
        if (!object->untyped) {
            continue;
        }
        struct cap from = object->untyped->cap;
        CHECK_THAT(from.data <= 1UL << from.size_bits,
                   "memory: untyped 0x%lx has handed out 0x%lx of %u bits", (seL4_Word)from.object,
                   from.data, (unsigned)from.size_bits);
        CHECK_THAT(object->start >= from.object && object->end <= from.object + from.data,
                   "memory: %s [0x%lx, 0x%lx) is not in its untyped's [0x%lx, 0x%lx)",
                   name_of_cap(object->type), object->start, object->end, (seL4_Word)from.object,
                   from.object + from.data);
        CHECK_THAT(object->slot->cap.is_device == from.is_device,
                   "memory: %s 0x%lx and its untyped differ in being a device",
                   name_of_cap(object->type), object->start);
    }
    return true;
}

static bool is_same_range(const struct survey_object *object, const struct slot *untyped)
{
    return untyped && untyped->cap.object == object->start &&
           untyped->cap.object + (1UL << untyped->cap.size_bits) == object->end;
}

/* Objects lie beside each other, or in the very untyped that they come from. */
static bool check_overlaps(void)
{
    static const struct survey_object *open[64]; /* sizes of what contains what fall */
    unsigned depth = 0;

    for (unsigned i = 0; i < survey.object_count; i++) {
        const struct survey_object *object = &survey.objects[i];
        while (depth != 0 && open[depth - 1]->end <= object->start) {
            depth--;
        }
        if (depth != 0) {
            const struct survey_object *outer = open[depth - 1];
            CHECK_THAT(outer->type == CAP_UNTYPED && is_same_range(outer, object->untyped),
                       "memory: %s [0x%lx, 0x%lx) and %s [0x%lx, 0x%lx) overlap",
                       name_of_cap(object->type), object->start, object->end,
                       name_of_cap(outer->type), outer->start, outer->end);
        }
        KERNEL_ASSERT(depth < sizeof(open) / sizeof(open[0]));
        open[depth++] = object;
    }
    return true;
}

/* All capabilities to one object stand together: the last to go is known by its neighbours. */
static bool check_neighbours(void)
{
    static bool is_seen[SURVEY_MAX];

    kernel_zero(is_seen, (survey.thing_count + 7) & ~7UL);
    for (unsigned i = 0; i < survey.slot_count; i++) {
        struct cap cap = survey.slots[i]->cap;
        bool is_run = i != 0 && cap_same_object(survey.slots[i - 1]->cap, cap);
        const struct survey_object *object = survey_find_at((enum cap_type)cap.type, cap.object);
        if (object && !is_run) {
            CHECK_THAT(!is_seen[object - survey.things],
                       "tree: capabilities to %s 0x%lx stand apart", name_of_cap(cap.type),
                       (seL4_Word)cap.object);
            is_seen[object - survey.things] = true;
        }
    }
    return true;
}

static unsigned count_filled(const struct slot *slots, unsigned count)
{
    unsigned filled = 0;

    for (unsigned i = 0; i < count; i++) {
        filled += !slot_is_empty(&slots[i]);
    }
    return filled;
}

static bool is_in_object(const struct slot *slot)
{
    const struct survey_object *object = survey_containing(arch_paddr(slot));
    struct slot *slots = NULL;
    unsigned count = object ? survey_slots_of(object, &slots) : 0;

    return count != 0 && slot >= slots && slot < slots + count;
}

/* Slots in the list are slots of live objects, and those of live objects are in the list. */
static bool check_slots(void)
{
    unsigned filled = count_filled(irq_targets, ARCH_IRQ_COUNT);

    for (unsigned i = 0; i < survey.slot_count; i++) {
        const struct slot *slot = survey.slots[i];
        bool is_target = slot >= irq_targets && slot < irq_targets + ARCH_IRQ_COUNT;
        CHECK_THAT(is_target || is_in_object(slot),
                   "memory: slot %p (0x%lx), %s 0x%lx, lies in no live object", (const void *)slot,
                   arch_paddr(slot), name_of_cap(slot->cap.type), (seL4_Word)slot->cap.object);
    }
    for (unsigned i = 0; i < survey.thing_count; i++) {
        struct slot *slots = NULL;
        unsigned count = survey_slots_of(&survey.things[i], &slots);
        filled += count_filled(slots, count);
    }
    CHECK_THAT(filled == survey.slot_count,
               "tree: %u slots of live objects are filled, %u are in the list", filled,
               survey.slot_count);
    return true;
}

/* A handler capability for each interrupt that is given away, and targets for no others. */
static bool check_interrupts(void)
{
    bool has_handler[ARCH_IRQ_COUNT] = {false};

    for (unsigned i = 0; i < survey.slot_count; i++) {
        struct cap cap = survey.slots[i]->cap;
        if (cap.type == CAP_IRQ_HANDLER) {
            CHECK_THAT(cap.object < ARCH_IRQ_COUNT, "irq: handler of number %lu",
                       (seL4_Word)cap.object);
            has_handler[cap.object] = true;
        }
    }
    for (unsigned i = 0; i < ARCH_IRQ_COUNT; i++) {
        unsigned type = irq_targets[i].cap.type;
        CHECK_THAT(has_handler[i] == irq_is_issued[i], "irq: %u is %sissued and has %s handler", i,
                   irq_is_issued[i] ? "" : "not ", has_handler[i] ? "a" : "no");
        CHECK_THAT(type == CAP_NULL || (type == CAP_NOTIFICATION && irq_is_issued[i]),
                   "irq: %u signals %s and is %sissued", i, name_of_cap(type),
                   irq_is_issued[i] ? "" : "not ");
    }
    return true;
}

bool check_memory(void)
{
    return check_ancestry() && check_overlaps() && check_neighbours() && check_slots() &&
           check_interrupts();
}
