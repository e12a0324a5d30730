/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When a component that has ended begins again, by the rules of its description. Pure: asked with
 * the time, runs on the host. Acting on the answer is supervise/lifetime.h.
 */
#pragma once

#include <kaal/types.h>
#include <kaal/wire/system.h>

/* What the rules remember of one component; {0} has forgotten all. */
struct rule_history {
    uint64_t ended_ns[KAAL_GIVE_UP_MAX]; /* ring of the last ends that counted */
    uint32_t ends;                       /* how many counted, ever */
    uint32_t doublings;                  /* of the next back-off */
};

enum rule_verdict {
    RULE_LEAVE, /* the rules do not begin it again */
    RULE_AGAIN, /* it begins again after the delay */
    RULE_HOLD,  /* it has ended too often: given up */
};

/*
 * Decide about an end, and remember it unless it is RULE_LEAVE.
 *
 * rules: of a description that was checked. is_failure: it did not end itself with code 0.
 * ran_ns: how long it had run; now_ns: rises from call to call. delay_ns: set for RULE_AGAIN.
 *
 * The delay is the first back-off, doubled for each end in a row up to the last one; a run that was
 * longer than the last back-off begins a new row. Given up is at the end that makes give_up_count
 * of them within give_up_ms.
 */
enum rule_verdict rule_decide(const struct kaal_wire_system_component *rules,
                              struct rule_history *history, bool is_failure, uint64_t ran_ns,
                              uint64_t now_ns, uint64_t *delay_ns);
