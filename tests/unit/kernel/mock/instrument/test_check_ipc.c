/* SPDX-License-Identifier: BSD-2-Clause */
/* mock_check(): endpoints, notifications, reply objects. */
#include "support/cmocka_all.h"

#include "arch.h"
#include "scene.h"

#define GONE(type) ((type *)(void *)scene_object(FRAME)) /* live, but no such object */

static struct endpoint *endpoint(enum scene which)
{
    return scene_object(which);
}

static struct notification *notification(enum scene which)
{
    return scene_object(which);
}

static struct reply *reply(enum scene which)
{
    return scene_object(which);
}

/* Endpoints */
static void strange_endpoint(void)
{
    endpoint(IDLE_ENDPOINT)->tail_and_state |= 3;
}

static void idle_with_a_queue(void)
{
    endpoint(ENDPOINT)->tail_and_state &= ~3UL;
}

static void busy_without_a_queue(void)
{
    endpoint(SECOND_ENDPOINT)->tail_and_state = ENDPOINT_SENDING;
}

static void gone_in_a_queue(void)
{
    endpoint(ENDPOINT)->head = (uintptr_t)GONE(struct tcb);
}

static void sender_among_receivers(void)
{
    endpoint(ENDPOINT)->tail_and_state += ENDPOINT_RECEIVING - ENDPOINT_SENDING;
}

static void queued_one_way(void)
{
    scene_tcb(SENDER)->queue_prev = scene_tcb(RECEIVER);
}

static void wrong_tail(void)
{
    endpoint(ENDPOINT)->tail_and_state +=
        (uintptr_t)scene_tcb(CLIENT) - (uintptr_t)scene_tcb(SENDER);
}

static void not_by_priority(void)
{
    struct tcb *sender = scene_tcb(SENDER);
    struct tcb *next = scene_tcb(RECEIVER);

    next->state = THREAD_BLOCKED_ON_SEND;
    next->reply->caller = NULL;
    next->reply = NULL;
    endpoint(IDLE_ENDPOINT)->head = 0;
    endpoint(IDLE_ENDPOINT)->tail_and_state = 0;
    next->blocked_on = endpoint(ENDPOINT);
    next->priority = sender->priority + 1;
    sender->queue_next = next;
    next->queue_prev = sender;
    endpoint(ENDPOINT)->tail_and_state = (uintptr_t)next | ENDPOINT_SENDING;
}

static void says_it_is_queued(void)
{
    scene_tcb(RECEIVER)->blocked_on = endpoint(SECOND_ENDPOINT);
    endpoint(IDLE_ENDPOINT)->head = 0;
    endpoint(IDLE_ENDPOINT)->tail_and_state = 0;
}

/* Notifications */
static void signal_and_waiter(void)
{
    notification(SIGNAL)->is_active = true;
}

static void badges_without_signal(void)
{
    notification(SIGNAL)->badges = 1;
}

static void bound_thread_is_gone(void)
{
    notification(SIGNAL)->bound_tcb = GONE(struct tcb);
}

static void bound_one_way(void)
{
    notification(SIGNAL)->bound_tcb = scene_tcb(SENDER);
}

static void another_waits(void)
{
    notification(SIGNAL)->bound_tcb = scene_tcb(SENDER);
    scene_tcb(SENDER)->bound = notification(SIGNAL);
}

static void lends_what_is_gone(void)
{
    notification(SIGNAL)->sc = GONE(struct sched_context);
}

static void lends_anothers(void)
{
    notification(SIGNAL)->sc = scene_object(LENT_CONTEXT);
}

/* Reply objects */
static void caller_is_gone(void)
{
    scene_tcb(RECEIVER)->reply = NULL;
    reply(IDLE_REPLY)->caller = GONE(struct tcb);
}

static void caller_is_anothers(void)
{
    scene_tcb(RECEIVER)->reply = NULL;
    reply(IDLE_REPLY)->caller = scene_tcb(CLIENT);
}

static void chain_without_caller(void)
{
    reply(IDLE_REPLY)->prev = reply(REPLY);
}

static void older_is_gone(void)
{
    reply(REPLY)->next = NULL;
    reply(SECOND_REPLY)->prev = GONE(struct reply);
}

static void older_has_another(void)
{
    reply(REPLY)->next = NULL;
}

static void newer_is_gone(void)
{
    reply(REPLY)->next = GONE(struct reply);
}

static void newer_has_another(void)
{
    reply(SECOND_REPLY)->prev = NULL;
}

static void time_in_the_middle(void)
{
    reply(REPLY)->sc = scene_object(LENT_CONTEXT);
}

static void time_is_gone(void)
{
    reply(SECOND_REPLY)->sc = GONE(struct sched_context);
}

static void time_is_anothers(void)
{
    reply(SECOND_REPLY)->sc = scene_object(CONTEXT);
}

static void chain_is_a_ring(void)
{
    struct reply *older = reply(REPLY);
    struct reply *newer = reply(SECOND_REPLY);

    ((struct sched_context *)scene_object(LENT_CONTEXT))->reply = NULL;
    newer->sc = NULL;
    newer->next = older;
    older->prev = newer;
}

static void sees_broken_queues(void **state)
{
    static const struct breakage list[] = {
        {strange_endpoint, "state 3"},
        {idle_with_a_queue, "state 0, head"},
        {busy_without_a_queue, "state 1, head"},
        {gone_in_a_queue, "is gone"},
        {sender_among_receivers, "has state"},
        {queued_one_way, "is linked with"},
        {wrong_tail, "its tail is"},
        {not_by_priority, "before 101"},
        {says_it_is_queued, "say so"},
        {signal_and_waiter, "a signal is pending"},
        {badges_without_signal, "without a signal"},
        {bound_thread_is_gone, "is gone"},
        {bound_one_way, "is bound to"},
        {another_waits, "waits, "},
        {lends_what_is_gone, "is gone"},
        {lends_anothers, "is of"},
    };

    (void)state;
    scene_expect(list, sizeof(list) / sizeof(list[0]));
}

static void sees_broken_replies(void **state)
{
    static const struct breakage list[] = {
        {caller_is_gone, "is gone"},
        {caller_is_anothers, "has 0x"},
        {chain_without_caller, "nobody waits for the answer"},
        {older_is_gone, "is gone"},
        {older_has_another, "has the newer call"},
        {newer_is_gone, "is gone"},
        {newer_has_another, "has the older call"},
        {time_in_the_middle, "has a context and a newer call"},
        {time_is_gone, "is gone"},
        {time_is_anothers, "has 0x"},
        {chain_is_a_ring, "is a ring"},
    };

    (void)state;
    scene_expect(list, sizeof(list) / sizeof(list[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sees_broken_queues),
        cmocka_unit_test(sees_broken_replies),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
