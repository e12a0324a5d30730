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
#define OWN_CAPS  14U   /* each gets at random, behind those that all have */

/* Slots of each thread's CNode; its own CNode and TCB come first. */
enum {
    OWN_ENDPOINT = 3, /* and one more */
    OWN_REPLY = 5,
    OWN_SPACE,
    OWN_NOTIFICATION,
    PEER_TCB,     /* of the one that yields to this one */
    PEER_CONTEXT, /* of the next thread */
    OWN_RING,     /* and one more */
    OWN_OTHERS = OWN_RING + 2,
};

/* Slots of the initial CNode, relative to FIRST. */
enum thing {
    TCB,
    CNODE = TCB + THREADS,
    RING = CNODE + THREADS, /* two CNodes */
    CONTEXT = RING + 2,
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
    ALL,   /* the initial thread's CNode */
    GROUP, /* untypeds: who holds one can revoke all objects of a group */
    IPC_GROUP = GROUP,
    TCB_GROUP,
    CNODE_GROUP,
    TIME_GROUP,
    SPACE_GROUP,
    FREE_GROUP,
    THING_COUNT,
    GROUP_COUNT = THING_COUNT - GROUP,
};

static void make_objects(void)
{
    mock_retype(mock_find(CAP_UNTYPED, false, 19, FIRST), seL4_UntypedObject, 16, FIRST + GROUP,
                GROUP_COUNT);
    mock_retype(FIRST + IPC_GROUP, seL4_NotificationObject, 0, FIRST + NOTIFICATION, 2);
    mock_retype(FIRST + IPC_GROUP, seL4_ReplyObject, 0, FIRST + REPLY, THREADS);
    mock_retype(FIRST + IPC_GROUP, seL4_EndpointObject, 0, FIRST + ENDPOINT, 2);
    mock_retype(FIRST + TCB_GROUP, seL4_TCBObject, 0, FIRST + TCB, THREADS);
    mock_retype(FIRST + CNODE_GROUP, seL4_CapTableObject, WORLD_CNODE_BITS, FIRST + CNODE,
                THREADS + 2);
    mock_retype(FIRST + TIME_GROUP, seL4_SchedContextObject, 8, FIRST + CONTEXT, THREADS + 2);
    mock_retype(FIRST + SPACE_GROUP, seL4_ARM_SmallPageObject, 0, FIRST + FRAME, THREADS + 2);
    mock_retype(FIRST + SPACE_GROUP, seL4_ARM_PageTableObject, 0, FIRST + TABLE, 3);
    mock_retype(FIRST + SPACE_GROUP, seL4_ARM_VSpaceObject, 0, FIRST + SPACE, 1);
    mock_retype(FIRST + FREE_GROUP, seL4_UntypedObject, 14, FIRST + MEMORY, 2);
    mock_retype(FIRST + FREE_GROUP, seL4_UntypedObject, seL4_ASIDPoolBits, FIRST + POOL_MEMORY, 1);
    mock_retype(FIRST + FREE_GROUP, seL4_UntypedObject, 9, FIRST + SMALL_MEMORY, 1);
    mock_retype(mock_find(CAP_UNTYPED, true, seL4_PageBits, FIRST), seL4_ARM_SmallPageObject, 0,
                FIRST + DEVICE_FRAME, 1);
    mock_must((struct mock_call){
        .cap = seL4_CapInitThreadCNode,
        .label = CNodeCopy,
        .words = {FIRST + ALL, WORLD_DEPTH, seL4_CapInitThreadCNode, WORLD_DEPTH, RIGHTS_ALL},
        .length = 5,
        .extra = {seL4_CapInitThreadCNode},
        .extra_count = 1});
    mock_must((struct mock_call){.cap = seL4_CapIRQControl,
                                 .label = IRQIssueIRQHandler,
                                 .words = {WORLD_IRQ, FIRST + HANDLER, WORLD_DEPTH},
                                 .length = 3,
                                 .extra = {seL4_CapInitThreadCNode},
                                 .extra_count = 1});
}

/* Of a thread's CNode: addresses in it are whole words. */
static seL4_Word guard(void)
{
    return seL4_CNode_CapData_new(0, seL4_WordBits - WORLD_CNODE_BITS).words[0];
}

static seL4_CPtr sched_control;   /* where boot put it */
static const struct tcb *initial; /* the thread that boot made */

