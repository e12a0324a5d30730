/* SPDX-License-Identifier: BSD-2-Clause */
/* Who runs next and on whose time (manual 6.1.4). Refill arithmetic: refill.h. */
#pragma once

#include "object.h"

/* Time of this kernel entry, ticks. */
extern uint64_t sched_now;

/* Nobody runs. Boot only. */
void sched_init(void);

/* At each kernel entry: reads the clock, counts the time since the last one. */
void sched_enter(void);

/* False: the current thread has used up its budget and has been taken off the CPU. */
bool sched_check_budget(void);

/* At each kernel exit: picks kernel_current, sets the next deadline. */
void sched_exit(void);

/* The thread became runnable; it may run now if its priority says so. */
void sched_wake(struct tcb *tcb);

/* The current thread may no longer be the right one. */
void sched_reschedule(void);

bool sched_is_schedulable(const struct tcb *tcb);
void sched_enqueue_head(struct tcb *tcb);
void sched_enqueue_tail(struct tcb *tcb);

/* Off the ready and the release queue. */
void sched_dequeue(struct tcb *tcb);

/* Waits in the release queue until its head refill is due. */
void sched_postpone(struct sched_context *sc);

/* seL4_Yield: gives up the rest of the head refill. */
void sched_give_up(void);

/* Charges what the current context has used so far, so that its books can be read or changed. */
void sched_commit(void);

/* The context goes: forgets that it is the one in use. */
void sched_forget(const struct sched_context *sc);
bool sched_is_current(const struct sched_context *sc);

/* Used but not yet committed, if the context is the one in use; else 0. */
uint64_t sched_uncommitted(const struct sched_context *sc);

/* domain.c: the schedule of domains (manual 6.3) */
void domain_init(void);
extern seL4_Word domain_current;
uint64_t domain_deadline(void);   /* absolute; UINT64_MAX: never */
bool domain_advance_if_due(void); /* true: another domain's turn */
