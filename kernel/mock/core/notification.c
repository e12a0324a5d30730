/* SPDX-License-Identifier: BSD-2-Clause */
/* Notifications: a word of pending badges and who waits for it (manual 5). */
#include "objects.h"

#include "kernel.h"
#include "refill.h"
#include "sched.h"
#include "../arch.h"

static void deliver(struct notification *notification, struct tcb *tcb, seL4_Word badge)
{
    arch_reg_set(tcb, ARCH_CAP, badge);
    thread_set_state(tcb, THREAD_RUNNING);
    if (!tcb->sc && notification->sc && !notification->sc->tcb) {
        schedcontext_donate(notification->sc, tcb);
        schedcontext_resume(notification->sc);
    } else if (tcb->sc && tcb->sc->is_sporadic && !sched_is_current(tcb->sc)) {
        refill_unblock(tcb->sc, sched_now);
    }
    sched_wake(tcb);
}

void notification_signal(struct notification *notification, seL4_Word badge)
{
    struct tcb *bound = notification->bound_tcb;
    struct tcb *waiter = notification->waiting.head;
    if (waiter) {
        queue_remove(&notification->waiting, waiter);
        waiter->blocked_on = 0;
        deliver(notification, waiter, badge);
    } else if (!notification->is_active && bound && bound->state == THREAD_BLOCKED_ON_RECEIVE) {
        thread_cancel_ipc(bound);
        deliver(notification, bound, badge);
    } else {
        notification->badges = notification->is_active ? notification->badges | badge : badge;
        notification->is_active = true;
    }
}

static void take(struct notification *notification, struct tcb *tcb)
{
    arch_reg_set(tcb, ARCH_CAP, notification->badges);
    notification->badges = 0;
    notification->is_active = false;
    if (!tcb->sc && notification->sc && !notification->sc->tcb) {
        schedcontext_donate(notification->sc, tcb);
    }
}

void notification_wait(struct notification *notification, struct tcb *tcb, bool is_blocking)
{
    if (notification->is_active) {
        take(notification, tcb);
    } else if (is_blocking) {
        notification_take_sc_back(notification, tcb);
        thread_set_state(tcb, THREAD_BLOCKED_ON_NOTIFICATION);
        tcb->blocked_on = notification;
        queue_insert(&notification->waiting, tcb);
    } else {
        arch_reg_set(tcb, ARCH_CAP, 0);
    }
}

bool notification_take_bound(struct tcb *tcb)
{
    if (!tcb->bound || !tcb->bound->is_active) {
        return false;
    }
    take(tcb->bound, tcb);
    return true;
}

/* The context that the notification lent comes back when its borrower waits (manual 6.1.5). */
void notification_take_sc_back(struct notification *notification, struct tcb *tcb)
{
    struct sched_context *sc = notification->sc;
    if (sc && tcb->sc == sc) {
        sched_commit();
        tcb->sc = 0;
        sc->tcb = 0;
        sched_dequeue(tcb);
        sched_reschedule();
    }
}

void notification_cancel(struct tcb *tcb)
{
    struct notification *notification = tcb->blocked_on;
    queue_remove(&notification->waiting, tcb);
    tcb->blocked_on = 0;
}

void notification_requeue(struct tcb *tcb)
{
    struct notification *notification = tcb->blocked_on;
    queue_remove(&notification->waiting, tcb);
    queue_insert(&notification->waiting, tcb);
}

void notification_bind(struct notification *notification, struct tcb *tcb)
{
    notification->bound_tcb = tcb;
    tcb->bound = notification;
}

void notification_unbind(struct tcb *tcb)
{
    if (tcb->bound) {
        tcb->bound->bound_tcb = 0;
        tcb->bound = 0;
    }
}

void notification_destroy(struct notification *notification)
{
    if (notification->sc) {
        schedcontext_unbind_notification(notification->sc);
    }
    if (notification->bound_tcb) {
        notification_unbind(notification->bound_tcb);
    }
    while (notification->waiting.head) {
        struct tcb *tcb = notification->waiting.head;
        notification_cancel(tcb);
        thread_set_state(tcb, THREAD_RESTART);
        if (tcb->sc) {
            schedcontext_resume(tcb->sc);
        }
        sched_wake(tcb);
    }
    sched_reschedule();
}

seL4_Error notification_invoke(struct invocation *inv)
{
    if (!(inv->cap.rights & RIGHT_WRITE)) {
        return inv_invalid_capability(inv, 0);
    }
    inv->is_answered = !inv->is_call;
    notification_signal(arch_ptr(inv->cap.object), inv->cap.data);
    return seL4_NoError;
}
