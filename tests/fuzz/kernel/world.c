/* SPDX-License-Identifier: BSD-2-Clause */
/* The initial thread makes the world as any root task does: by system calls. */
#include "world.h"

#include "arch.h"
#include "core/kernel.h"
#include "core/objects.h"
#include "host.h"
#include "instrument/choose.h"
#include "support/mock_call.h"

#include <sel4/arch/objecttype.h>
#include <sel4/bootinfo_types.h>

#define RAM_BYTES (4UL << 20)
#define THREADS   3U
#define FIRST     100UL /* of our slots in the initial CNode; boot fills fewer */
#define OWN_CAPS  14U   /* each thread's, from slot 3 on */

/* Slots of the initial CNode, relative to FIRST. */
enum thing {
    TCB,
    CNODE = TCB + THREADS,
    CONTEXT = CNODE + THREADS,
    ENDPOINT = CONTEXT + THREADS + 2,
    NOTIFICATION = ENDPOINT + 2,
    REPLY = NOTIFICATION + 2,
    FRAME = REPLY + THREADS,
    TABLE = FRAME + THREADS + 2,
    SPACE = TABLE + 3,
    MEMORY,
    SMALL_MEMORY = MEMORY + 2,
    POOL_MEMORY = SMALL_MEMORY + 1,
    DEVICE_FRAME,
    HANDLER,
    THING_COUNT,
};

static void make_objects(void)
{
    seL4_CPtr untyped = mock_find(CAP_UNTYPED, false, 19, FIRST);

    mock_retype(untyped, seL4_UntypedObject, 15, FIRST + MEMORY, 2);
    mock_retype(untyped, seL4_UntypedObject, seL4_ASIDPoolBits, FIRST + POOL_MEMORY, 1);
    mock_retype(untyped, seL4_ARM_SmallPageObject, 0, FIRST + FRAME, THREADS + 2);
    mock_retype(untyped, seL4_ARM_PageTableObject, 0, FIRST + TABLE, 3);
    mock_retype(untyped, seL4_ARM_VSpaceObject, 0, FIRST + SPACE, 1);
    mock_retype(untyped, seL4_TCBObject, 0, FIRST + TCB, THREADS);
    mock_retype(untyped, seL4_CapTableObject, WORLD_CNODE_BITS, FIRST + CNODE, THREADS);
    mock_retype(untyped, seL4_SchedContextObject, 8, FIRST + CONTEXT, THREADS + 2);
    mock_retype(untyped, seL4_UntypedObject, 9, FIRST + SMALL_MEMORY, 1);
    mock_retype(untyped, seL4_NotificationObject, 0, FIRST + NOTIFICATION, 2);
    mock_retype(untyped, seL4_ReplyObject, 0, FIRST + REPLY, THREADS);
    mock_retype(untyped, seL4_EndpointObject, 0, FIRST + ENDPOINT, 2);
    mock_retype(mock_find(CAP_UNTYPED, true, seL4_PageBits, FIRST), seL4_ARM_SmallPageObject, 0,
                FIRST + DEVICE_FRAME, 1);
    mock_must((struct mock_call){.cap = seL4_CapIRQControl,
                                 .label = IRQIssueIRQHandler,
                                 .words = {WORLD_IRQ, FIRST + HANDLER, WORLD_DEPTH},
                                 .length = 3,
                                 .extra = {seL4_CapInitThreadCNode},
                                 .extra_count = 1});
}

static void give(unsigned thread, seL4_Word slot, seL4_CPtr source, seL4_Word rights,
                 seL4_Word badge)
{
    /* Not everything can be copied, or has a badge: then the slot stays empty. */
    (void)mock_call(
        (struct mock_call){.cap = FIRST + CNODE + thread,
                           .label = CNodeMint,
                           .words = {slot, WORLD_CNODE_BITS, source, WORLD_DEPTH, rights, badge},
                           .length = 6,
                           .extra = {seL4_CapInitThreadCNode},
                           .extra_count = 1});
}

