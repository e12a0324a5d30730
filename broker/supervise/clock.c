/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ticker thread, and the time that the next round is due.
 */
#include "supervise/clock.h"

#include "arch/counter.h"
#include "limits.h"
#include "resource/thread.h"

#define TICKER_PRIORITY  254  /* just below the broker, above all components */
#define TICKER_BUDGET_US 1000 /* it needs a few hundred instructions, and an emulator hiccups */
#define DAY_NS           ((uint64_t)24 * 3600 * KAAL_NS_PER_S)

static uint64_t ticker_stack[64] __attribute__((aligned(16)));
static seL4_CPtr tick;
static uint64_t earliest_ns = UINT64_MAX;

/* The thread: it owns no memory but its stack, and calls nothing that uses an IPC buffer. */
static void ticker_main(void)
{
    for (;;) {
        seL4_Signal(tick);
        seL4_Yield();
    }
}

kaal_err_t clock_start(seL4_CPtr notification, seL4_CPtr sched_control)
{
    tick = notification;
    return thread_start(&(struct thread_options){
        .main = ticker_main,
        .stack_end = ticker_stack + KAAL_ARRAY_LENGTH(ticker_stack),
        .priority = TICKER_PRIORITY,
        .budget_us = TICKER_BUDGET_US,
        .period_us = TICK_NS / KAAL_NS_PER_US,
        .sched_control = sched_control,
    });
}

kaal_err_t clock_set_alarm(struct component *component, uint64_t delay_ns)
{
    if (delay_ns > DAY_NS) {
        return KAAL_ERR_RANGE;
    }
    component->alarm_at_ns = (delay_ns == 0) ? 0 : counter_now_ns() + delay_ns;
    clock_expect(component->alarm_at_ns);
    return KAAL_OK;
}

void clock_expect(uint64_t at_ns)
{
    if (at_ns != 0 && at_ns < earliest_ns) {
        earliest_ns = at_ns;
    }
}

bool clock_take_due(uint64_t now_ns)
{
    if (now_ns < earliest_ns) {
        return false;
    }
    earliest_ns = UINT64_MAX;
    return true;
}
