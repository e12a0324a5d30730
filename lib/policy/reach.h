/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a policy's rules together make possible, and whether its assertions hold for that.
 *
 * One subject reaches another when the rules let it change what the other sees, by itself or with
 * the help of those on the way: by a channel (both ways), by memory that it may delegate (to the
 * receiver; back too, if it is writable), by spawning (both ways: arguments, exit), and, with a
 * device that is not confined, by DMA into everybody's memory. Who may be given such a device's
 * registers or pool by delegation, writable, counts as having it.
 */
#pragma once

#include "policy/policy.h"

/* By what one step of a path goes. */
enum kaal_reach_by {
    KAAL_REACH_CHANNEL,
    KAAL_REACH_DELEGATION,
    KAAL_REACH_SPAWN,
    KAAL_REACH_DMA,
};

#define KAAL_REACH_STEPS_MAX KAAL_POLICY_SUBJECTS_MAX

/* How an assertion is broken. NEVER: from step 0's subject to the last one's; ONLY: one step. */
struct kaal_reach_break {
    uint32_t assertion; /* index */
    uint32_t count;
    struct {
        uint32_t subject;
        enum kaal_reach_by by; /* how it was reached from the one before; not of step 0 */
        uint32_t rule;         /* that allows it, or KAAL_POLICY_NONE */
    } steps[KAAL_REACH_STEPS_MAX];
};

/*
 * Check one assertion after the other, each in time linear in rules and members. begin: once for
 * all of them, before the first; nothing else of this header may be called in between.
 * broken: filled when it returns false.
 */
void kaal_reach_begin(const struct kaal_policy *policy);
bool kaal_reach_holds(const struct kaal_policy *policy, uint32_t assertion,
                      struct kaal_reach_break *broken);

/*
 * Check all assertions. broken: the first that does not hold, filled on KAAL_ERR_STATE only.
 * Errors: KAAL_ERR_STATE one does not hold. Not reentrant.
 */
KAAL_CHECKED kaal_err_t kaal_reach_check(const struct kaal_policy *policy,
                                         struct kaal_reach_break *broken);

/* Whether the rules let one subject reach another. Not reentrant. */
bool kaal_reach_is_possible(const struct kaal_policy *policy, uint32_t from, uint32_t to);
