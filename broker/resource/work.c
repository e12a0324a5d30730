/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A ring of what is under way, whose pieces take turns, and the thread that paces them. The broker
 * is above all others: without a pause between two steps nobody else would run.
 */
#include "resource/work.h"

#include "arch/counter.h"
#include "limits.h"
#include "resource/thread.h"

#define PRIORITY  253 /* above all components: a busy one must not keep memory from coming back */
#define BUDGET_US 100 /* it needs a few hundred instructions */
#define PERIOD_US (STEP_NS / KAAL_NS_PER_US)

static uint64_t stack[64] __attribute__((aligned(16)));
static seL4_CPtr wanted;
static seL4_CPtr go_on;
static struct work *turn; /* NULL: nothing is under way */
static bool is_paused;    /* by the last part */

/* Waiting for its next period, and only then asking, leaves others as much time as a step took. */
static void work_main(void)
{
    for (;;) {
        (void)seL4_WaitWithMRs(wanted, seL4_Null, seL4_Null, seL4_Null, seL4_Null, seL4_Null);
        seL4_Yield();
        seL4_Signal(go_on);
    }
}

kaal_err_t work_start(seL4_CPtr signal, seL4_CPtr sched_control)
{
    kaal_err_t err = thread_notification(&wanted);

    if (err != KAAL_OK) {
        return err;
    }
    go_on = signal;
    return thread_start(&(struct thread_options){
        .main = work_main,
        .stack_end = stack + KAAL_ARRAY_LENGTH(stack),
        .priority = PRIORITY,
        .budget_us = BUDGET_US,
        .period_us = PERIOD_US,
        .sched_control = sched_control,
    });
}

/* Enter it where its turn comes last. */
static void enter(struct work *work)
{
    if (turn == NULL) {
        work->next = work;
        work->previous = work;
        turn = work;
        return;
    }
    work->next = turn;
    work->previous = turn->previous;
    turn->previous->next = work;
    turn->previous = work;
}

static void leave(struct work *work)
{
    work->next->previous = work->previous;
    work->previous->next = work->next;
    if (turn == work) {
        turn = (work->next == work) ? NULL : work->next;
    }
    work->next = NULL;
}

/* Returns whether all of it is done. */
static bool step(struct work *work, uint64_t step_ns)
{
    struct trail_origin others = trail_origin();
    uint64_t end_ns = counter_now_ns() + step_ns;
    bool is_over = false;

    trail_resume(&work->origin);
    do {
        is_paused = false;
        is_over = work->part(work);
    } while (!is_over && !is_paused && counter_now_ns() < end_ns);
    is_paused = false; /* a part that has begun this work does not pause by that */
    trail_resume(&others);
    return is_over;
}

void work_begin(struct work *work, bool (*part)(struct work *work))
{
    work_begin_for(work, part, STEP_NS);
}

void work_begin_for(struct work *work, bool (*part)(struct work *work), uint64_t first_ns)
{
    *work = (struct work){.part = part, .origin = trail_origin()};
    if (!step(work, first_ns)) {
        enter(work);
        seL4_Signal(wanted);
    }
}

void work_pause(void)
{
    is_paused = true;
}

bool work_is_under_way(const struct work *work)
{
    return work->next != NULL;
}

void work_cancel(struct work *work)
{
    if (work_is_under_way(work)) {
        leave(work);
    }
}

/* It is off the ring meanwhile, since its last part may give the memory of it to others. */
void work_go_on(void)
{
    struct work *work = turn;

    if (work == NULL) {
        return; /* it was cancelled */
    }
    leave(work);
    if (!step(work, STEP_NS)) {
        enter(work);
    }
    if (turn != NULL) {
        seL4_Signal(wanted);
    }
}
