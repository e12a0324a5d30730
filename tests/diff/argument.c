/* SPDX-License-Identifier: BSD-2-Clause */
/* Values for arguments. Which calls there are: method.c; what goes around them: step.c. */
#include "diff/argument.h"

/* The first slots of a zone are the filled ones at the start. */
static seL4_Word low_slot(struct random *random, enum zone zone)
{
    seL4_Word a = random_below(random, zones[zone].count);
    seL4_Word b = random_below(random, zones[zone].count);

    return zones[zone].first + (a < b ? a : b);
}

static seL4_Word high_slot(struct random *random, enum zone zone)
{
    seL4_Word a = random_below(random, zones[zone].count);
    seL4_Word b = random_below(random, zones[zone].count);

    return zones[zone].first + (a > b ? a : b);
}

seL4_Word choose_cptr(struct random *random, enum zone zone)
{
    static const seL4_Word others[] = {0x3f, 0x340, 0x300, 0x7f, 0x2ff, 0x400, 1UL << 40, ~0UL};
    seL4_Word die = random_below(random, 100);

    if (die < 88 || random->is_careful) {
        return CPTR_WORK(low_slot(random, zone));
    }
    if (die < 95) {
        return CPTR_WORK(random_below(random, WORK_SLOTS));
    }
    if (die < 97) {
        return CPTR_SINGLE(random_below(random, SINGLE_END));
    }
    return RANDOM_OF(random, others);
}

/* is_dest: an empty slot is wanted. */
static struct node choose_node(struct random *random, enum zone zone, bool is_dest)
{
    static const seL4_Word depths[] = {0, 1, 2, 4, 5, 7, 8, 14, 64, 65, 128, ~0UL};
    seL4_Word die = random_below(random, random->is_careful ? 94 : 100);
    struct node node = {CPTR_WORK(WORK_SELF), 0, WORK_BITS};

    node.index = is_dest ? high_slot(random, zone) : low_slot(random, zone);
    if (die < 76) {
        return node;
    }
    if (die < 84) {
        return (struct node){CPTR_WORK(WORK_CNODE_8), random_below(random, 1 << SMALL_BITS),
                             SMALL_BITS};
    }
    if (die < 90) {
        return (struct node){CPTR_WORK(WORK_CNODE_GUARDED),
                             GUARDED_GUARD << GUARDED_BITS | random_below(random, 4),
                             GUARDED_BITS + GUARDED_SIZE};
    }
    if (die < 94) {
        /* Through the working CNode into the small one in it. */
        return (struct node){CPTR_WORK(WORK_SELF),
                             WORK_CNODE_8 << SMALL_BITS | random_below(random, 1 << SMALL_BITS),
                             WORK_BITS + SMALL_BITS};
    }
    node.root = choose_cptr(random, ZONE_CNODE);
    node.depth = RANDOM_OF(random, depths);
    return node;
}

static seL4_Word choose_type(struct random *random)
{
    static const seL4_Word types[] = {
        seL4_UntypedObject,       seL4_TCBObject,          seL4_TCBObject,
        seL4_EndpointObject,      seL4_NotificationObject, seL4_CapTableObject,
        seL4_SchedContextObject,  seL4_ReplyObject,        seL4_ARM_SmallPageObject,
        seL4_ARM_PageTableObject, seL4_ARM_VSpaceObject,
    };
    static const seL4_Word others[] = {seL4_ARM_LargePageObject, seL4_ARM_HugePageObject,
                                       seL4_ObjectTypeCount, 0xfffe, ~0UL};

    return (random->is_careful || random_percent(random, 80)) ? RANDOM_OF(random, types)
                                                              : RANDOM_OF(random, others);
}

static enum zone zone_of_type(seL4_Word type)
{
    switch (type) {
    case seL4_UntypedObject:
        return ZONE_UNTYPED;
    case seL4_TCBObject:
        return ZONE_TCB;
    case seL4_EndpointObject:
        return ZONE_ENDPOINT;
    case seL4_NotificationObject:
        return ZONE_NOTIFICATION;
    case seL4_CapTableObject:
        return ZONE_CNODE;
    case seL4_SchedContextObject:
        return ZONE_SC;
    case seL4_ReplyObject:
        return ZONE_REPLY;
    case seL4_ARM_SmallPageObject:
    case seL4_ARM_LargePageObject:
    case seL4_ARM_HugePageObject:
        return ZONE_FRAME;
    case seL4_ARM_PageTableObject:
        return ZONE_TABLE;
    case seL4_ARM_VSpaceObject:
        return ZONE_VSPACE;
    default:
        return ZONE_FREE;
    }
}

struct choice choose(struct random *random, const struct method *method)
{
    struct choice choice = {.random = random, .method = method};
    /* Copies stay in the zone of their kind, so that later steps find them. */
    enum zone zone = (enum zone)random_below(random, ZONE_FREE);

    if (method->label == ARMASIDControlMakePool) {
        zone = ZONE_POOL;
    } else if (method->service == ARG_SINGLE + SINGLE_IRQ_CONTROL) {
        zone = ZONE_IRQ;
    }
    if (method->label == CNodeCancelBadgedSends) {
        zone = ZONE_ENDPOINT;
    }
    choice.type = choose_type(random);
    choice.dest = choose_node(random, zone, method->words[2] != ARG_NONE || method->caps[0]);
    choice.source = choose_node(random, zone, false);
    choice.pivot = choose_node(random, zone, false);
    if ((method->label == CNodeCopy || method->label == CNodeMint) && random_percent(random, 6)) {
        choice.source = (struct node){CPTR_SINGLE(SINGLE_SELF),
                                      random_below(random, SINGLE_SELF + 1), WORK_BITS};
    }
    return choice;
}

