/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Back-off and give-up. Constant back-off is not enough: what fails at once and always would keep
 * the machine busy for ever.
 */
#include "policy/rule.h"

static uint64_t backoff_ns(const struct kaal_wire_system_component *rules, uint32_t doublings)
{
    uint64_t last_ns = rules->backoff_last_ms * KAAL_NS_PER_MS;
    uint64_t delay_ns = rules->backoff_first_ms * KAAL_NS_PER_MS;

    for (uint32_t i = 0; i < doublings && delay_ns < last_ns; i++) {
        delay_ns *= 2;
    }
    return (delay_ns < last_ns) ? delay_ns : last_ns;
}

/* Whether the newest `count` ends lie within the window. */
static bool is_too_often(const struct kaal_wire_system_component *rules,
                         const struct rule_history *history, uint64_t now_ns)
{
    uint32_t count = rules->give_up_count;
    uint64_t first_ns = 0;

    if (count == 0 || history->ends < count) {
        return false;
    }
    first_ns = history->ended_ns[(history->ends - count) % KAAL_GIVE_UP_MAX];
    return now_ns - first_ns < rules->give_up_ms * KAAL_NS_PER_MS;
}

enum rule_verdict rule_decide(const struct kaal_wire_system_component *rules,
                              struct rule_history *history, bool is_failure, uint64_t ran_ns,
                              uint64_t now_ns, uint64_t *delay_ns)
{
    if (rules->restart == KAAL_RESTART_NEVER ||
        (rules->restart == KAAL_RESTART_ON_FAILURE && !is_failure)) {
        return RULE_LEAVE;
    }
    history->ended_ns[history->ends % KAAL_GIVE_UP_MAX] = now_ns;
    history->ends++;
    if (is_too_often(rules, history, now_ns)) {
        return RULE_HOLD;
    }
    if (ran_ns > rules->backoff_last_ms * KAAL_NS_PER_MS) {
        history->doublings = 0;
    }
    *delay_ns = backoff_ns(rules, history->doublings);
    if (history->doublings < 32) {
        history->doublings++; /* by then every back-off is the last one */
    }
    return RULE_AGAIN;
}
