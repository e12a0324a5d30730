/* SPDX-License-Identifier: BSD-2-Clause */
/* Scheduling contexts: who has one, lending, and their methods (manual 6.1.5). Time: refill.c. */
#include "objects.h"

#include "kernel.h"
#include "refill.h"
#include "sched.h"
#include "../arch.h"

void schedcontext_resume(struct sched_context *sc)
{
    struct tcb *tcb = sc->tcb;
    if (!tcb || !sched_is_schedulable(tcb)) {
        return;
    }
    if (!sched_is_current(sc)) {
        refill_unblock(sc, sched_now);
    }
    if (!refill_is_due(sc, sched_now) || !refill_is_sufficient(sc, sched_uncommitted(sc))) {
        sched_commit();
        sched_postpone(sc);
        if (tcb == kernel_current) {
            sched_reschedule();
        }
    }
}

void schedcontext_bind(struct sched_context *sc, struct tcb *tcb)
{
    sc->tcb = tcb;
    tcb->sc = sc;
    schedcontext_resume(sc);
    sched_wake(tcb);
}

void schedcontext_unbind_tcb(struct sched_context *sc)
{
    struct tcb *tcb = sc->tcb;
    if (!tcb) {
        return;
    }
    if (sched_is_current(sc)) {
        sched_commit();
        sched_reschedule();
    }
    sched_dequeue(tcb);
    tcb->sc = 0;
    sc->tcb = 0;
}

void schedcontext_unbind_notification(struct sched_context *sc)
{
    if (sc->notification) {
        sc->notification->sc = 0;
        sc->notification = 0;
    }
}

/* No commit: whoever runs on the context goes on using the same head refill. */
void schedcontext_donate(struct sched_context *sc, struct tcb *to)
{
    struct tcb *from = sc->tcb;
    if (from) {
        sched_dequeue(from);
        from->sc = 0;
        if (from == kernel_current) {
            sched_reschedule();
        }
    }
    sc->tcb = to;
    to->sc = sc;
}

static void unbind_all(struct sched_context *sc)
{
    schedcontext_unbind_tcb(sc);
    schedcontext_unbind_notification(sc);
    if (sc->reply) {
        sc->reply->sc = 0;
        sc->reply = 0;
    }
    if (sc->yield_from) {
        schedcontext_complete_yield(sc->yield_from);
    }
}

void schedcontext_destroy(struct sched_context *sc)
{
    unbind_all(sc);
    sched_forget(sc);
    sc->refill_max = 0;
}

static uint64_t take_consumed(struct sched_context *sc)
{
    uint64_t consumed = sc->consumed + sched_uncommitted(sc);
    sched_commit();
    sc->consumed = 0;
    return ticks_to_us(consumed);
}

/* Puts the answer of YieldTo into the registers, whether or not it was asked for by a Call. */
static void answer_yield(struct tcb *yielder, struct sched_context *sc)
{
    arch_reg_set(yielder, ARCH_MR0, take_consumed(sc));
    ipc_deliver(yielder, 0, seL4_MessageInfo_new(seL4_NoError, 0, 0, 1));
}

/* The answer of YieldTo is what the target has used when the yielder runs again. */
void schedcontext_complete_yield(struct tcb *yielder)
{
    struct sched_context *sc = yielder->yield_to;
    yielder->yield_to = 0;
    sc->yield_from = 0;
    answer_yield(yielder, sc);
}

void schedcontext_cancel_yield(struct tcb *yielder)
{
    if (yielder->yield_to) {
        yielder->yield_to->yield_from = 0;
        yielder->yield_to = 0;
    }
}

seL4_Error schedcontext_check_bind(const struct sched_context *sc, const struct tcb *tcb)
{
    bool is_blocked = tcb->state != THREAD_INACTIVE && !thread_is_runnable(tcb);
    struct sched_context *books = (struct sched_context *)(uintptr_t)sc;
    bool is_released = sc->refill_max != 0 && refill_is_due(books, sched_now) &&
                       refill_is_sufficient(books, sched_uncommitted(sc));
    if (sc->tcb || tcb->sc || (is_blocked && !is_released)) {
        return seL4_IllegalOperation;
    }
    return seL4_NoError;
}

