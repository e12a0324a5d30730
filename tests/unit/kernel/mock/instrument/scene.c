/* SPDX-License-Identifier: BSD-2-Clause */
/* The scene is made as a root task would make it, by system calls of its threads. */
#include "scene.h"

#include "support/cmocka_all.h"

#include <sel4/arch/objecttype.h>
#include <sel4/sel4.h>

#include "arch.h"
#include "core/kernel.h"
#include "core/objects.h"
#include "host.h"
#include "instrument/check.h"
#include "support/mock_call.h"

#include <string.h>

#define PRIORITY 100U
#define THREADS  (THREADS_END - SENDER)

LIBSEL4_THREAD_LOCAL seL4_IPCBuffer *__sel4_ipc_buffer;

struct slot *scene_slot(seL4_CPtr cptr)
{
    const struct slot *cnode = &((struct tcb *)scene_object(seL4_CapInitThreadTCB))->slots[0];

    return (struct slot *)arch_ptr(cnode->cap.object) + cptr;
}

void *scene_object(seL4_CPtr cptr)
{
    static struct slot *slots;

    if (cptr == seL4_CapInitThreadTCB && kernel_current) {
        slots = arch_ptr(kernel_current->slots[TCB_CSPACE].cap.object);
    }
    return arch_ptr(slots[cptr].cap.object);
}

struct tcb *scene_tcb(enum scene thread)
{
    return scene_object(thread);
}

static void make_objects(void)
{
    seL4_CPtr untyped = mock_find(CAP_UNTYPED, false, 20, SENDER);

    mock_retype(untyped, seL4_UntypedObject, 13, UNTYPED, 1);
    mock_retype(UNTYPED, seL4_UntypedObject, 12, CHILD, 1);
    mock_retype(untyped, seL4_ARM_SmallPageObject, 0, FRAME, 1);
    mock_retype(untyped, seL4_ARM_PageTableObject, 0, TABLE, 1);
    mock_retype(untyped, seL4_ARM_VSpaceObject, 0, SPACE, 1);
    mock_retype(untyped, seL4_TCBObject, 0, SENDER, THREADS);
    mock_retype(untyped, seL4_CapTableObject, 4, CNODE, 1);
    mock_retype(untyped, seL4_SchedContextObject, 8, CONTEXT, THREADS);
    mock_retype(untyped, seL4_NotificationObject, 0, SIGNAL, 2);
    mock_retype(untyped, seL4_ReplyObject, 0, REPLY, 3);
    mock_retype(untyped, seL4_EndpointObject, 0, ENDPOINT, 4);
    mock_must((struct mock_call){.cap = seL4_CapIRQControl,
                                 .label = IRQIssueIRQHandler,
                                 .words = {SCENE_IRQ, HANDLER, seL4_WordBits},
                                 .length = 3,
                                 .extra = {seL4_CapInitThreadCNode},
                                 .extra_count = 1});
    mock_must((struct mock_call){
        .cap = HANDLER, .label = IRQSetIRQHandler, .extra = {SIGNAL}, .extra_count = 1});
}

static void copy(seL4_CPtr cnode, seL4_Word depth, seL4_CPtr dest, seL4_CPtr source,
                 seL4_Word badge)
{
    mock_must((struct mock_call){.cap = cnode,
                                 .label = CNodeMint,
                                 .words = {dest, depth, source, seL4_WordBits, RIGHTS_ALL, badge},
                                 .length = 6,
                                 .extra = {seL4_CapInitThreadCNode},
                                 .extra_count = 1});
}

static void make_space(void)
{
    mock_must((struct mock_call){.cap = TABLE,
                                 .label = ARMPageTableMap,
                                 .words = {SCENE_VADDR, 0},
                                 .length = 2,
                                 .extra = {seL4_CapInitThreadVSpace},
                                 .extra_count = 1});
    mock_must((struct mock_call){.cap = FRAME,
                                 .label = ARMPageMap,
                                 .words = {SCENE_VADDR, RIGHTS_ALL, 0},
                                 .length = 3,
                                 .extra = {seL4_CapInitThreadVSpace},
                                 .extra_count = 1});
    mock_must((struct mock_call){.cap = seL4_CapInitThreadASIDPool,
                                 .label = ARMASIDPoolAssign,
                                 .extra = {SPACE},
                                 .extra_count = 1});
    copy(seL4_CapInitThreadCNode, seL4_WordBits, FRAME_COPY, FRAME, 0);
    copy(seL4_CapInitThreadCNode, seL4_WordBits, BADGED, ENDPOINT, 7);
    copy(CNODE, 4, 3, SIGNAL, 0);
}

