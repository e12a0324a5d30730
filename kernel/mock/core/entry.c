/* SPDX-License-Identifier: BSD-2-Clause */
/* The ways into the kernel: system calls, interrupts, faults (manual 2.2, API reference). */
#include "kernel.h"

#include "debug.h"
#include "objects.h"
#include "sched.h"
#include "../arch.h"

/* How a system call sends: one half of most of them. */
struct sending {
    seL4_Word cptr;
    bool is_blocking;
    bool is_call;
    bool can_donate;
};

static void invoke(struct tcb *tcb, struct sending how)
{
    static struct invocation inv; /* one core: one at a time, and it is large */
    struct lookup_failure failure;
    seL4_MessageInfo_t info = ipc_info(tcb);
    seL4_Word cptr = how.cptr;
    inv = (struct invocation){.caller = tcb,
                              .label = seL4_MessageInfo_get_label(info),
                              .length = seL4_MessageInfo_get_length(info),
                              .is_blocking = how.is_blocking,
                              .is_call = how.is_call,
                              .can_donate = how.can_donate};
    if (inv.length > seL4_FastMessageRegisters && !ipc_buffer(tcb, false)) {
        inv.length = seL4_FastMessageRegisters;
    }
    inv.slot = cspace_lookup(tcb, cptr, &failure);
    if (!inv.slot ||
        !ipc_find_caps(tcb, seL4_MessageInfo_get_extraCaps(info), inv.extra, &cptr, &failure)) {
        if (how.is_blocking) {
            fault_raise_cap(tcb, cptr, false, &failure);
        }
        return;
    }
    inv.cap = inv.slot->cap;
    /* Not done yet: a thread that stops itself by it does it again when it is resumed. */
    thread_set_state(tcb, THREAD_RESTART);
    seL4_Error error = inv_dispatch(&inv);
    if (kernel_current == tcb && tcb->state == THREAD_RESTART && !inv.is_again) {
        if (how.is_call && !inv.is_answered) {
            inv_answer(&inv, error);
        }
        thread_set_state(tcb, THREAD_RUNNING);
    }
}

/* The reply object named in a register; false: it is none, and the thread has faulted. */
static bool find_reply(struct tcb *tcb, struct reply **out)
{
    struct lookup_failure failure;
    seL4_Word cptr = arch_reg_get(tcb, ARCH_REPLY);
    const struct slot *slot = cspace_lookup(tcb, cptr, &failure);
    *out = 0;
    if (slot && slot->cap.type == CAP_REPLY) {
        *out = arch_ptr(slot->cap.object);
        return true;
    }
    if (slot) {
        failure = cspace_missing(0);
    }
    fault_raise_cap(tcb, cptr, true, &failure);
    return false;
}

static void receive(struct tcb *tcb, bool is_blocking, bool has_reply)
{
    struct lookup_failure failure;
    struct reply *reply = 0;
    seL4_Word cptr = arch_reg_get(tcb, ARCH_CAP);
    const struct slot *slot = cspace_lookup(tcb, cptr, &failure);
    if (slot) {
        failure = cspace_missing(0);
    }
    struct cap cap = slot ? slot->cap : (struct cap){.type = CAP_NULL};
    if (cap.type == CAP_ENDPOINT && (cap.rights & RIGHT_READ)) {
        if (!has_reply || find_reply(tcb, &reply)) {
            endpoint_receive(arch_ptr(cap.object), tcb, is_blocking, reply);
        }
        return;
    }
    if (cap.type == CAP_NOTIFICATION && (cap.rights & RIGHT_READ)) {
        struct notification *notification = arch_ptr(cap.object);
        if (!notification->bound_tcb || notification->bound_tcb == tcb) {
            notification_wait(notification, tcb, is_blocking);
            return;
        }
    }
    fault_raise_cap(tcb, cptr, true, &failure);
}

static void sys_call(struct tcb *tcb)
{
    invoke(tcb, (struct sending){arch_reg_get(tcb, ARCH_CAP), true, true, true});
}

static void sys_send(struct tcb *tcb)
{
    invoke(tcb, (struct sending){arch_reg_get(tcb, ARCH_CAP), true, false, false});
}

static void sys_nbsend(struct tcb *tcb)
{
    invoke(tcb, (struct sending){arch_reg_get(tcb, ARCH_CAP), false, false, false});
}

static void sys_recv(struct tcb *tcb)
{
    receive(tcb, true, true);
}

static void sys_nbrecv(struct tcb *tcb)
{
    receive(tcb, false, true);
}

static void sys_wait(struct tcb *tcb)
{
    receive(tcb, true, false);
}

static void sys_nbwait(struct tcb *tcb)
{
    receive(tcb, false, false);
}

/* The send half may have stopped the thread, or is made again; then there is no receive half yet.
 */
