/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a test may interfere. A kernel that boots a machine links instrument/none.c, which never
 * does; the instruments themselves are its neighbours, and core knows none of them.
 */
#pragma once

#include "invocation.h"

/*
 * Once for each invocation, before the object sees it. seL4_NoError: it goes on. Anything else is
 * the answer, and nothing has happened.
 */
seL4_Error instrument_refuse(const struct invocation *inv);

/* Which thread of a ready queue runs; `head` is the one whose turn it is, never null. */
struct tcb *instrument_choose(struct tcb *head);

/*
 * Whether to stop here: between two steps of a deletion or a revocation, which is done again from
 * its start when the thread runs again; and at kernel exit, where the thread's turn ends.
 */
bool instrument_preempt(void);

/* An invariant is broken; the kernel stops behind it. */
void instrument_failed(const char *why);