static seL4_Error invoke_bind(struct invocation *inv)
{
    struct sched_context *sc = arch_ptr(inv->cap.object);
    struct cap cap = inv_extra_cap(inv, 0);
    if (!inv->extra[0]) {
        return seL4_TruncatedMessage;
    }
    if (cap.type == CAP_TCB) {
        seL4_Error error = schedcontext_check_bind(sc, arch_ptr(cap.object));
        if (error == seL4_NoError) {
            schedcontext_bind(sc, arch_ptr(cap.object));
        }
        return error;
    }
    if (cap.type != CAP_NOTIFICATION) {
        return inv_invalid_capability(inv, 1);
    }
    struct notification *notification = arch_ptr(cap.object);
    if (sc->notification || notification->sc) {
        return seL4_IllegalOperation;
    }
    sc->notification = notification;
    notification->sc = sc;
    return seL4_NoError;
}

static seL4_Error invoke_unbind(struct invocation *inv)
{
    struct sched_context *sc = arch_ptr(inv->cap.object);
    if (sc->tcb && sc->tcb == inv->caller) {
        return seL4_IllegalOperation;
    }
    unbind_all(sc);
    return seL4_NoError;
}

static seL4_Error invoke_unbind_object(struct invocation *inv)
{
    struct sched_context *sc = arch_ptr(inv->cap.object);
    struct cap cap = inv_extra_cap(inv, 0);
    if (!inv->extra[0]) {
        return seL4_TruncatedMessage;
    }
    if (cap.type == CAP_TCB) {
        if (sc->tcb != arch_ptr(cap.object) || sc->tcb == inv->caller) {
            return seL4_IllegalOperation;
        }
        schedcontext_unbind_tcb(sc);
        return seL4_NoError;
    }
    if (cap.type != CAP_NOTIFICATION) {
        return inv_invalid_capability(inv, 1);
    }
    if (sc->notification != arch_ptr(cap.object)) {
        return seL4_IllegalOperation;
    }
    schedcontext_unbind_notification(sc);
    return seL4_NoError;
}

static seL4_Error answer_consumed(struct invocation *inv, struct sched_context *sc)
{
    inv->reply[0] = take_consumed(sc);
    inv->reply_length = 1;
    return seL4_NoError;
}

static seL4_Error invoke_consumed(struct invocation *inv)
{
    return answer_consumed(inv, arch_ptr(inv->cap.object));
}

static seL4_Error invoke_yield_to(struct invocation *inv)
{
    struct sched_context *sc = arch_ptr(inv->cap.object);
    struct tcb *target = sc->tcb;
    if (!target || target == inv->caller || target->priority > inv->caller->mcp) {
        return seL4_IllegalOperation;
    }
    if (!sched_is_schedulable(target)) {
        return answer_consumed(inv, sc);
    }
    inv->is_answered = true;
    sched_dequeue(target);
    if (target->priority < inv->caller->priority || target->domain != inv->caller->domain) {
        sched_enqueue_head(target);
        answer_yield(inv->caller, sc);
        return seL4_NoError;
    }
    if (sc->yield_from) {
        schedcontext_complete_yield(sc->yield_from);
    }
    if (inv->is_call) {
        sc->yield_from = inv->caller;
        inv->caller->yield_to = sc;
    }
    sched_reschedule();
    sched_enqueue_head(inv->caller);
    sched_enqueue_head(target);
    return seL4_NoError;
}

seL4_Error schedcontext_invoke(struct invocation *inv)
{
    switch (inv->label) {
    case SchedContextBind:
        return invoke_bind(inv);
    case SchedContextUnbind:
        return invoke_unbind(inv);
    case SchedContextUnbindObject:
        return invoke_unbind_object(inv);
    case SchedContextConsumed:
        return invoke_consumed(inv);
    case SchedContextYieldTo:
        return invoke_yield_to(inv);
    default:
        return seL4_IllegalOperation;
    }
}
