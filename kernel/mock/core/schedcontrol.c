/* SPDX-License-Identifier: BSD-2-Clause */
/* SchedControl: gives a scheduling context its budget and period (manual 6.1.6). */
#include "objects.h"

#include "kernel.h"
#include "refill.h"
#include "sched.h"
#include "../arch.h"

/* Longer ones could overflow tick arithmetic; this is the limit that programs see on seL4. */
static const uint64_t max_period_us = UINT64_MAX / (ARCH_TIMER_HZ / 1000) / 8;

static seL4_Error check_range(struct invocation *inv, seL4_Word value, seL4_Word min, seL4_Word max)
{
    return value < min || value > max ? inv_range_error(inv, min, max) : seL4_NoError;
}

/* The new parameters hold at once, also for a thread that runs or waits for budget. */
static void configure(struct sched_context *sc, uint64_t budget, uint64_t period, uint32_t max)
{
    struct tcb *tcb = sc->tcb;
    bool was_current = tcb && tcb == kernel_current;
    if (sched_is_current(sc)) {
        sched_commit();
    }
    if (tcb) {
        sched_dequeue(tcb);
    }
    if (tcb && thread_is_runnable(tcb) && sc->refill_max != 0) {
        refill_update(sc, budget, period, max, sched_now);
    } else {
        refill_new(sc, budget, period, max, sched_now);
    }
    if (tcb && thread_is_runnable(tcb)) {
        schedcontext_resume(sc);
        if (was_current) {
            sched_reschedule();
        } else {
            sched_wake(tcb);
        }
    }
}

seL4_Error schedcontrol_invoke(struct invocation *inv)
{
    if (inv->label != SchedControlConfigureFlags) {
        return seL4_IllegalOperation;
    }
    if (!inv->extra[0] || inv->length < 5) {
        return seL4_TruncatedMessage;
    }
    struct cap cap = inv_extra_cap(inv, 0);
    seL4_Word budget_us = inv_word(inv, 0);
    seL4_Word period_us = inv_word(inv, 1);
    seL4_Word extra = inv_word(inv, 2);
    seL4_Error error = check_range(inv, budget_us, REFILL_MIN_BUDGET_US, max_period_us);
    if (error == seL4_NoError) {
        error = check_range(inv, period_us, REFILL_MIN_BUDGET_US, max_period_us);
    }
    if (error == seL4_NoError) {
        error = check_range(inv, budget_us, REFILL_MIN_BUDGET_US, period_us);
    }
    if (error != seL4_NoError) {
        return error;
    }
    if (cap.type != CAP_SCHED_CONTEXT) {
        return inv_invalid_capability(inv, 1);
    }
    error = check_range(inv, extra, 0, refill_capacity(cap.size_bits) - 2);
    if (error != seL4_NoError) {
        return error;
    }
    struct sched_context *sc = arch_ptr(cap.object);
    bool is_round_robin = budget_us == period_us;
    sc->badge = inv_word(inv, 3);
    sc->is_sporadic = inv_word(inv, 4) & seL4_SchedContext_Sporadic;
    configure(sc, ticks_from_us(budget_us), is_round_robin ? 0 : ticks_from_us(period_us),
              is_round_robin ? 2 : (uint32_t)extra + 2);
    return seL4_NoError;
}