static void give(unsigned thread, seL4_Word slot, seL4_CPtr source, seL4_Word rights,
                 seL4_Word badge, bool is_move)
{
    /* Not everything can be copied, or has a badge: then the slot stays empty. */
    (void)mock_call(
        (struct mock_call){.cap = FIRST + CNODE + thread,
                           .label = is_move ? CNodeMove : CNodeMint,
                           .words = {slot, WORLD_CNODE_BITS, source, WORLD_DEPTH, rights, badge},
                           .length = 6,
                           .extra = {seL4_CapInitThreadCNode},
                           .extra_count = 1});
}

/* Any of ours, or one that boot made; a copy, or the initial thread's own. */
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

    source = source == 0 ? sched_control : source;
    bool is_badged = (source >= FIRST + ENDPOINT && source < FIRST + REPLY);
    bool is_cnode = source >= FIRST + CNODE && source < FIRST + CONTEXT;
    seL4_Word data = is_badged ? how / 4 : (is_cnode ? guard() : 0);
    give(thread, slot, source, rights[how % 4], data,
         how >= 192 || (which >= GROUP && which < THING_COUNT));
}

static void configure(unsigned thread, struct input *input)
{
    static const uint64_t budgets_us[] = {10000, 1000, 100, 20};
    seL4_CPtr tcb = FIRST + TCB + thread;
    seL4_CPtr cnode = FIRST + CNODE + thread;
    seL4_CPtr sc = FIRST + CONTEXT + thread;
    uint8_t how = input_byte(input);
    uint64_t budget = budgets_us[how % 4];

    mock_must((struct mock_call){.cap = tcb,
                                 .label = TCBConfigure,
                                 .words = {guard(), 0, WORLD_IMAGE},
                                 .length = 3,
                                 .extra = {cnode, seL4_CapInitThreadVSpace, FIRST + FRAME + thread},
                                 .extra_count = 3});
    mock_must((struct mock_call){
        .cap = sched_control,
        .label = SchedControlConfigureFlags,
        .words = {budget, (how & 4) ? budget : 10 * budget, how / 8 % 4, thread, how / 32 % 2},
        .length = 5,
        .extra = {sc},
        .extra_count = 1});
    mock_must((struct mock_call){
        .cap = tcb,
        .label = TCBSetSchedParams,
        .words = {200, 100 + how / 64 % 2},
        .length = 2,
        .extra = {seL4_CapInitThreadTCB, sc, (how & 128 || thread == 0) ? FIRST + ENDPOINT : 0},
        .extra_count = 3});
    give(thread, 1, cnode, RIGHTS_ALL, guard(), false);
    give(thread, 2, tcb, RIGHTS_ALL, 0, false);
    give(thread, OWN_ENDPOINT, FIRST + ENDPOINT, RIGHTS_ALL, 0, false);
    give(thread, OWN_ENDPOINT + 1, FIRST + ENDPOINT + 1, RIGHTS_ALL, 0, false);
    give(thread, OWN_SPACE, seL4_CapInitThreadVSpace, RIGHTS_ALL, 0, false);
    give(thread, OWN_NOTIFICATION, FIRST + NOTIFICATION + 1, RIGHTS_ALL, 1 + thread, false);
    give(thread, PEER_TCB, FIRST + TCB + (thread + THREADS - 1) % THREADS, RIGHTS_ALL, 0, false);
    give(thread, PEER_CONTEXT, FIRST + CONTEXT + (thread + 1) % THREADS, RIGHTS_ALL, 0, false);
    give(thread, OWN_REPLY, FIRST + REPLY + thread, RIGHTS_ALL, 0, false);
}

static void move(seL4_CPtr cnode, seL4_Word slot, seL4_Word depth, seL4_CPtr source)
{
    mock_must((struct mock_call){.cap = cnode,
                                 .label = CNodeMove,
                                 .words = {slot, depth, source, WORLD_DEPTH},
                                 .length = 4,
                                 .extra = {seL4_CapInitThreadCNode},
                                 .extra_count = 1});
}