static void sys_reply_recv(struct tcb *tcb)
{
    invoke(tcb, (struct sending){arch_reg_get(tcb, ARCH_REPLY), false, false, true});
    if (kernel_current == tcb && tcb->state != THREAD_RESTART) {
        receive(tcb, true, true);
    }
}

static void sys_nbsend_recv(struct tcb *tcb)
{
    invoke(tcb, (struct sending){arch_reg_get(tcb, ARCH_DEST), false, false, true});
    if (kernel_current == tcb && tcb->state != THREAD_RESTART) {
        receive(tcb, true, true);
    }
}

static void sys_nbsend_wait(struct tcb *tcb)
{
    invoke(tcb, (struct sending){arch_reg_get(tcb, ARCH_REPLY), false, false, true});
    if (kernel_current == tcb && tcb->state != THREAD_RESTART) {
        receive(tcb, true, false);
    }
}

static void sys_yield(struct tcb *tcb)
{
    (void)tcb;
    sched_give_up();
}

static void sys_debug_putchar(struct tcb *tcb)
{
    arch_putchar((char)arch_reg_get(tcb, ARCH_CAP));
}

static void sys_debug_dump(struct tcb *tcb)
{
    (void)tcb;
    debug_dump();
}

static void sys_debug_halt(struct tcb *tcb)
{
    (void)tcb;
    kernel_printf("Debug halt syscall from user thread\n");
    arch_halt();
}

static void sys_debug_identify(struct tcb *tcb)
{
    struct lookup_failure failure;
    const struct slot *slot = cspace_lookup(tcb, arch_reg_get(tcb, ARCH_CAP), &failure);
    arch_reg_set(tcb, ARCH_CAP, slot ? debug_identify(slot->cap) : 0);
}

static void sys_debug_snapshot(struct tcb *tcb)
{
    (void)tcb;
    kernel_printf("kernel: not implemented: snapshot\n");
}

static void sys_debug_name(struct tcb *tcb)
{
    struct lookup_failure failure;
    const struct slot *slot = cspace_lookup(tcb, arch_reg_get(tcb, ARCH_CAP), &failure);
    if (slot && slot->cap.type == CAP_TCB) {
        debug_name(arch_ptr(slot->cap.object), tcb);
    }
}

static void unknown_syscall(struct tcb *tcb, seL4_Word number)
{
    struct fault fault = {.label = seL4_Fault_UnknownSyscall, .length = seL4_UnknownSyscall_Length};
    fault.words[seL4_UnknownSyscall_Syscall] = number;
    fault_raise(tcb, &fault);
}

void kernel_syscall(seL4_Word number)
{
    static void (*const calls[])(struct tcb * tcb) = {
        [-seL4_SysCall] = sys_call,
        [-seL4_SysReplyRecv] = sys_reply_recv,
        [-seL4_SysNBSendRecv] = sys_nbsend_recv,
        [-seL4_SysNBSendWait] = sys_nbsend_wait,
        [-seL4_SysSend] = sys_send,
        [-seL4_SysNBSend] = sys_nbsend,
        [-seL4_SysRecv] = sys_recv,
        [-seL4_SysNBRecv] = sys_nbrecv,
        [-seL4_SysWait] = sys_wait,
        [-seL4_SysNBWait] = sys_nbwait,
        [-seL4_SysYield] = sys_yield,
        [-seL4_SysDebugPutChar] = sys_debug_putchar,
        [-seL4_SysDebugDumpScheduler] = sys_debug_dump,
        [-seL4_SysDebugHalt] = sys_debug_halt,
        [-seL4_SysDebugCapIdentify] = sys_debug_identify,
        [-seL4_SysDebugSnapshot] = sys_debug_snapshot,
        [-seL4_SysDebugNameThread] = sys_debug_name,
    };
    struct tcb *tcb = kernel_current;
    seL4_Word index = 0 - number;
    sched_enter();
    if (!sched_check_budget()) {
        /* No time left for it: the call is made again when there is. */
        if (thread_is_runnable(tcb)) {
            thread_set_state(tcb, THREAD_RESTART);
        }
    } else if (index != 0 && index < sizeof(calls) / sizeof(calls[0])) {
        calls[index](tcb);
    } else {
        unknown_syscall(tcb, number);
    }
    sched_exit();
}

void kernel_interrupt(void)
{
    sched_enter();
    (void)sched_check_budget();
    for (int irq = arch_irq_next(); irq != ARCH_IRQ_NONE; irq = arch_irq_next()) {
        if (irq != ARCH_IRQ_TIMER) {
            irq_handle((seL4_Word)irq);
        }
    }
    sched_exit();
}

void kernel_fault(const struct fault *fault)
{
    struct tcb *tcb = kernel_current;
    sched_enter();
    if (sched_check_budget()) {
        fault_raise(tcb, fault);
    }
    sched_exit();
}
