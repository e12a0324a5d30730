/* SPDX-License-Identifier: BSD-2-Clause */
/* Reply objects: who waits for an answer, and the chain along which borrowed time goes back
 * (manual 4.2.4, 6.1.5). What an answer says: ipc.c, fault.c. */
#include "objects.h"

#include "kernel.h"
#include "refill.h"
#include "sched.h"
#include "../arch.h"

/* `reply` is unused or names the callee that has just received with it. */
void reply_push(struct tcb *caller, struct tcb *callee, struct reply *reply, bool can_donate)
{
    reply->caller = caller;
    reply->prev = 0;
    reply->next = 0;
    reply->sc = 0;
    caller->reply = reply;
    thread_set_state(caller, THREAD_BLOCKED_ON_REPLY);
    struct sched_context *sc = caller->sc;
    if (!sc || !can_donate || callee->sc) {
        return;
    }
    struct reply *older = sc->reply;
    if (older) {
        older->next = reply;
        older->sc = 0;
    }
    reply->prev = older;
    reply->sc = sc;
    sc->reply = reply;
    schedcontext_donate(sc, callee);
}

/*
 * Takes the object out of its chain. The newest call gives the context back to its caller; one in
 * the middle breaks the chain, so that nobody below it gets the context by the reply of another.
 */
static void pop(struct reply *reply)
{
    struct tcb *caller = reply->caller;
    struct sched_context *sc = reply->sc;
    if (sc) {
        sc->reply = reply->prev;
        if (reply->prev) {
            reply->prev->next = 0;
            reply->prev->sc = sc;
        }
        if (!caller->sc) {
            schedcontext_donate(sc, caller);
        }
    } else {
        if (reply->next) {
            reply->next->prev = 0;
        }
        if (reply->prev) {
            reply->prev->next = 0;
        }
    }
    reply->prev = 0;
    reply->next = 0;
    reply->sc = 0;
    reply->caller = 0;
    caller->reply = 0;
}

/* The caller is back: it runs if it has time, else it waits for it or its handler is told. */
static void resume_caller(struct tcb *caller, bool was_timeout)
{
    struct sched_context *sc = caller->sc;
    if (!sc || !thread_is_runnable(caller)) {
        return;
    }
    if (!sched_is_current(sc)) {
        refill_unblock(sc, sched_now);
    }
    uint64_t used = sched_uncommitted(sc);
    if (refill_is_due(sc, sched_now) && refill_is_sufficient(sc, used)) {
        sched_wake(caller);
    } else if (!was_timeout && fault_has_handler(caller, TCB_TIMEOUT_HANDLER)) {
        fault_raise_timeout(caller);
    } else {
        sched_commit();
        sched_postpone(sc);
        sched_reschedule();
    }
}

void reply_answer(struct reply *reply, struct tcb *sender, bool can_grant)
{
    struct tcb *caller = reply->caller;
    if (!caller || caller->state != THREAD_BLOCKED_ON_REPLY) {
        return;
    }
    bool was_timeout = caller->fault.label == seL4_Fault_Timeout;
    pop(reply);
    if (caller->fault.label == seL4_Fault_NullFault) {
        ipc_transfer(sender, 0, 0, can_grant, caller);
        thread_set_state(caller, THREAD_RUNNING);
    } else {
        bool goes_on = fault_reply(sender, caller);
        caller->fault.label = seL4_Fault_NullFault;
        thread_set_state(caller, goes_on ? THREAD_RESTART : THREAD_INACTIVE);
    }
    resume_caller(caller, was_timeout);
}

/* The caller is to wait no longer. Time it lent stays where it is: the chain ends here. */
void reply_forget_caller(struct tcb *caller)
{
    struct reply *reply = caller->reply;
    if (!reply) {
        return;
    }
    if (reply->sc) {
        reply->sc->reply = 0;
    }
    if (reply->next) {
        reply->next->prev = 0;
    }
    if (reply->prev) {
        reply->prev->next = 0;
    }
    *reply = (struct reply){.caller = 0};
    caller->reply = 0;
}

void reply_destroy(struct reply *reply)
{
    struct tcb *caller = reply->caller;
    if (!caller) {
        return;
    }
    if (caller->state == THREAD_BLOCKED_ON_REPLY) {
        pop(reply);
        caller->fault.label = seL4_Fault_NullFault;
        thread_set_state(caller, THREAD_INACTIVE);
    } else {
        thread_cancel_ipc(caller); /* it waits to receive with this object */
    }
}

seL4_Error reply_invoke(struct invocation *inv)
{
    struct tcb *caller = inv->caller;
    inv->is_answered = !inv->is_call;
    reply_answer(arch_ptr(inv->cap.object), caller, inv->cap.rights & RIGHT_GRANT);
    return seL4_NoError;
}
