/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The switch is one assignment. What follows is work in steps (ADR 10): components that may not be,
 * then grants that may not be.
 */
#include "supervise/enforce.h"

#include <kaal/assert.h>

#include "audit/log.h"
#include "audit/trail.h"
#include "grant/revoke.h"
#include "policy/force.h"
#include "resource/work.h"
#include "supervise/budget.h"
#include "supervise/judge.h"
#include "supervise/lifetime.h"

static struct {
    struct work work;
    uint32_t ticket;
    uint32_t component; /* the next one to look at */
    uint32_t grant;     /* the same */
    uint32_t ending;    /* id of a component whose end is waited for; 0: none */
    bool is_revoking;
    struct revoking revoking;
} job;

static struct enforced result;
static void (*on_end)(uint32_t ticket);

void enforce_on_end(void (*callback)(uint32_t ticket))
{
    on_end = callback;
}

const struct enforced *enforce_result(void)
{
    return &result;
}

/* End a component that is there; all that it has is gone before anything else is looked at. */
static void forbid(struct component *component, const char *reason)
{
    log_write("policy: %s ends: %s", component_name(component), reason);
    result.components++;
    job.ending = component_id(component);
    lifetime_forbid(component);
}

/* Whether the one that is waited for has ended. */
static bool has_ended(void)
{
    const struct component *component = component_of_id(job.ending);

    return component == NULL || component->state != KAAL_STATE_ENDING;
}

/* Look at one component. One that may not be is looked at again when it has ended: it may be about
 * to begin again. */
static void look_at_component(void)
{
    struct component *component = component_get(job.component);
    struct decision decision;

    if (component == NULL ||
        (!judge_is_there(component) && component->state != KAAL_STATE_ENDING)) {
        job.component++;
        return;
    }
    decision = judge_component(force_policy(), component);
    if (decision.err == KAAL_OK) {
        job.component++;
        return;
    }
    if (judge_is_there(component)) {
        forbid(component, decision.reason);
    } else {
        job.ending = component_id(component);
    }
}

static void begin_revoke(const struct grant *grant, const struct decision *decision)
{
    log_write("policy: grant %u of %s goes: %s", grant->id,
              component_name(component_get(grant->holder)), decision->reason);
    result.grants++;
    job.is_revoking = true;
    revoke_begin(&job.revoking, grant->id, KAAL_NEWS_POLICY);
}

/* An administrator has given a component more time than the policy allows now. */
static void lower_budget(const struct grant *grant)
{
    struct component *component = component_get(grant->holder);
    const struct kaal_wire_system_component *described = component->description;
    const char *reason = NULL;

    if (budget_set(component, component, described->budget_us, described->period_us, &reason) !=
        KAAL_OK) {
        forbid(component, "its time could not be changed");
    }
}

/* Returns whether there are no more. */
static bool look_at_grant(void)
{
    const struct grant *grant = NULL;
    struct decision decision;

    if (grant_next(&job.grant, &grant) != KAAL_OK) {
        return true;
    }
    decision = judge_grant(force_policy(), grant);
    if (decision.err == KAAL_OK) {
        return false;
    }
    if (grant->kind == KAAL_GRANT_CPU) {
        lower_budget(grant);
    } else if (revoke_is_separate(grant)) {
        begin_revoke(grant, &decision);
    }
    return false;
}

static bool go_on_revoking(void)
{
    if (revoke_part_for_all(&job.revoking)) {
        job.is_revoking = false;
        result.quarantined += !job.revoking.revoked.is_clean;
    }
    return false;
}

static void finish(void)
{
    log_write("policy: version %u is in force: %u components ended, %u grants revoked",
              force_policy()->header->version, result.components, result.grants);
    on_end(job.ticket);
}

static bool part(struct work *work)
{
    (void)work;
    if (job.ending != 0 && !has_ended()) {
        work_pause();
        return false;
    }
    job.ending = 0;
    if (job.is_revoking) {
        return go_on_revoking();
    }
    if (job.component < component_count()) {
        look_at_component();
        return false;
    }
    if (!look_at_grant()) {
        return false;
    }
    finish();
    return true;
}

kaal_err_t enforce_begin(uint32_t version, uint32_t ticket)
{
    if (force_candidate() == NULL) {
        return KAAL_ERR_NOT_FOUND;
    }
    if (force_candidate()->header->version != version) {
        return KAAL_ERR_VERSION;
    }
    if (work_is_under_way(&job.work)) {
        return KAAL_ERR_BUSY;
    }
    force_switch();
    trail_policy(force_policy()->header, force_hash());
    result = (struct enforced){0};
    job.ticket = ticket;
    job.component = 0;
    job.grant = 0;
    job.ending = 0;
    job.is_revoking = false;
    work_begin(&job.work, part);
    return KAAL_OK;
}

bool enforce_holds(void)
{
    const struct grant *grant = NULL;
    uint32_t at = 0;

    for (uint32_t i = 0; i < component_count(); i++) {
        const struct component *component = component_get(i);

        if (component != NULL && judge_is_there(component) &&
            judge_component(force_policy(), component).err != KAAL_OK) {
            return false;
        }
    }
    while (grant_next(&at, &grant) == KAAL_OK) {
        if (judge_grant(force_policy(), grant).err != KAAL_OK) {
            return false;
        }
    }
    return true;
}
