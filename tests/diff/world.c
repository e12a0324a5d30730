/* SPDX-License-Identifier: BSD-2-Clause */
/* Making and taking back. What a sequence does with it: step.c. */
#include <string.h>

#include "diff/own.h"
#include "diff/random.h"

const struct zone_range zones[ZONE_COUNT] = {
    [ZONE_UNTYPED] = {0, 6},   [ZONE_CNODE] = {6, 4},         [ZONE_TCB] = {10, 6},
    [ZONE_ENDPOINT] = {16, 6}, [ZONE_NOTIFICATION] = {22, 6}, [ZONE_REPLY] = {28, 4},
    [ZONE_SC] = {32, 6},       [ZONE_FRAME] = {38, 8},        [ZONE_TABLE] = {46, 4},
    [ZONE_VSPACE] = {50, 3},   [ZONE_POOL] = {53, 2},         [ZONE_IRQ] = {55, 4},
    [ZONE_FREE] = {59, 5},
};

struct shared diff_shared __attribute__((section(".shared"), aligned(4096)));

/* Untypeds, CNodes and the CSpace of the workers. */
static void make_spaces(void)
{
    seL4_CPtr base = own(OWN_BASE);

    make_own(base, seL4_UntypedObject, TCB_POOL_BITS, OWN_TCB_POOL);
    make_own(base, seL4_CapTableObject, WORK_BITS, OWN_WORK);
    make_own(base, seL4_CapTableObject, WORK_BITS, OWN_PRIVATE);
    make_own(base, seL4_CapTableObject, 2, OWN_CSPACE);
    make_own(base, seL4_NotificationObject, 0, OWN_STOP);
    mint(own(OWN_REACH), REACH_DEPTH, 1, own(OWN_WORK), seL4_AllRights,
         guard(0, REACH_BITS - WORK_BITS));
    mint(own(OWN_CSPACE), 2, 0, own(OWN_WORK), seL4_AllRights, guard(0, 8 - WORK_BITS));
    mint(own(OWN_CSPACE), 2, 1, own(OWN_SINGLE), seL4_AllRights, guard(0, 8 - WORK_BITS));
    mint(own(OWN_CSPACE), 2, 2, own(OWN_PRIVATE), seL4_AllRights, guard(0, 8 - WORK_BITS));
    copy(own(OWN_PRIVATE), WORK_BITS, 1, own(OWN_STOP));
    make_work(seL4_UntypedObject, 14, WORK_UNTYPED_16K, 1);
    make_work(seL4_UntypedObject, 12, WORK_UNTYPED_4K, 1);
    make_work(seL4_UntypedObject, 10, WORK_UNTYPED_1K, 1);
    make(own(OWN_DEVICE), seL4_UntypedObject, 13, own(OWN_WORK), WORK_UNTYPED_DEVICE, 1);
    make_work(seL4_CapTableObject, SMALL_BITS, WORK_CNODE_8, 1);
    make_work(seL4_CapTableObject, GUARDED_BITS, WORK_CNODE_GUARDED + 1, 1);
    copy(own(OWN_WORK), WORK_BITS, WORK_SELF, own(OWN_WORK));
    world_check(seL4_CNode_Mutate(own(OWN_WORK), WORK_CNODE_GUARDED, WORK_BITS, own(OWN_WORK),
                                  WORK_CNODE_GUARDED + 1, WORK_BITS,
                                  guard(GUARDED_GUARD, GUARDED_SIZE)),
                "Mutate");
}

static void make_objects(void)
{
    seL4_CPtr work = own(OWN_WORK);

    make_work(seL4_EndpointObject, 0, WORK_ENDPOINT, 2);
    make_work(seL4_NotificationObject, 0, WORK_NOTIFICATION, 2);
    make_work(seL4_ReplyObject, 0, WORK_REPLY, 2);
    make_work(seL4_SchedContextObject, seL4_MinSchedContextBits + 1, WORK_SC_SPARE, 1);
    make_work(seL4_ARM_SmallPageObject, 0, WORK_FRAME, 2);
    make_work(seL4_ARM_PageTableObject, 0, WORK_TABLE, 2);
    make_work(seL4_ARM_VSpaceObject, 0, WORK_VSPACE_OTHER, 2);
    for (unsigned i = WORKERS; i < BLOCKS; i++) {
        copy(work, WORK_BITS, WORK_FRAME_BUFFER + i - WORKERS, buffer_frame(i));
    }
    copy(work, WORK_BITS, WORK_FRAME_BUFFER + BLOCKS - WORKERS, own(OWN_LARGE_FRAME));
    copy(work, WORK_BITS, WORK_VSPACE_OWN, seL4_CapInitThreadVSpace);
    copy(work, WORK_BITS, WORK_POOL, seL4_CapInitThreadASIDPool);
    mint_work(WORK_ENDPOINT_BADGED, WORK_ENDPOINT, seL4_AllRights, 0x5a);
    mint_work(WORK_ENDPOINT_PLAIN, WORK_ENDPOINT + 1, seL4_CapRights_new(1, 0, 1, 1), 0xe1);
    mint_work(WORK_NOTIFICATION_BADGED, WORK_NOTIFICATION, seL4_AllRights, 0x10);
    world_check(seL4_ARM_ASIDPool_Assign(seL4_CapInitThreadASIDPool, REACH(1, WORK_VSPACE_OTHER)),
                "Assign");
}

