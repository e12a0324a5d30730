/* SPDX-License-Identifier: BSD-2-Clause */
/* Ready and release queues, and the switch at kernel exit. Refill arithmetic: refill.c. */
#include "sched.h"

#include "inspect.h"
#include "instrument.h"
#include "kernel.h"
#include "objects.h"
#include "refill.h"
#include "../arch.h"

struct tcb *kernel_current;
uint64_t sched_now;

struct tcb_queue sched_ready[CONFIG_NUM_DOMAINS][CONFIG_NUM_PRIORITIES];
struct tcb_queue sched_release; /* by the time of the head refill */

static struct sched_context *current_sc;
static uint64_t uncommitted; /* used by current_sc since its books were last written */

/* What this kernel entry has found out so far about who is next. */
static struct {
    bool must_choose;
    struct tcb *candidate; /* woken, and may be better than the current thread */
} outcome;

void sched_init(void)
{
    kernel_current = 0;
    kernel_zero(sched_ready, sizeof(sched_ready));
    kernel_zero(&sched_release, sizeof(sched_release));
    current_sc = 0;
    uncommitted = 0;
    outcome.must_choose = false;
    outcome.candidate = 0;
    sched_now = arch_time_now();
}

bool sched_is_schedulable(const struct tcb *tcb)
{
    return thread_is_runnable(tcb) && tcb->sc && tcb->sc->refill_max != 0 && !tcb->in_release_queue;
}

static void queue_push(struct tcb_queue *queue, struct tcb *before, struct tcb *tcb)
{
    struct tcb *after = before ? before->sched_next : queue->head;
    tcb->sched_prev = before;
    tcb->sched_next = after;
    *(before ? &before->sched_next : &queue->head) = tcb;
    *(after ? &after->sched_prev : &queue->tail) = tcb;
}

static void queue_drop(struct tcb_queue *queue, struct tcb *tcb)
{
    *(tcb->sched_prev ? &tcb->sched_prev->sched_next : &queue->head) = tcb->sched_next;
    *(tcb->sched_next ? &tcb->sched_next->sched_prev : &queue->tail) = tcb->sched_prev;
    tcb->sched_next = 0;
    tcb->sched_prev = 0;
}

void sched_enqueue_head(struct tcb *tcb)
{
    if (sched_is_schedulable(tcb) && !tcb->in_ready_queue) {
        queue_push(&sched_ready[tcb->domain][tcb->priority], 0, tcb);
        tcb->in_ready_queue = true;
    }
}

void sched_enqueue_tail(struct tcb *tcb)
{
    if (sched_is_schedulable(tcb) && !tcb->in_ready_queue) {
        struct tcb_queue *queue = &sched_ready[tcb->domain][tcb->priority];
        queue_push(queue, queue->tail, tcb);
        tcb->in_ready_queue = true;
    }
}

void sched_dequeue(struct tcb *tcb)
{
    if (tcb->in_ready_queue) {
        queue_drop(&sched_ready[tcb->domain][tcb->priority], tcb);
        tcb->in_ready_queue = false;
    }
    if (tcb->in_release_queue) {
        queue_drop(&sched_release, tcb);
        tcb->in_release_queue = false;
    }
    if (outcome.candidate == tcb) {
        outcome.candidate = 0;
        outcome.must_choose = true;
    }
}

void sched_postpone(struct sched_context *sc)
{
    struct tcb *tcb = sc->tcb;
    sched_dequeue(tcb);
    struct tcb *before = 0;
    struct tcb *next = sched_release.head;
    while (next && refill_head(next->sc)->time <= refill_head(sc)->time) {
        before = next;
        next = next->sched_next;
    }
    queue_push(&sched_release, before, tcb);
    tcb->in_release_queue = true;
}

void sched_reschedule(void)
{
    struct tcb *candidate = outcome.candidate;
    outcome.candidate = 0;
    outcome.must_choose = true;
    if (candidate) {
        sched_enqueue_head(candidate);
    }
}

void sched_wake(struct tcb *tcb)
{
    if (!sched_is_schedulable(tcb) || tcb->in_ready_queue || tcb == kernel_current) {
        return;
    }
    if (tcb->domain != domain_current) {
        sched_enqueue_head(tcb);
    } else if (outcome.must_choose || outcome.candidate) {
        sched_reschedule();
        sched_enqueue_head(tcb);
    } else {
        outcome.candidate = tcb;
    }
}

void sched_enter(void)
{
    uint64_t now = arch_time_now();
    if (current_sc) {
        uncommitted += now - sched_now;
    }
    sched_now = now;
}

void sched_commit(void)
{
    if (current_sc && current_sc->refill_max != 0 && uncommitted != 0) {
        refill_charge(current_sc, uncommitted);
        current_sc->consumed += uncommitted;
    }
    uncommitted = 0;
}

bool sched_is_current(const struct sched_context *sc)
{
    return sc == current_sc;
}

uint64_t sched_uncommitted(const struct sched_context *sc)
{
    return sc == current_sc ? uncommitted : 0;
}

void sched_forget(const struct sched_context *sc)
{
    if (sc == current_sc) {
        current_sc = 0;
        uncommitted = 0;
    }
}

