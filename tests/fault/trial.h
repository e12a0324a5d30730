/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Promise P6: whatever kernel call or allocation fails at whatever point of an operation, the
 * operation fails with an error that says why, and the state is what it was.
 */
#pragma once

#include "rig.h"

#include <kaal/err.h>

/* What can fail: kernel calls, or what the broker takes from its pools. */
enum trial_kind {
    TRIAL_KERNEL,
    TRIAL_POOL,
};

/* What an operation comes to. */
enum trial_outcome {
    TRIAL_DONE_WELL = 2, /* nothing has failed: n was past its end */
    TRIAL_SAID_SO = 3,   /* it failed or was cut down, said why, and left nothing behind */
};

/*
 * Tries an operation in a process of its own with n = 1, 2, 3, ... until it is done well, which
 * must not be at once.
 */
void trial_loop(enum trial_kind kind, enum trial_outcome (*operation)(void));

/*
 * The main of a test whose operations are all tried both ways: one test for kernel calls, one for
 * allocations. operations: up to a NULL; borrowed.
 */
typedef enum trial_outcome trial_operation(void);
int trial_main(trial_operation *const *operations);

/* For the operation: from here on the loop's n-th counts; from there on nothing fails. */
void trial_begin(void);
void trial_end(void);

/* Whether it has come; what it was, in words. */
bool trial_has_come(void);
const char *trial_what(void);

/*
 * Claims that the broker's books are sound and that it has what it had, but for what the log says
 * is quarantined: something, and at most `most_bytes` of memory.
 */
void trial_compare(const struct rig_books *before, const struct rig_books *after,
                   uint64_t most_bytes);

/*
 * For a request that is done or not, by what it came to: whether it was done, since nothing has
 * failed. Else claims that it was not, that the log says `refusal`, and what holds after each.
 */
bool trial_was_done(kaal_err_t err, const char *refusal);

/*
 * For what is always done once it has begun: whether it was refused instead, before it has begun.
 * Only an allocation that failed can make that of it, and the log says so.
 */
bool trial_was_refused(kaal_err_t err);

/*
 * After what is always done, whatever fails: claims what holds after each and that nothing is lost
 * (trial_compare; if nothing failed, to the byte). Gives what it came to.
 */
enum trial_outcome trial_settle(const struct rig_books *before, uint64_t most_bytes);

/* The same when those who had something have ended since: what was quarantined in their own memory
 * has come back with it. */
enum trial_outcome trial_settle_ended(const struct rig_books *before, uint64_t most_bytes);

/* Claims what holds after each: the kernel's own invariants, and that the log names the kernel call
 * that failed, if it was one. */
void trial_check(void);
