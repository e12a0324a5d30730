/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Work that takes longer than others may be kept waiting: it is cut into parts, and the broker does
 * some of them at a time, STEP_NS long, with as much time for everybody else in between (ADR 10).
 * What is done belongs to whoever begins it.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

#include <sel4/sel4.h>

#include "audit/trail.h"

/* A piece of work; the first field of what it is about. Zeroes are one that is not under way. */
struct work {
    /*
     * Do one part. Returns whether it was the last one: from then on the work is nobody's, and may
     * be begun again. A part may begin other work.
     */
    bool (*part)(struct work *work);
    struct work *next; /* of those that are under way: a ring */
    struct work *previous;
    struct trail_origin origin; /* who began it, for the audit log */
};

/*
 * Make the thread that lets work go on. signal: a capability for signalling the broker, who then
 * calls work_go_on. Once, at boot. Errors: KAAL_ERR_NO_MEMORY, KAAL_ERR_NO_SLOTS, KAAL_ERR_KERNEL.
 */
KAAL_CHECKED kaal_err_t work_start(seL4_CPtr signal, seL4_CPtr sched_control);

/*
 * Begin work that is not under way, and do its first parts now: what is small is over when this
 * returns, whatever else is under way. The rest is done by and by.
 */
void work_begin(struct work *work, bool (*part)(struct work *work));

/* The same, but what is over in so many nanoseconds is over when this returns. */
void work_begin_for(struct work *work, bool (*part)(struct work *work), uint64_t first_ns);

/*
 * For a part: there is nothing to do before the next step, and it was not the last one. Nobody is
 * kept waiting for what only time or other work brings.
 */
void work_pause(void);

/* Whether it was begun, and neither is over nor was cancelled. */
bool work_is_under_way(const struct work *work);

/* Let somebody else do the rest of it. */
void work_cancel(struct work *work);

/* Do some parts of the work whose turn it is, at most STEP_NS and a part. */
void work_go_on(void);