/* The head refill is used up: wait for the next, tell the handler, or go to the end of the queue.
 */
static void end_timeslice(struct tcb *tcb, bool can_time_out)
{
    struct sched_context *sc = tcb->sc;
    bool is_ready = refill_is_due(sc, sched_now) && refill_is_sufficient(sc, 0);
    sched_reschedule();
    if (can_time_out && !refill_is_round_robin(sc) && fault_has_handler(tcb, TCB_TIMEOUT_HANDLER)) {
        fault_raise_timeout(tcb);
    } else if (is_ready) {
        sched_enqueue_tail(tcb);
    } else {
        sched_postpone(sc);
    }
}

bool sched_check_budget(void)
{
    struct tcb *tcb = kernel_current;
    if (!tcb || !tcb->sc || tcb->sc != current_sc || tcb->sc->refill_max == 0 ||
        !thread_is_runnable(tcb) || refill_is_sufficient(tcb->sc, uncommitted)) {
        return true;
    }
    sched_commit();
    end_timeslice(tcb, true);
    return false;
}

void sched_give_up(void)
{
    struct tcb *tcb = kernel_current;
    uint64_t consumed = tcb->sc->consumed + uncommitted;
    uncommitted = 0;
    refill_charge(tcb->sc, refill_head(tcb->sc)->amount);
    tcb->sc->consumed = consumed; /* what is given away was not used */
    end_timeslice(tcb, false);
}

/* Threads whose refill is due become ready. */
static void release_due(void)
{
    while (sched_release.head && refill_is_due(sched_release.head->sc, sched_now)) {
        struct tcb *tcb = sched_release.head;
        queue_drop(&sched_release, tcb);
        tcb->in_release_queue = false;
        refill_unblock(tcb->sc, sched_now);
        sched_wake(tcb);
    }
}

static struct tcb *highest_ready(void)
{
    struct tcb_queue *queues = sched_ready[domain_current];
    for (unsigned priority = CONFIG_NUM_PRIORITIES; priority != 0; priority--) {
        if (queues[priority - 1].head) {
            return instrument_choose(queues[priority - 1].head);
        }
    }
    return 0;
}

/*
 * A woken thread of higher priority takes over; one of equal priority queues up behind the current
 * one unless that has stopped, and then goes before those that waited already.
 */
static struct tcb *choose(void)
{
    struct tcb *current = kernel_current;
    bool can_go_on = current && sched_is_schedulable(current) && !current->in_ready_queue;
    struct tcb *candidate = outcome.candidate;
    if (can_go_on && !outcome.must_choose && !candidate) {
        return current;
    }
    outcome.candidate = 0;
    if (can_go_on) {
        sched_enqueue_head(current);
    }
    if (candidate && can_go_on && candidate->priority == current->priority) {
        sched_enqueue_tail(candidate);
    } else if (candidate) {
        sched_enqueue_head(candidate);
    }
    struct tcb *next = highest_ready();
    /* A refill that ran out while its thread was not running has to come back first. */
    while (next && !(refill_is_due(next->sc, sched_now) && refill_is_sufficient(next->sc, 0))) {
        sched_postpone(next->sc);
        next = highest_ready();
    }
    return next;
}

static uint64_t next_deadline(void)
{
    uint64_t deadline = domain_deadline();
    if (kernel_current) {
        uint64_t end = sched_now - uncommitted + refill_head(current_sc)->amount;
        deadline = end < deadline ? end : deadline;
    }
    if (sched_release.head) {
        uint64_t due = refill_head(sched_release.head->sc)->time;
        deadline = due < deadline ? due : deadline;
    }
    return deadline;
}

/* is_chosen: perhaps the same as before, but its spaces may have changed. */
static void switch_to(struct tcb *next, bool is_chosen)
{
    struct tcb *previous = kernel_current;
    if (!next || next->sc != current_sc) {
        sched_commit();
        current_sc = next ? next->sc : 0;
        if (next) {
            refill_unblock(next->sc, sched_now);
        }
    }
    if (next) {
        sched_dequeue(next);
    }
    kernel_current = next;
    if (previous != next || (next && is_chosen)) {
        arch_switch(previous, next);
    }
}

/* A thread that is to do its system call again goes back to it; a yielder gets its answer. */
static void activate(struct tcb *tcb)
{
    if (tcb->yield_to) {
        schedcontext_complete_yield(tcb);
    }
    if (tcb->state == THREAD_RESTART) {
        arch_reg_set(tcb, ARCH_PC, arch_reg_get(tcb, ARCH_RESTART_PC));
        thread_set_state(tcb, THREAD_RUNNING);
    }
}

void sched_exit(void)
{
    if (domain_advance_if_due()) {
        sched_reschedule();
    }
    release_due();
    if (kernel_current && current_sc != kernel_current->sc) {
        outcome.must_choose = true;
    }
    if (kernel_current && instrument_preempt()) {
        sched_reschedule();
    }
    bool is_chosen = outcome.must_choose || outcome.candidate;
    switch_to(choose(), is_chosen);
    outcome.must_choose = false;
    outcome.candidate = 0;
    if (kernel_current) {
        activate(kernel_current);
    }
    arch_time_deadline(next_deadline());
}