/* Any of ours, or one that boot made. */
static void give_random(unsigned thread, seL4_Word slot, struct input *input)
{
    static const seL4_CPtr boots[] = {
        seL4_CapInitThreadTCB,
        seL4_CapInitThreadCNode,
        seL4_CapInitThreadVSpace,
        seL4_CapASIDControl,
        seL4_CapInitThreadASIDPool,
        seL4_CapDomain,
        seL4_CapInitThreadSC,
        seL4_CapIRQControl,
        seL4_CapInitThreadIPCBuffer,
        seL4_CapBootInfoFrame,
        seL4_CapSMC,
        0,
    };
    static const unsigned char rights[] = {RIGHTS_ALL, RIGHTS_ALL, RIGHT_READ,
                                           RIGHT_WRITE | RIGHT_GRANT_REPLY};
    unsigned which = input_byte(input) % (THING_COUNT + sizeof(boots) / sizeof(boots[0]));
    uint8_t how = input_byte(input);
    seL4_CPtr source = which < THING_COUNT ? FIRST + which : boots[which - THING_COUNT];

    source = source == 0 ? mock_find(CAP_SCHED_CONTROL, false, 0, FIRST) : source;
    bool is_badged = (source >= FIRST + ENDPOINT && source < FIRST + REPLY);
    give(thread, slot, source, rights[how % 4], is_badged ? how / 4 : 0);
}

static void make_thread(unsigned thread, struct input *input)
{
    static const uint64_t budgets_us[] = {10000, 1000, 100, 20};
    seL4_CPtr tcb = FIRST + TCB + thread;
    seL4_CPtr cnode = FIRST + CNODE + thread;
    seL4_CPtr sc = FIRST + CONTEXT + thread;
    seL4_Word guard = seL4_CNode_CapData_new(0, seL4_WordBits - WORLD_CNODE_BITS).words[0];
    uint8_t how = input_byte(input);
    uint64_t budget = budgets_us[how % 4];

    mock_must((struct mock_call){.cap = tcb,
                                 .label = TCBConfigure,
                                 .words = {guard, 0, WORLD_IMAGE},
                                 .length = 3,
                                 .extra = {cnode, seL4_CapInitThreadVSpace, FIRST + FRAME + thread},
                                 .extra_count = 3});
    mock_must((struct mock_call){
        .cap = mock_find(CAP_SCHED_CONTROL, false, 0, FIRST),
        .label = SchedControlConfigureFlags,
        .words = {budget, (how & 4) ? budget : 10 * budget, how / 8 % 4, thread, how / 32 % 2},
        .length = 5,
        .extra = {sc},
        .extra_count = 1});
    mock_must(
        (struct mock_call){.cap = tcb,
                           .label = TCBSetSchedParams,
                           .words = {200, 100 + how / 64 % 2},
                           .length = 2,
                           .extra = {seL4_CapInitThreadTCB, sc, (how & 128) ? FIRST + ENDPOINT : 0},
                           .extra_count = 3});
    give(thread, 1, cnode, RIGHTS_ALL, guard);
    give(thread, 2, tcb, RIGHTS_ALL, 0);
    for (unsigned i = 0; i < OWN_CAPS; i++) {
        give_random(thread, 3 + i, input);
    }
}

void world_make(struct input *input)
{
    static const struct host_options options = {
        .ram_bytes = RAM_BYTES, .image_vaddr = WORLD_IMAGE, .entry = WORLD_IMAGE};
    uint64_t seed = 1 + input_byte(input);
    uint32_t turns = input_byte(input) % 8;

    choose_seed(0, 0);
    host_boot(&options);
    make_objects();
    for (unsigned i = 0; i < THREADS; i++) {
        make_thread(i, input);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        mock_must((struct mock_call){.cap = FIRST + TCB + i, .label = TCBResume});
    }
    choose_seed(seed, turns);
    (void)mock_call((struct mock_call){.cap = seL4_CapInitThreadTCB, .label = TCBSuspend});
}
