/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading the derivation tree. Nothing is followed before it is known to be a slot's address. */
#include "survey.h"

#include <inttypes.h>

#include "arch.h"
#include "check_parts.h"
#include "core/inspect.h"
#include "names.h"

struct survey survey;

static struct boot_machine machine;

/* By depth: the nearest untyped among the slots on the way to the present one. */
static const struct slot *untypeds[SLOT_DEPTH_MASK + 1];

static bool is_in_ram(seL4_Word start, seL4_Word bytes)
{
    for (unsigned i = 0; i < machine.ram_count; i++) {
        if (start >= machine.ram[i].start && start < machine.ram[i].end &&
            bytes <= machine.ram[i].end - start) {
            return true;
        }
    }
    return false;
}

static bool is_irq_target(const struct slot *slot)
{
    uintptr_t offset = (uintptr_t)slot - (uintptr_t)irq_targets;

    return offset < sizeof(irq_targets) && offset % sizeof(struct slot) == 0;
}

static bool can_be_slot(const struct slot *slot)
{
    return is_irq_target(slot) ||
           ((uintptr_t)slot % sizeof(*slot) == 0 && is_in_ram(arch_paddr(slot), sizeof(*slot)));
}

/* Of the object's memory; 0: it has none. */
static unsigned bits_of(struct cap cap)
{
    static const unsigned char fixed[CAP_TYPE_COUNT] = {
        [CAP_ENDPOINT] = seL4_EndpointBits,    [CAP_NOTIFICATION] = seL4_NotificationBits,
        [CAP_REPLY] = seL4_ReplyBits,          [CAP_TCB] = seL4_TCBBits,
        [CAP_PAGE_TABLE] = seL4_PageTableBits, [CAP_VSPACE] = seL4_VSpaceBits,
        [CAP_ASID_POOL] = seL4_ASIDPoolBits,
    };

    if (cap.type == CAP_UNTYPED || cap.type == CAP_SCHED_CONTEXT || cap.type == CAP_FRAME) {
        return (unsigned)cap.size_bits;
    }
    return cap.type == CAP_CNODE ? (unsigned)cap.size_bits + seL4_SlotBits : fixed[cap.type];
}

static bool check_cap(const struct slot *slot)
{
    struct cap cap = slot->cap;

    CHECK_THAT(cap.type != CAP_NULL && cap.type < CAP_TYPE_COUNT,
               "tree: slot %p has type %u and is in the list", (const void *)slot, cap.type);
    unsigned bits = bits_of(cap);
    CHECK_THAT((cap.object & ((1UL << bits) - 1)) == 0, "tree: %s 0x%lx is not aligned to %u bits",
               name_of_cap(cap.type), (seL4_Word)cap.object, bits);
    bool needs_ram = bits != 0 && !cap.is_device;
    CHECK_THAT(!needs_ram || is_in_ram(cap.object, 1UL << bits),
               "tree: %s 0x%lx of %u bits is not in RAM", name_of_cap(cap.type),
               (seL4_Word)cap.object, bits);
    CHECK_THAT(!cap.is_device || cap.type == CAP_UNTYPED || cap.type == CAP_FRAME,
               "tree: %s 0x%lx is device memory", name_of_cap(cap.type), (seL4_Word)cap.object);
    return true;
}

static bool take_slots(void)
{
    struct slot *before = &slot_root;

    arch_boot_init(&machine);
    survey.slot_count = 0;
    CHECK_THAT(slot_root.depth == 0 && !slot_prev(&slot_root), "tree: the root is not the first");
    for (struct slot *slot = slot_next(before); slot; slot = slot_next(slot)) {
        CHECK_THAT(can_be_slot(slot), "tree: %p follows %p and is no slot", (void *)slot,
                   (void *)before);
        CHECK_THAT(slot_prev(slot) == before, "tree: %p follows %p, which does not precede it",
                   (void *)slot, (void *)before);
        CHECK_THAT(slot->depth >= 1 && slot->depth <= before->depth + 1u,
                   "tree: %p has depth %u behind depth %u", (void *)slot, slot->depth,
                   before->depth);
        CHECK_THAT(slot->depth <= before->depth || before->is_original,
                   "tree: %p is derived from %p, which is a copy", (void *)slot, (void *)before);
        KERNEL_ASSERT(survey.slot_count < SURVEY_MAX);
        if (!check_cap(slot)) {
            return false;
        }
        survey.slots[survey.slot_count++] = slot;
        before = slot;
    }
    return true;
}

