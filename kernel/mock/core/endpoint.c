/* SPDX-License-Identifier: BSD-2-Clause */
/* Endpoints: a queue of senders or of receivers (manual 4.2). Message contents: ipc.c. */
#include "objects.h"

#include "kernel.h"
#include "sched.h"
#include "../arch.h"

/* Threads are aligned to 2 KiB, so the low bits of the tail are free for the state. */
static enum endpoint_state state_of(const struct endpoint *endpoint)
{
    return (enum endpoint_state)(endpoint->tail_and_state & 3);
}

static struct tcb_queue queue_of(const struct endpoint *endpoint)
{
    return (struct tcb_queue){.head = (struct tcb *)(uintptr_t)endpoint->head,
                              .tail = (struct tcb *)(uintptr_t)(endpoint->tail_and_state & ~3ul)};
}

static void store(struct endpoint *endpoint, struct tcb_queue queue, enum endpoint_state state)
{
    if (!queue.head) {
        state = ENDPOINT_IDLE;
    }
    endpoint->head = (uintptr_t)queue.head;
    endpoint->tail_and_state = (uintptr_t)queue.tail | (unsigned)state;
}

static void enqueue(struct endpoint *endpoint, struct tcb *tcb, enum endpoint_state state)
{
    struct tcb_queue queue = queue_of(endpoint);
    queue_insert(&queue, tcb);
    store(endpoint, queue, state);
    tcb->blocked_on = endpoint;
}

static void dequeue(struct endpoint *endpoint, struct tcb *tcb)
{
    struct tcb_queue queue = queue_of(endpoint);
    queue_remove(&queue, tcb);
    store(endpoint, queue, state_of(endpoint));
    tcb->blocked_on = 0;
}

static void block_sender(struct endpoint *endpoint, struct tcb *sender, struct send how)
{
    sender->badge = how.badge;
    sender->is_call = how.is_call;
    sender->can_grant = how.can_grant;
    sender->can_grant_reply = how.can_grant_reply;
    thread_set_state(sender, THREAD_BLOCKED_ON_SEND);
    enqueue(endpoint, sender, ENDPOINT_SENDING);
}

/* A caller waits for its answer, unless nobody could give one: then it stops (manual 4.2.4). */
static void await_reply(struct tcb *caller, struct tcb *callee, struct reply *reply,
                        struct send how)
{
    if (reply && (how.can_grant || how.can_grant_reply)) {
        reply_push(caller, callee, reply, how.can_donate);
    } else {
        thread_set_state(caller, THREAD_INACTIVE);
    }
}

void endpoint_send(struct endpoint *endpoint, struct tcb *sender, struct send how)
{
    if (state_of(endpoint) != ENDPOINT_RECEIVING) {
        if (how.is_blocking) {
            block_sender(endpoint, sender, how);
        }
        return;
    }
    struct tcb *receiver = queue_of(endpoint).head;
    struct reply *reply = receiver->reply;
    dequeue(endpoint, receiver);
    receiver->reply = 0;
    if (reply) {
        reply->caller = 0;
    }
    ipc_transfer(sender, endpoint, how.badge, how.can_grant, receiver);
    if (how.is_call || sender->fault.label != seL4_Fault_NullFault) {
        await_reply(sender, receiver, reply, how);
    } else if (how.can_donate && !receiver->sc && sender->sc) {
        schedcontext_donate(sender->sc, receiver);
    }
    thread_set_state(receiver, THREAD_RUNNING);
    sched_wake(receiver);
}

static void receive_from(struct endpoint *endpoint, struct tcb *tcb, struct reply *reply)
{
    struct tcb *sender = queue_of(endpoint).head;
    struct send how = {.badge = sender->badge,
                       .can_grant = sender->can_grant,
                       .can_grant_reply = sender->can_grant_reply};
    /* Time that has run out is not lent: the handler of a timeout has its own. */
    how.can_donate = sender->sc && sender->fault.label != seL4_Fault_Timeout;
    dequeue(endpoint, sender);
    ipc_transfer(sender, endpoint, how.badge, how.can_grant, tcb);
    if (sender->is_call || sender->fault.label != seL4_Fault_NullFault) {
        await_reply(sender, tcb, reply, how);
    } else {
        thread_set_state(sender, THREAD_RUNNING);
        sched_wake(sender);
    }
}

void endpoint_receive(struct endpoint *endpoint, struct tcb *tcb, bool is_blocking,
                      struct reply *reply)
{
    if (reply && reply->caller && reply->caller != tcb) {
        thread_cancel_ipc(reply->caller); /* whoever waited for this object is given up */
    }
    if (notification_take_bound(tcb)) {
        return;
    }
    if (tcb->bound && is_blocking) {
        notification_take_sc_back(tcb->bound, tcb);
    }
    if (state_of(endpoint) == ENDPOINT_SENDING) {
        receive_from(endpoint, tcb, reply);
    } else if (is_blocking) {
        tcb->reply = reply;
        if (reply) {
            reply->caller = tcb;
        }
        thread_set_state(tcb, THREAD_BLOCKED_ON_RECEIVE);
        enqueue(endpoint, tcb, ENDPOINT_RECEIVING);
    } else {
        arch_reg_set(tcb, ARCH_CAP, 0);
    }
}

void endpoint_cancel(struct tcb *tcb)
{
    dequeue(tcb->blocked_on, tcb);
    if (tcb->reply) {
        tcb->reply->caller = 0;
        tcb->reply = 0;
    }
}

void endpoint_requeue(struct tcb *tcb)
{
    struct endpoint *endpoint = tcb->blocked_on;
    enum endpoint_state state = state_of(endpoint);
    dequeue(endpoint, tcb);
    enqueue(endpoint, tcb, state);
}

/* A cancelled thread does its system call again, and finds out; a faulter stays stopped. */
static void cancel_one(struct endpoint *endpoint, struct tcb *tcb)
{
    bool was_faulting = tcb->fault.label != seL4_Fault_NullFault;
    endpoint_cancel(tcb);
    (void)endpoint;
    if (was_faulting) {
        thread_set_state(tcb, THREAD_INACTIVE);
        return;
    }
    thread_set_state(tcb, THREAD_RESTART);
    if (tcb->sc) {
        schedcontext_resume(tcb->sc);
    }
    sched_wake(tcb);
}

void endpoint_cancel_all(struct endpoint *endpoint)
{
    while (queue_of(endpoint).head) {
        cancel_one(endpoint, queue_of(endpoint).head);
    }
    sched_reschedule();
}

void endpoint_cancel_badged(struct endpoint *endpoint, seL4_Word badge)
{
    if (state_of(endpoint) != ENDPOINT_SENDING) {
        return;
    }
    struct tcb *next;
    for (struct tcb *tcb = queue_of(endpoint).head; tcb; tcb = next) {
        next = tcb->queue_next;
        if (tcb->badge == badge) {
            cancel_one(endpoint, tcb);
        }
    }
    sched_reschedule();
}

seL4_Error endpoint_invoke(struct invocation *inv)
{
    if (!(inv->cap.rights & RIGHT_WRITE)) {
        return inv_invalid_capability(inv, 0);
    }
    struct send how = {.badge = inv->cap.data,
                       .is_blocking = inv->is_blocking,
                       .is_call = inv->is_call,
                       .can_grant = inv->cap.rights & RIGHT_GRANT,
                       .can_grant_reply = inv->cap.rights & RIGHT_GRANT_REPLY,
                       .can_donate = inv->can_donate};
    inv->is_answered = true;
    endpoint_send(arch_ptr(inv->cap.object), inv->caller, how);
    return seL4_NoError;
}
