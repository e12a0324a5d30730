/* SPDX-License-Identifier: BSD-2-Clause */
/* mock_check(): scheduling contexts, refills, the scheduler's queues, and who runs. */
#include "support/cmocka_all.h"

#include <sel4/bootinfo_types.h>

#include "arch.h"
#include "core/inspect.h"
#include "core/sched.h"
#include "scene.h"

#define GONE(type) ((type *)(void *)scene_object(FRAME)) /* live, but no such object */

static struct sched_context *lent(void)
{
    return scene_object(LENT_CONTEXT);
}

static struct sched_context *context_of(enum scene thread)
{
    return scene_object((seL4_CPtr)thread - SENDER + CONTEXT);
}

static void its_thread_is_gone(void)
{
    context_of(FIRST_SERVER)->tcb = GONE(struct tcb);
}

static void its_thread_has_none(void)
{
    lent()->tcb = scene_tcb(CLIENT);
    scene_tcb(SECOND_SERVER)->sc = NULL;
}

static void its_reply_is_gone(void)
{
    lent()->reply->sc = NULL;
    lent()->reply = GONE(struct reply);
}

static void its_reply_has_none(void)
{
    context_of(SENDER)->reply = scene_object(IDLE_REPLY);
}

static void its_notification_is_gone(void)
{
    context_of(SENDER)->notification = GONE(struct notification);
}

static void its_notification_has_none(void)
{
    context_of(SENDER)->notification = scene_object(SIGNAL);
}

static void its_yielder_is_gone(void)
{
    context_of(SENDER)->yield_from = GONE(struct tcb);
}

static void its_yielder_does_not(void)
{
    context_of(SENDER)->yield_from = scene_tcb(READY);
}

static void more_refills_than_room(void)
{
    context_of(SENDER)->refill_max = 100;
}

static void no_refill(void)
{
    context_of(SENDER)->refill_count = 0;
}

static void head_beyond_the_end(void)
{
    context_of(SENDER)->refill_head = context_of(SENDER)->refill_max;
}

static void budget_from_nowhere(void)
{
    context_of(SENDER)->refills[0].amount++;
}

static void round_robin_budget_is_lost(void)
{
    context_of(READY)->refills[0].amount--;
}

static void refills_overlap(void)
{
    struct sched_context *sc = context_of(SENDER);

    assert_int_equal(sc->refill_count, 2); /* it has run for a moment */
    sc->refills[1].time = sc->refills[0].time + 1;
}

static void too_little_to_run_on(void)
{
    struct sched_context *sc = context_of(SENDER);

    sc->refills[1].amount += sc->refills[0].amount - 1;
    sc->refills[0].amount = 1;
}

/* Queues */
static struct tcb_queue *ready(void)
{
    return &sched_ready[0][0];
}

static void ready_and_gone(void)
{
    ready()->head = GONE(struct tcb);
}

static void ready_and_does_not_know(void)
{
    scene_tcb(READY)->in_ready_queue = false;
}

static void ready_one_way(void)
{
    ready()->head->sched_next->sched_prev = NULL;
}

static void ready_with_a_wrong_tail(void)
{
    ready()->tail = ready()->head;
}

static void ready_with_a_tail_only(void)
{
    ready()[1].tail = scene_tcb(SENDER);
}

static void ready_in_another_queue(void)
{
    sched_ready[1][0] = *ready();
    *ready() = (struct tcb_queue){0};
}

static void ready_but_blocked(void)
{
    struct tcb *tcb = scene_tcb(READY);

    tcb->state = THREAD_INACTIVE;
}

static void runnable_in_no_queue(void)
{
    struct tcb *tcb = scene_tcb(READY);

    sched_dequeue(tcb);
}

static void linked_in_no_queue(void)
{
    scene_tcb(SENDER)->sched_next = scene_tcb(READY);
}

static void not_by_time(void)
{
    struct sched_context *sc = sched_release.head->sc;
    uint64_t more = 1UL << 32;

    for (uint32_t i = 0; i < sc->refill_max; i++) {
        struct refill *first = sc->refills;
        first[i].time += more;
    }
}

static void waits_for_nothing(void)
{
    sched_release.head->sc->refill_max = 0;
}

static void says_it_is_ready(void)
{
    *ready() = (struct tcb_queue){0};
}

/* Who runs */
static void runs_and_is_gone(void)
{
    kernel_current->state = THREAD_INACTIVE;
    kernel_current = GONE(struct tcb);
}

static void runs_and_is_blocked(void)
{
    kernel_current->state = THREAD_INACTIVE;
}

static void runs_in_another_domain(void)
{
    domain_current = 1;
}

static void runs_on_anothers_time(void)
{
    sched_forget(kernel_current->sc);
}

static void runs_while_a_better_one_waits(void)
{
    struct tcb *tcb = scene_tcb(READY);

    sched_dequeue(tcb);
    tcb->priority = 2;
    sched_enqueue_tail(tcb);
}

static void runs_and_waits(void)
{
    sched_enqueue_tail(kernel_current);
}

static void sees_broken_contexts(void **state)
{
    static const struct breakage list[] = {
        {its_thread_is_gone, "is gone"},
        {its_thread_has_none, "has 0x"},
        {its_reply_is_gone, "is gone"},
        {its_reply_has_none, "has 0x"},
        {its_notification_is_gone, "is gone"},
        {its_notification_has_none, "has 0x"},
        {its_yielder_is_gone, "is gone"},
        {its_yielder_does_not, "yields to"},
        {more_refills_than_room, "room for 10"},
        {no_refill, "0 refills"},
        {head_beyond_the_end, "refills from"},
        {budget_from_nowhere, "its budget is"},
        {round_robin_budget_is_lost, "its budget is"},
        {refills_overlap, "the next begins"},
        {too_little_to_run_on, "too little to run on"},
    };

    (void)state;
    scene_expect(list, sizeof(list) / sizeof(list[0]));
}

static void sees_broken_queues(void **state)
{
    static const struct breakage list[] = {
        {ready_and_gone, "is gone"},
        {ready_and_does_not_know, "does not know"},
        {ready_one_way, "is linked with"},
        {ready_with_a_wrong_tail, "its tail is"},
        {ready_with_a_tail_only, "its tail is"},
        {ready_in_another_queue, "is of 0, 0"},
        {ready_but_blocked, "in a queue, state 0"},
        {runnable_in_no_queue, "is in no queue"},
        {linked_in_no_queue, "but linked"},
        {not_by_time, "behind"},
        {waits_for_nothing, "no time to wait for"},
        {says_it_is_ready, "say so"},
    };

    (void)state;
    scene_expect(list, sizeof(list) / sizeof(list[0]));
}

static void sees_a_broken_choice(void **state)
{
    static const struct breakage list[] = {
        {runs_and_is_gone, "is gone"},
        {runs_and_is_blocked, "has state 0"},
        {runs_in_another_domain, "domain 0 of 1"},
        {runs_on_anothers_time, "not its own"},
        {runs_while_a_better_one_waits, "of priority 2 is ready"},
        {runs_and_waits, "runs and waits at once"},
    };

    (void)state;
    scene_expect(list, sizeof(list) / sizeof(list[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sees_broken_contexts),
        cmocka_unit_test(sees_broken_queues),
        cmocka_unit_test(sees_a_broken_choice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