/* Tables for the first 2 MiB of the window; a sequence has to make those for the rest. */
static void make_window(void)
{
    for (unsigned i = 0; i < 2; i++) {
        make_own(own(OWN_BASE), seL4_ARM_PageTableObject, 0, OWN_TABLES + i);
        world_check(seL4_ARM_PageTable_Map(own(OWN_TABLES + i), seL4_CapInitThreadVSpace, WINDOW,
                                           seL4_ARM_Default_VMAttributes),
                    "PageTable_Map");
    }
}

static void make_worker(unsigned index, seL4_CPtr handler)
{
    static const uint8_t priorities[WORKERS] = {110, 120, 130};
    static const uint8_t limits[WORKERS] = {120, 150, 255};
    seL4_CPtr tcb = own(OWN_WORKER + index);
    seL4_CPtr sc = own(OWN_SC + index);

    make_own(own(OWN_TCB_POOL), seL4_TCBObject, 0, OWN_WORKER + index);
    make_own(own(OWN_BASE), seL4_SchedContextObject, seL4_MinSchedContextBits, OWN_SC + index);
    copy(own(OWN_WORK), WORK_BITS, WORK_TCB + index, tcb);
    copy(own(OWN_WORK), WORK_BITS, WORK_SC + index, sc);
    world_check(seL4_SchedControl_ConfigureFlags(own_boot.info->schedcontrol.start, sc, FOREVER_US,
                                                 FOREVER_US, 0, index, 0),
                "ConfigureFlags");
    world_check(seL4_TCB_Configure(tcb, own(OWN_CSPACE), guard(0, seL4_WordBits - 8 - 2),
                                   seL4_CapInitThreadVSpace, 0,
                                   (seL4_Word)diff_shared.buffers[index], buffer_frame(index)),
                "Configure");
    world_check(seL4_TCB_SetSchedParams(tcb, seL4_CapInitThreadTCB, limits[index],
                                        priorities[index], sc, handler),
                "SetSchedParams");
}

void world_begin(uint64_t seed)
{
    struct random random = {.state = seed};
    static const uint8_t handlers[] = {WORK_ENDPOINT, WORK_ENDPOINT + 1, WORK_ENDPOINT_BADGED,
                                       WORK_ENDPOINT_PLAIN};

    memset(&diff_shared, 0, sizeof(diff_shared));
    make_spaces();
    make_objects();
    make_window();
    for (unsigned i = 0; i < WORKERS; i++) {
        bool has_handler = random_percent(&random, 75);
        seL4_CPtr handler = REACH(1, RANDOM_OF(&random, handlers));

        make_worker(i, has_handler ? handler : seL4_CapNull);
    }
    make(own(OWN_TCB_POOL), seL4_TCBObject, 0, own(OWN_WORK), WORK_TCB_SPARE, BLOCKS - WORKERS);
    /* Moved, since a copy leaves no room in the original. */
    world_check(seL4_CNode_Move(own(OWN_PRIVATE), 0, WORK_BITS, seL4_CapInitThreadCNode,
                                own(OWN_TCB_POOL), seL4_WordBits),
                "Move");
    variant_make(&random);
}

/*
 * The large frame outlives sequences: what they may have stored goes, at addresses of theirs and
 * where the large frame can have served as an IPC buffer (argument_word.c: buffers).
 */
static void clear_large_frame(void)
{
    memset((void *)LARGE_FRAME, 0, 2 * sizeof(diff_shared.buffers[0]));
    memset((void *)(LARGE_FRAME + (uintptr_t)diff_shared.buffers % (1UL << seL4_LargePageBits)), 0,
           sizeof(diff_shared.buffers));
}

/* One that was raised twice is pending still: a handler that is nobody's takes it. */
static void take_pending_sgi(void)
{
    world_check(seL4_IRQControl_Get(REACH(2, SINGLE_IRQ_CONTROL), SGI, seL4_CapInitThreadCNode,
                                    own(OWN_WORK), seL4_WordBits),
                "IRQControl_Get");
    world_check(seL4_CNode_Delete(seL4_CapInitThreadCNode, own(OWN_WORK), seL4_WordBits), "Delete");
}

void world_end(void)
{
    world_check(seL4_CNode_Revoke(seL4_CapInitThreadCNode, own(OWN_BASE), seL4_WordBits), "Revoke");
    world_check(seL4_CNode_Revoke(seL4_CapInitThreadCNode, own(OWN_DEVICE), seL4_WordBits),
                "Revoke");
    take_pending_sgi();
    world_check(seL4_DomainSet_ScheduleSetStart(seL4_CapDomain, 0), "ScheduleSetStart");
    for (unsigned i = 1; i < 4; i++) {
        world_check(seL4_DomainSet_ScheduleConfigure(seL4_CapDomain, i, 0, 0), "ScheduleConfigure");
    }
    clear_large_frame();
}

seL4_CPtr world_worker(unsigned index)
{
    return own(OWN_WORKER + index);
}

seL4_Word world_identify(seL4_Word cptr)
{
    if (cptr < WORK_SLOTS) {
        return seL4_DebugCapIdentify(REACH(1, cptr));
    }
    if (cptr >= CPTR_SINGLE(0) && cptr < CPTR_SINGLE(WORK_SLOTS)) {
        return seL4_DebugCapIdentify(REACH(2, cptr - CPTR_SINGLE(0)));
    }
    return 0;
}

seL4_Word world_address(seL4_Word paddr)
{
    return (paddr - own_boot.paddr < 1UL << BASE_BITS) ? paddr - own_boot.paddr : ~0UL;
}