/* Sizes of the three types that have one; the first ones are valid. */
static seL4_Word choose_size(struct random *random, seL4_Word type)
{
    static const seL4_Word untyped[] = {4, 5, 10, 12, 6, 13, 3, 0, 47, 48, 63, 64};
    static const seL4_Word cnode[] = {1, 2, 3, 4, 0, 42, 43, 60, 64, ~0UL};
    static const seL4_Word sc[] = {7, 7, 8, 9, 6, 0, 47, 64};
    static const seL4_Word others[] = {0, 0, 4, 12, 64, ~0UL};

    if (random->is_careful) {
        return (type == seL4_UntypedObject)        ? untyped[random_below(random, 4)]
               : (type == seL4_CapTableObject)     ? cnode[random_below(random, 4)]
               : (type == seL4_SchedContextObject) ? sc[random_below(random, 4)]
                                                   : 0;
    }
    switch (type) {
    case seL4_UntypedObject:
        return RANDOM_OF(random, untyped);
    case seL4_CapTableObject:
        return RANDOM_OF(random, cnode);
    case seL4_SchedContextObject:
        return RANDOM_OF(random, sc);
    default:
        return RANDOM_OF(random, others);
    }
}

/*
 * Addresses of a mapping. None of the test's own image: a frame that is mapped where another one is
 * replaces it.
 */
static seL4_Word choose_vaddr(struct random *random)
{
    static const seL4_Word likely[] = {WINDOW,
                                       WINDOW + 0x1000,
                                       WINDOW + 0x2000,
                                       WINDOW + 0x200000,
                                       WINDOW + 0x400000,
                                       WINDOW + 0x40000000};
    static const seL4_Word others[] = {
        0,         0x5ff000,       0x600000,       WINDOW + 0x800,     WINDOW + 0x1ff000,
        1UL << 39, 0x7ffffffff000, 0x7fffffe00000, 0x800000000000,     0xffffff8000000000,
        ~0UL,      1UL << 48,      WINDOW + 1,     0xffff000000000000, 0x7fffffffffff,
    };

    return (random->is_careful || random_percent(random, 70)) ? RANDOM_OF(random, likely)
                                                              : RANDOM_OF(random, others);
}

static seL4_Word choose_offset(const struct choice *choice)
{
    seL4_Word die = random_below(choice->random, 100);

    if (die < 85 || choice->random->is_careful) {
        return high_slot(choice->random, zone_of_type(choice->type));
    }
    return (die < 95) ? random_below(choice->random, 1 << SMALL_BITS) : choose_word(choice->random);
}

seL4_Word choose_argument(const struct choice *choice, enum argument argument)
{
    if (argument >= ARG_ZONE && argument < ARG_ZONE + ZONE_COUNT) {
        /* Objects of this type differ in size between configurations: they have memory apart. */
        if (choice->method->label == UntypedRetype && choice->type == seL4_TCBObject &&
            argument == ARG_ZONE + ZONE_UNTYPED) {
            return CPTR_TCB_UNTYPED;
        }
        return choose_cptr(choice->random, (enum zone)(argument - ARG_ZONE));
    }
    if (argument > ARG_SINGLE && argument < ARG_ZONE) {
        return (choice->random->is_careful || random_percent(choice->random, 96))
                   ? CPTR_SINGLE(argument - ARG_SINGLE)
                   : choose_cptr(choice->random, ZONE_FREE);
    }
    switch ((unsigned)argument) {
    case ARG_NODE_ROOT:
        return choice->random->is_careful ? CPTR_WORK(WORK_SELF)
                                          : choose_cptr(choice->random, ZONE_CNODE);
    case ARG_DEST_ROOT:
        return choice->dest.root;
    case ARG_SOURCE_ROOT:
        return choice->source.root;
    case ARG_PIVOT_ROOT:
        return choice->pivot.root;
    case ARG_DEST_INDEX:
        return choice->dest.index;
    case ARG_DEST_DEPTH:
        return choice->dest.depth;
    case ARG_SOURCE_INDEX:
        return choice->source.index;
    case ARG_SOURCE_DEPTH:
        return choice->source.depth;
    case ARG_PIVOT_INDEX:
        return choice->pivot.index;
    case ARG_PIVOT_DEPTH:
        return choice->pivot.depth;
    case ARG_TCB_OR_NOTIFICATION:
        return choose_cptr(choice->random,
                           random_percent(choice->random, 60) ? ZONE_TCB : ZONE_NOTIFICATION);
    case ARG_TYPE:
        return choice->type;
    case ARG_SIZE:
        return choose_size(choice->random, choice->type);
    case ARG_OFFSET:
        return choose_offset(choice);
    case ARG_VADDR:
        return choose_vaddr(choice->random);
    default:
        return choose_from_list(choice->random, argument);
    }
}

seL4_Word choose_address(struct random *random)
{
    static const seL4_Word addresses[] = {
        WINDOW,
        WINDOW,
        WINDOW + 8,
        WINDOW + 0x1000,
        WINDOW + 0xff8,
        WINDOW + 0x2000,
        WINDOW + 0x200000,
        WINDOW + 0x40000000,
        0,
        WINDOW + 0x1008,
        1UL << 39,
        0x7ffffffff000,
        0xffff000000000000,
        0x800000000000,
    };

    return RANDOM_OF(random, addresses);
}

seL4_Word choose_word(struct random *random)
{
    static const seL4_Word addresses[] = {0, 0x10, WINDOW, ~0UL, 1UL << 63, 0x7ffffffff000};

    switch (random_below(random, 8)) {
    case 0:
        return RANDOM_OF(random, addresses);
    case 1:
        return (seL4_Word)diff_exec_call;
    case 2:
        return (seL4_Word)diff_exec_load;
    default:
        return random_below(random, 0x10000);
    }
}