static bool is_before(const struct survey_object *a, const struct survey_object *b)
{
    if (a->start != b->start) {
        return a->start < b->start;
    }
    if (a->end != b->end) {
        return a->end > b->end;
    }
    return a->type != b->type ? a->type < b->type : a->order < b->order;
}

/* Shell's sort: qsort would allocate memory, each time. */
static void sort(struct survey_object *objects, unsigned count)
{
    for (unsigned gap = count / 2; gap != 0; gap = gap == 2 ? 1 : gap * 5 / 11) {
        for (unsigned i = gap; i < count; i++) {
            struct survey_object object = objects[i];
            unsigned at = i;
            for (; at >= gap && is_before(&object, &objects[at - gap]); at -= gap) {
                objects[at] = objects[at - gap];
            }
            objects[at] = object;
        }
    }
}

static bool is_same(const struct survey_object *a, const struct survey_object *b)
{
    return a->start == b->start && a->end == b->end && a->type == b->type;
}

static void take_objects(void)
{
    unsigned count = 0;
    unsigned kept = 0;

    for (unsigned i = 0; i < survey.slot_count; i++) {
        struct slot *slot = survey.slots[i];
        struct cap cap = slot->cap;
        unsigned bits = bits_of(cap);
        bool is_untyped = cap.type == CAP_UNTYPED;

        untypeds[slot->depth] = is_untyped ? slot : untypeds[slot->depth - 1];
        if (bits != 0) {
            survey.objects[count++] = (struct survey_object){.start = cap.object,
                                                             .end = cap.object + (1UL << bits),
                                                             .type = (enum cap_type)cap.type,
                                                             .slot = slot,
                                                             .untyped = untypeds[slot->depth - 1],
                                                             .order = i};
        }
    }
    sort(survey.objects, count);
    survey.thing_count = 0;
    for (unsigned i = 0; i < count; i++) {
        const struct survey_object *object = &survey.objects[i];
        if (kept != 0 && is_same(&survey.objects[kept - 1], object)) {
            continue; /* another capability to the same */
        }
        survey.objects[kept++] = *object;
        if (object->type != CAP_UNTYPED) {
            survey.things[survey.thing_count++] = *object;
        }
    }
    survey.object_count = kept;
}

const char *survey_take(void)
{
    if (!take_slots()) {
        return check_failure();
    }
    take_objects();
    return NULL;
}

const struct survey_object *survey_containing(seL4_Word paddr)
{
    unsigned low = 0;
    unsigned high = survey.thing_count;

    while (low < high) {
        unsigned middle = (low + high) / 2;
        if (survey.things[middle].end <= paddr) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool is_in = low < survey.thing_count && survey.things[low].start <= paddr;
    return is_in ? &survey.things[low] : NULL;
}

const struct survey_object *survey_find(enum cap_type type, const void *object)
{
    return survey_find_at(type, arch_paddr(object));
}

const struct survey_object *survey_find_at(enum cap_type type, seL4_Word paddr)
{
    const struct survey_object *found = survey_containing(paddr);

    return found && found->type == type && found->start == paddr ? found : NULL;
}

unsigned survey_slots_of(const struct survey_object *object, struct slot **slots)
{
    if (object->type == CAP_CNODE) {
        *slots = arch_ptr(object->start);
        return (unsigned)((object->end - object->start) >> seL4_SlotBits);
    }
    if (object->type == CAP_TCB) {
        *slots = ((struct tcb *)arch_ptr(object->start))->slots;
        return TCB_SLOT_COUNT;
    }
    *slots = NULL;
    return 0;
}

const struct slot *survey_parent(const struct slot *slot)
{
    const struct slot *before = slot_prev(slot);

    while (before->depth >= slot->depth) {
        before = slot_prev(before);
    }
    return before == &slot_root ? NULL : before;
}

void survey_print(FILE *file)
{
    for (const struct slot *slot = slot_next(&slot_root); slot; slot = slot_next(slot)) {
        (void)fprintf(file, "%*s%s 0x%" PRIx64 " size_bits %u data 0x%" PRIx64 "%s, slot %p\n",
                      2 * (slot->depth - 1), "", name_of_cap(slot->cap.type),
                      (uint64_t)slot->cap.object, (unsigned)slot->cap.size_bits, slot->cap.data,
                      slot->is_original ? "" : " (copy)", (const void *)slot);
    }
}
