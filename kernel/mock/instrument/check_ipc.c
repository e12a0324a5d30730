/* SPDX-License-Identifier: BSD-2-Clause */
/* Endpoints, notifications and reply objects: who waits where, and the chains of calls. */
#include "arch.h"
#include "check_parts.h"
#include "core/object.h"
#include "survey.h"

/* The queue has threads of that state, best first, linked both ways, which are blocked on it. */
static bool check_queue(struct tcb_queue queue, const void *object, const enum thread_state state)
{
    seL4_Word at = arch_paddr(object);
    const struct tcb *before = NULL;

    for (const struct tcb *tcb = queue.head; tcb; tcb = tcb->queue_next) {
        CHECK_THAT(survey_find(CAP_TCB, tcb), "queue of 0x%lx: thread 0x%lx is gone", at,
                   arch_paddr(tcb));
        CHECK_THAT(tcb->state == state && tcb->blocked_on == object,
                   "queue of 0x%lx: thread 0x%lx has state %u, blocked on 0x%lx", at,
                   arch_paddr(tcb), (unsigned)tcb->state, arch_paddr(tcb->blocked_on));
        CHECK_THAT(tcb->queue_prev == before, "queue of 0x%lx: 0x%lx is linked with 0x%lx", at,
                   arch_paddr(tcb), arch_paddr(tcb->queue_prev));
        CHECK_THAT(!before || before->priority >= tcb->priority,
                   "queue of 0x%lx: priority %lu before %lu", at, before->priority, tcb->priority);
        before = tcb;
    }
    CHECK_THAT(queue.tail == before, "queue of 0x%lx: its tail is 0x%lx, not 0x%lx", at,
               arch_paddr(queue.tail), arch_paddr(before));
    return true;
}

/* How many threads say that they wait there. */
static unsigned count_blocked(const void *object)
{
    unsigned count = 0;

    for (unsigned i = 0; i < survey.thing_count; i++) {
        const struct tcb *tcb =
            survey.things[i].type == CAP_TCB ? arch_ptr(survey.things[i].start) : NULL;
        count += tcb && tcb->blocked_on == object;
    }
    return count;
}

static bool check_length(const struct tcb *head, const void *object)
{
    unsigned length = 0;

    for (const struct tcb *tcb = head; tcb; tcb = tcb->queue_next) {
        length++;
    }
    CHECK_THAT(length == count_blocked(object), "queue of 0x%lx: %u are in it, %u say so",
               arch_paddr(object), length, count_blocked(object));
    return true;
}

static bool check_endpoint(const struct endpoint *endpoint)
{
    seL4_Word at = arch_paddr(endpoint);
    unsigned state = endpoint->tail_and_state & 3;
    struct tcb_queue queue = {(struct tcb *)(uintptr_t)endpoint->head,
                              (struct tcb *)(uintptr_t)(endpoint->tail_and_state & ~3UL)};

    CHECK_THAT(state <= ENDPOINT_RECEIVING, "endpoint 0x%lx: state %u", at, state);
    CHECK_THAT((state == ENDPOINT_IDLE) == !queue.head, "endpoint 0x%lx: state %u, head 0x%lx", at,
               state, arch_paddr(queue.head));
    return check_queue(queue, endpoint,
                       state == ENDPOINT_SENDING ? THREAD_BLOCKED_ON_SEND
                                                 : THREAD_BLOCKED_ON_RECEIVE) &&
           check_length(queue.head, endpoint);
}

static bool check_notification(const struct notification *notification)
{
    seL4_Word at = arch_paddr(notification);
    const struct tcb *bound = notification->bound_tcb;
    const struct sched_context *sc = notification->sc;

    CHECK_THAT(!notification->is_active || !notification->waiting.head,
               "notification 0x%lx: a signal is pending, and 0x%lx waits", at,
               arch_paddr(notification->waiting.head));
    CHECK_THAT(notification->is_active || notification->badges == 0,
               "notification 0x%lx: badges 0x%lx without a signal", at, notification->badges);
    CHECK_THAT(!bound || survey_find(CAP_TCB, bound), "notification 0x%lx: bound 0x%lx is gone", at,
               arch_paddr(bound));
    CHECK_THAT(!bound || bound->bound == notification,
               "notification 0x%lx: bound 0x%lx is bound to 0x%lx", at, arch_paddr(bound),
               arch_paddr(bound->bound));
    CHECK_THAT(!bound || !notification->waiting.head ||
                   (notification->waiting.head == bound && notification->waiting.tail == bound),
               "notification 0x%lx: 0x%lx waits, 0x%lx is bound", at,
               arch_paddr(notification->waiting.head), arch_paddr(bound));
    CHECK_THAT(!sc || survey_find(CAP_SCHED_CONTEXT, sc),
               "notification 0x%lx: scheduling context 0x%lx is gone", at, arch_paddr(sc));
    CHECK_THAT(!sc || sc->notification == notification,
               "notification 0x%lx: scheduling context 0x%lx is of 0x%lx", at, arch_paddr(sc),
               arch_paddr(sc->notification));
    return check_queue(notification->waiting, notification, THREAD_BLOCKED_ON_NOTIFICATION) &&
           check_length(notification->waiting.head, notification);
}

