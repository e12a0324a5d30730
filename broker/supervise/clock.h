/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Time for the broker: a thread that the kernel runs once a period and that signals the broker, and
 * the earliest time at which there is something to do. What is done then is supervise/rounds.h.
 * The EL0 physical timer is not used: where a kernel exports it, any thread may cancel another's
 * alarm. Source: seL4 manual, 6.1.4 (a yield gives the rest of the budget away).
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

#include <sel4/sel4.h>

#include "spawn/component.h"

/*
 * Start the ticker: every TICK_NS it signals `notification`, a capability with the badge wanted.
 * Once, at boot. Errors: KAAL_ERR_NO_MEMORY, KAAL_ERR_NO_SLOTS, KAAL_ERR_KERNEL.
 */
KAAL_CHECKED kaal_err_t clock_start(seL4_CPtr notification, seL4_CPtr sched_control);

/* Set a component's alarm; delay_ns 0 takes it back. KAAL_ERR_RANGE: more than a day. */
KAAL_CHECKED kaal_err_t clock_set_alarm(struct component *component, uint64_t delay_ns);

/* Something is to be done at that time: rounds_tick looks then. 0: nothing is. */
void clock_expect(uint64_t at_ns);

/* Whether the earliest time that was expected has come; if so all of them are forgotten. */
bool clock_take_due(uint64_t now_ns);