static void set_priority(seL4_Word priority)
{
    mock_must((struct mock_call){.cap = seL4_CapInitThreadTCB,
                                 .label = TCBSetPriority,
                                 .words = {priority},
                                 .length = 1,
                                 .extra = {seL4_CapInitThreadTCB},
                                 .extra_count = 1});
}

static void make_thread(enum scene thread)
{
    seL4_CPtr sc = CONTEXT + (seL4_CPtr)thread - SENDER;
    bool is_below = thread == READY || thread == READY_TOO;

    mock_must((struct mock_call){
        .cap = thread,
        .label = TCBConfigure,
        .words = {0, 0, 0},
        .length = 3,
        .extra = {seL4_CapInitThreadCNode, seL4_CapInitThreadVSpace, seL4_CapInitThreadIPCBuffer},
        .extra_count = 3});
    mock_must((struct mock_call){.cap = mock_find(CAP_SCHED_CONTROL, false, 0, SENDER),
                                 .label = SchedControlConfigureFlags,
                                 .words = {1000, thread == READY ? 1000 : 10000, 2, 0, 0},
                                 .length = 5,
                                 .extra = {sc},
                                 .extra_count = 1});
    mock_must((struct mock_call){.cap = thread,
                                 .label = TCBSetSchedParams,
                                 .words = {PRIORITY, is_below ? 0 : PRIORITY},
                                 .length = 2,
                                 .extra = {seL4_CapInitThreadTCB, sc, 0},
                                 .extra_count = 3});
}

/* Lets the thread, which has been started, do one thing after a moment. */
static void act(enum scene thread, int call, seL4_CPtr cap, seL4_CPtr reply)
{
    assert_ptr_equal(kernel_current, scene_tcb(thread));
    host_time_set(host_time() + 1000);
    arch_reg_set(kernel_current, ARCH_CAP, cap);
    arch_reg_set(kernel_current, ARCH_INFO, 0);
    arch_reg_set(kernel_current, ARCH_REPLY, reply);
    kernel_syscall((seL4_Word)call);
}

static void start(enum scene thread, int call, seL4_CPtr cap, seL4_CPtr reply)
{
    mock_must((struct mock_call){.cap = (seL4_CPtr)thread, .label = TCBResume});
    act(thread, call, cap, reply);
}

static void make_passive(enum scene thread)
{
    mock_must((struct mock_call){.cap = CONTEXT + (seL4_CPtr)thread - SENDER,
                                 .label = SchedContextUnbind});
}

void scene_make(void)
{
    host_boot(&(struct host_options){.image_vaddr = 0x10000000, .entry = 0x10000000});
    (void)scene_object(seL4_CapInitThreadTCB);
    make_objects();
    make_space();
    for (unsigned i = 0; i < THREADS; i++) {
        make_thread((enum scene)(SENDER + i));
    }
    set_priority(1);
    start(SENDER, seL4_SysSend, ENDPOINT, 0);
    start(FIRST_SERVER, seL4_SysRecv, FIRST_ENDPOINT, REPLY);
    make_passive(FIRST_SERVER);
    start(SECOND_SERVER, seL4_SysRecv, SECOND_ENDPOINT, SECOND_REPLY);
    make_passive(SECOND_SERVER);
    start(CLIENT, seL4_SysCall, FIRST_ENDPOINT, 0);
    act(FIRST_SERVER, seL4_SysCall, SECOND_ENDPOINT, 0);
    act(SECOND_SERVER, seL4_SysWait, SIGNAL, 0);
    start(RECEIVER, seL4_SysRecv, IDLE_ENDPOINT, IDLE_REPLY);
    start(WAITING, seL4_SysYield, 0, 0);
    start(WAITING_TOO, seL4_SysYield, 0, 0);
    mock_must((struct mock_call){.cap = READY, .label = TCBResume});
    mock_must((struct mock_call){.cap = READY_TOO, .label = TCBResume});
    mock_must((struct mock_call){
        .cap = READY, .label = TCBBindNotification, .extra = {BOUND}, .extra_count = 1});
    mock_must((struct mock_call){.cap = CONTEXT + READY - SENDER,
                                 .label = SchedContextBind,
                                 .extra = {BOUND},
                                 .extra_count = 1});
}

void scene_expect(const struct breakage *list, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        scene_make();
        const char *before = mock_check();
        if (before) {
            fail_msg("scene: %s", before);
        }
        list[i].make();
        const char *after = mock_check();
        if (!after || !strstr(after, list[i].expected)) {
            fail_msg("number %u: \"%s\" expected, \"%s\" reported", i, list[i].expected,
                     after ? after : "nothing");
        }
    }
}
