/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ticker thread, and the time that the next round is due.
 */
#include "supervise/clock.h"

#include "arch/counter.h"
#include "limits.h"
#include "resource/account.h"
#include "resource/kernel.h"
#include "resource/window.h"

#define TICKER_PRIORITY  254  /* just below the broker, above all components */
#define TICKER_BUDGET_US 1000 /* it needs a few hundred instructions, and an emulator hiccups */
#define DAY_NS           ((uint64_t)24 * 3600 * KAAL_NS_PER_S)

static uint64_t ticker_stack[64] __attribute__((aligned(16)));
static seL4_CPtr tick;
static struct account ticker_account;
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
    uint32_t tcb = 0;
    uint32_t sched_context = 0;
    seL4_UserContext context = {
        .pc = (seL4_Word)ticker_main,
        .sp = (seL4_Word)(ticker_stack + KAAL_ARRAY_LENGTH(ticker_stack)),
    };
    kaal_err_t err = KAAL_OK;

    account_init(&ticker_account, UINT64_MAX, UINT32_MAX);
    tick = notification;
    err = account_make(&ticker_account, seL4_TCBObject, 0, seL4_TCBBits, 1, &tcb);
    if (err == KAAL_OK) {
        err = account_make(&ticker_account, seL4_SchedContextObject, seL4_MinSchedContextBits,
                           seL4_MinSchedContextBits, 1, &sched_context);
    }
    if (err != KAAL_OK) {
        return err;
    }
    if (KERNEL_CALL(seL4_SchedControl_ConfigureFlags, sched_control, sched_context,
                    TICKER_BUDGET_US, TICK_NS / KAAL_NS_PER_US, 0, 0, 0) != KAAL_OK ||
        KERNEL_CALL(seL4_TCB_Configure, tcb, seL4_CapInitThreadCNode, 0, seL4_CapInitThreadVSpace,
                    0, 0, 0) != KAAL_OK ||
        KERNEL_CALL(seL4_TCB_SetSchedParams, tcb, seL4_CapInitThreadTCB, 0, TICKER_PRIORITY,
                    sched_context, seL4_CapNull) != KAAL_OK ||
        KERNEL_CALL(seL4_TCB_WriteRegisters, tcb, 1, 0, sizeof(context) / sizeof(seL4_Word),
                    &context) != KAAL_OK) {
        return KAAL_ERR_KERNEL;
    }
    return KAAL_OK;
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