/* Two CNodes that hold each other; a thread may have copies, so that it can let go of them. */
static void make_ring(uint8_t how)
{
    const seL4_CPtr spare = FIRST + THING_COUNT;

    for (unsigned i = 0; (how & 4) && i < 2; i++) {
        give(0, OWN_RING + i, FIRST + RING + i, RIGHTS_ALL, guard(), false);
    }
    mock_must((struct mock_call){
        .cap = seL4_CapInitThreadCNode,
        .label = CNodeMint,
        .words = {spare, WORLD_DEPTH, FIRST + RING, WORLD_DEPTH, RIGHTS_ALL, guard()},
        .length = 6,
        .extra = {seL4_CapInitThreadCNode},
        .extra_count = 1});
    move(FIRST + RING + 1, how & 1, WORLD_CNODE_BITS, FIRST + RING);
    move(spare, how & 2, WORLD_DEPTH, FIRST + RING + 1);
    mock_must((struct mock_call){.cap = seL4_CapInitThreadCNode,
                                 .label = CNodeDelete,
                                 .words = {spare, WORLD_DEPTH},
                                 .length = 2});
}

/* One has a thread bound to it, the other lends time. */
static void bind_notifications(void)
{
    mock_must((struct mock_call){.cap = FIRST + TCB,
                                 .label = TCBBindNotification,
                                 .extra = {FIRST + NOTIFICATION},
                                 .extra_count = 1});
    mock_must((struct mock_call){.cap = FIRST + CONTEXT + THREADS,
                                 .label = SchedContextBind,
                                 .extra = {FIRST + NOTIFICATION + 1},
                                 .extra_count = 1});
    mock_must((struct mock_call){.cap = sched_control,
                                 .label = SchedControlConfigureFlags,
                                 .words = {1000, 10000, 0, 0, 0},
                                 .length = 5,
                                 .extra = {FIRST + CONTEXT + THREADS},
                                 .extra_count = 1});
}

static void set_priority(seL4_Word priority)
{
    (void)mock_call((struct mock_call){.cap = seL4_CapInitThreadTCB,
                                       .label = TCBSetPriority,
                                       .words = {priority},
                                       .length = 1,
                                       .extra = {seL4_CapInitThreadTCB},
                                       .extra_count = 1});
}

/* Two threads wait and then have no time of their own but what callers or a notification lend. */
static void make_servers(bool is_one_signalled)
{
    for (unsigned i = 1; i < THREADS; i++) {
        mock_must((struct mock_call){.cap = FIRST + TCB + i, .label = TCBResume});
        set_priority(0);
        bool is_signalled = is_one_signalled && i == 1;
        arch_reg_set(kernel_current, ARCH_CAP,
                     is_signalled ? OWN_NOTIFICATION : OWN_ENDPOINT + i - 1);
        arch_reg_set(kernel_current, ARCH_REPLY, OWN_REPLY);
        kernel_syscall((seL4_Word)(is_signalled ? seL4_SysWait : seL4_SysRecv));
        set_priority(seL4_MaxPrio);
        mock_must((struct mock_call){.cap = FIRST + CONTEXT + i, .label = SchedContextUnbind});
    }
}

void world_make(struct input *input)
{
    static const struct host_options options = {
        .ram_bytes = RAM_BYTES, .image_vaddr = WORLD_IMAGE, .entry = WORLD_IMAGE};
    uint64_t seed = 1 + input_byte(input);
    uint8_t how = input_byte(input);

    choose_seed(0, 0);
    host_boot(&options);
    initial = kernel_current;
    sched_control = mock_find(CAP_SCHED_CONTROL, false, 0, FIRST);
    make_objects();
    for (unsigned i = 0; i < THREADS; i++) {
        configure(i, input);
    }
    if (how & 64) {
        bind_notifications();
    }
    if (how & 8) {
        make_servers(how & 128);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        if (i == 0 || !(how & 8)) {
            mock_must((struct mock_call){.cap = FIRST + TCB + i, .label = TCBResume});
        }
    }
    if (how & 32) {
        make_ring(input_byte(input));
    }
    for (unsigned i = 0; i < THREADS * OWN_CAPS; i++) {
        give_random(i % THREADS, OWN_OTHERS + i / THREADS, input);
    }
    choose_seed(seed, how % 8);
    set_priority((how & 16) ? 100 : 0);
}

bool world_is_initial(void)
{
    return kernel_current == initial;
}

void world_slots(seL4_CPtr *first, seL4_CPtr *count)
{
    *first = world_is_initial() ? FIRST : 0;
    *count = world_is_initial() ? THING_COUNT + 8 : WORLD_SLOTS;
}