static bool check_reply(const struct reply *reply)
{
    seL4_Word at = arch_paddr(reply);
    const struct tcb *caller = reply->caller;
    bool is_linked = reply->prev || reply->next || reply->sc;

    CHECK_THAT(!caller || survey_find(CAP_TCB, caller), "reply 0x%lx: caller 0x%lx is gone", at,
               arch_paddr(caller));
    CHECK_THAT(!caller || caller->reply == reply, "reply 0x%lx: caller 0x%lx has 0x%lx", at,
               arch_paddr(caller), arch_paddr(caller->reply));
    CHECK_THAT(!is_linked || (caller && caller->state == THREAD_BLOCKED_ON_REPLY),
               "reply 0x%lx: in a chain, but nobody waits for the answer", at);
    CHECK_THAT(!reply->prev || survey_find(CAP_REPLY, reply->prev),
               "reply 0x%lx: the older call 0x%lx is gone", at, arch_paddr(reply->prev));
    CHECK_THAT(!reply->prev || reply->prev->next == reply,
               "reply 0x%lx: the older call 0x%lx has the newer call 0x%lx", at,
               arch_paddr(reply->prev), arch_paddr(reply->prev->next));
    CHECK_THAT(!reply->next || survey_find(CAP_REPLY, reply->next),
               "reply 0x%lx: the newer call 0x%lx is gone", at, arch_paddr(reply->next));
    CHECK_THAT(!reply->next || reply->next->prev == reply,
               "reply 0x%lx: the newer call 0x%lx has the older call 0x%lx", at,
               arch_paddr(reply->next), arch_paddr(reply->next->prev));
    CHECK_THAT(!reply->sc || !reply->next, "reply 0x%lx: has a context and a newer call", at);
    CHECK_THAT(!reply->sc || survey_find(CAP_SCHED_CONTEXT, reply->sc),
               "reply 0x%lx: scheduling context 0x%lx is gone", at, arch_paddr(reply->sc));
    CHECK_THAT(!reply->sc || reply->sc->reply == reply,
               "reply 0x%lx: scheduling context 0x%lx has 0x%lx", at, arch_paddr(reply->sc),
               arch_paddr(reply->sc->reply));
    return true;
}

/* Chains end: with links that agree both ways, one that does not has no newest call. */
static bool check_chain(const struct reply *reply)
{
    unsigned length = 0;

    for (const struct reply *newer = reply; newer->next; newer = newer->next) {
        CHECK_THAT(length < survey.thing_count, "reply 0x%lx: its chain is a ring",
                   arch_paddr(reply));
        length++;
    }
    return true;
}

bool check_endpoints(void)
{
    for (unsigned i = 0; i < survey.thing_count; i++) {
        const struct survey_object *object = &survey.things[i];
        if (object->type == CAP_ENDPOINT && !check_endpoint(arch_ptr(object->start))) {
            return false;
        }
    }
    return true;
}

bool check_notifications(void)
{
    for (unsigned i = 0; i < survey.thing_count; i++) {
        const struct survey_object *object = &survey.things[i];
        if (object->type == CAP_NOTIFICATION && !check_notification(arch_ptr(object->start))) {
            return false;
        }
    }
    return true;
}

bool check_replies(void)
{
    for (unsigned i = 0; i < survey.thing_count; i++) {
        const struct survey_object *object = &survey.things[i];
        if (object->type == CAP_REPLY && !check_reply(arch_ptr(object->start))) {
            return false;
        }
    }
    for (unsigned i = 0; i < survey.thing_count; i++) {
        const struct survey_object *object = &survey.things[i];
        if (object->type == CAP_REPLY && !check_chain(arch_ptr(object->start))) {
            return false;
        }
    }
    return true;
}
