/* SPDX-License-Identifier: BSD-2-Clause */
/* Thread states and what ends a wait. The methods of TCB capabilities: tcb*.c. */
#include "objects.h"

#include "kernel.h"
#include "debug.h"
#include "sched.h"
#include "../arch.h"

bool thread_is_runnable(const struct tcb *tcb)
{
    return tcb->state == THREAD_RUNNING || tcb->state == THREAD_RESTART;
}

bool thread_is_stopped(const struct tcb *tcb)
{
    return !thread_is_runnable(tcb);
}

void thread_set_state(struct tcb *tcb, enum thread_state state)
{
    tcb->state = state;
    if (!thread_is_runnable(tcb)) {
        sched_dequeue(tcb);
        if (tcb == kernel_current) {
            sched_reschedule();
        }
    }
}

/* IPC queues serve by priority, equal ones in order of arrival. */
void queue_insert(struct tcb_queue *queue, struct tcb *tcb)
{
    struct tcb *before = queue->tail;
    while (before && before->priority < tcb->priority) {
        before = before->queue_prev;
    }
    struct tcb *after = before ? before->queue_next : queue->head;
    tcb->queue_prev = before;
    tcb->queue_next = after;
    *(before ? &before->queue_next : &queue->head) = tcb;
    *(after ? &after->queue_prev : &queue->tail) = tcb;
}

void queue_remove(struct tcb_queue *queue, struct tcb *tcb)
{
    *(tcb->queue_prev ? &tcb->queue_prev->queue_next : &queue->head) = tcb->queue_next;
    *(tcb->queue_next ? &tcb->queue_next->queue_prev : &queue->tail) = tcb->queue_prev;
    tcb->queue_next = 0;
    tcb->queue_prev = 0;
}

void thread_cancel_ipc(struct tcb *tcb)
{
    tcb->fault.label = seL4_Fault_NullFault;
    switch (tcb->state) {
    case THREAD_BLOCKED_ON_SEND:
    case THREAD_BLOCKED_ON_RECEIVE:
        endpoint_cancel(tcb);
        break;
    case THREAD_BLOCKED_ON_NOTIFICATION:
        notification_cancel(tcb);
        break;
    case THREAD_BLOCKED_ON_REPLY:
        reply_forget_caller(tcb);
        break;
    case THREAD_INACTIVE:
    case THREAD_RUNNING:
    case THREAD_RESTART:
        return;
    }
    thread_set_state(tcb, THREAD_INACTIVE);
}

void thread_suspend(struct tcb *tcb)
{
    thread_cancel_ipc(tcb);
    if (tcb->state == THREAD_RUNNING) {
        /* Its last system call is done: when it is resumed, it goes on behind it. */
        arch_reg_set(tcb, ARCH_RESTART_PC, arch_reg_get(tcb, ARCH_PC));
    }
    thread_set_state(tcb, THREAD_INACTIVE);
    schedcontext_cancel_yield(tcb);
}

void thread_restart(struct tcb *tcb)
{
    if (!thread_is_stopped(tcb)) {
        return;
    }
    thread_cancel_ipc(tcb);
    thread_set_state(tcb, THREAD_RESTART);
    if (tcb->sc) {
        schedcontext_resume(tcb->sc);
    }
    sched_wake(tcb);
}

void thread_set_priority(struct tcb *tcb, seL4_Word priority)
{
    bool is_ready = tcb->in_ready_queue;
    if (is_ready) {
        sched_dequeue(tcb);
    }
    tcb->priority = priority;
    if (tcb->state == THREAD_BLOCKED_ON_SEND || tcb->state == THREAD_BLOCKED_ON_RECEIVE) {
        endpoint_requeue(tcb);
    } else if (tcb->state == THREAD_BLOCKED_ON_NOTIFICATION) {
        notification_requeue(tcb);
    } else if (tcb == kernel_current) {
        sched_reschedule();
    } else if (is_ready) {
        sched_wake(tcb);
    }
}

/* Comes again for a TCB that was left unreachable; then there is nothing left to undo. */
void tcb_destroy(struct tcb *tcb)
{
    notification_unbind(tcb);
    thread_suspend(tcb);
    if (tcb->sc) {
        schedcontext_unbind_tcb(tcb->sc);
    }
    if (tcb->sc) {
        tcb->sc->tcb = 0;
        tcb->sc = 0;
    }
    debug_forget(tcb);
    if (tcb == kernel_current) {
        arch_switch(tcb, 0);
        kernel_current = 0;
    }
}
