/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Splitting the large untypeds that boot gave, before anybody needs their memory. The kernel clears
 * each as a whole when it is split first, 123,000,000 instructions for 256 MiB: no request may wait
 * for that. A thread does it with a share of time of its own; the kernel stops the clearing when
 * the share is used up and goes on with it in the next period (seL4 manual, 2.4.1 and 6.1).
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

#include <sel4/sel4.h>

/*
 * Make the thread. done: a capability for signalling the broker, who then calls ahead_take_over.
 * Once, at boot. Errors: KAAL_ERR_NO_MEMORY, KAAL_ERR_NO_SLOTS, KAAL_ERR_KERNEL.
 */
KAAL_CHECKED kaal_err_t ahead_start(seL4_CPtr done, seL4_CPtr sched_control);

/* Let the thread split the next one, if memory that is ready gets short. Called at each tick. */
void ahead_look(void);

/*
 * Whether the thread is at work, or is now that this was asked. Who wants much should wait: others
 * would wait for both.
 */
bool ahead_is_awaited(void);

/*
 * Whether so little is ready that a request might have to split an untyped itself, and the thread
 * is at work on more. Whoever wants memory must wait then (serve/aside.h).
 */
bool ahead_is_short(void);

/* Split here and now until memory is not short: at boot, when nobody is kept waiting. */
void ahead_prepare(void);

/* Take over what the thread has split. */
void ahead_take_over(void);
