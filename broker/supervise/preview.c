/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a candidate would change, thing by thing: components, grants, then the rules and limits of
 * both policies beside each other. Cursors are numbers of things in a row of all of them.
 */
#include "supervise/preview.h"

#include <string.h>

#include "arch/counter.h"
#include "grant/about.h"
#include "limits.h"
#include "policy/force.h"
#include "supervise/judge.h"

/* One thing after the other, of one sort. Returns whether it says something of this one. */
typedef bool look_fn(uint32_t index, struct kaal_wire_policy_change *change);

static void put_text(char *field, size_t bytes, const char *text)
{
    size_t length = strnlen(text, bytes - 1);

    memcpy(field, text, length);
    memset(field + length, 0, bytes - length);
}

static void put_subject(struct kaal_wire_policy_change *change, const char *name)
{
    put_text(change->subject, sizeof(change->subject), name);
}

static bool ends(const struct component *component, struct decision *decision)
{
    *decision = judge_line(force_candidate(), component);
    return decision->err != KAAL_OK;
}

static bool look_at_component(uint32_t index, struct kaal_wire_policy_change *change)
{
    const struct component *component = component_get(index);
    struct decision decision;

    if (component == NULL || !judge_is_there(component) || !ends(component, &decision)) {
        return false;
    }
    change->effect = KAAL_EFFECT_COMPONENT_ENDS;
    put_subject(change, component_name(component));
    put_text(change->reason, sizeof(change->reason), decision.reason);
    return true;
}

/* Whether a grant goes: by itself, with one that it was made from, or with a holder of these. */
static bool goes(const struct grant *grant, struct decision *decision)
{
    while (grant != NULL) {
        *decision = judge_grant(force_candidate(), grant);
        if (decision->err != KAAL_OK || ends(component_get(grant->holder), decision)) {
            return true;
        }
        grant = grant_get(grant_parent(grant->id));
    }
    return false;
}

static bool look_at_grant(uint32_t index, struct kaal_wire_policy_change *change)
{
    const struct grant *grant = NULL;
    uint32_t at = index;
    struct decision decision;

    if (grant_next(&at, &grant) != KAAL_OK || at != index + 1 || !goes(grant, &decision)) {
        return false;
    }
    change->effect = KAAL_EFFECT_GRANT_GOES;
    change->number = grant->id;
    change->kind = grant->kind;
    put_subject(change, component_name(component_get(grant->holder)));
    put_text(change->about, sizeof(change->about), grant_about(grant));
    put_text(change->reason, sizeof(change->reason), decision.reason);
    return true;
}

static const char *subject_name(const struct kaal_policy *policy, uint64_t index)
{
    return policy->subjects[index].name;
}

/* Whether a rule's key is the index of a subject. */
static bool is_between(uint32_t kind)
{
    return kind == KAAL_POLICY_CHANNEL || kind == KAAL_POLICY_DELEGATE ||
           kind == KAAL_POLICY_ADMINISTER;
}

/* The rule of another policy for the same; NONE: there is none. */
static uint32_t find_in(const struct kaal_policy *other, const struct kaal_policy *policy,
                        uint32_t owner, const struct kaal_wire_policy_rule *rule)
{
    uint32_t subject = kaal_policy_subject(other, subject_name(policy, owner));
    uint64_t key = rule->key;

    if (is_between(rule->kind)) {
        key = kaal_policy_subject(other, subject_name(policy, key));
    }
    return kaal_policy_find(other, subject, (enum kaal_policy_kind)rule->kind, key,
                            policy->text + rule->text);
}

/* Whether a rule of the other policy allows all that this one does. */
static bool covers(const struct kaal_policy *other, uint32_t index,
                   const struct kaal_policy *policy, const struct kaal_wire_policy_rule *rule)
{
    const struct kaal_wire_policy_rule *found = NULL;

    if (index == KAAL_POLICY_NONE) {
        return false;
    }
    found = &other->rules[index];
    if (rule->kind == KAAL_POLICY_SPAWN) {
        return strcmp(subject_name(other, found->peer), subject_name(policy, rule->peer)) == 0;
    }
    return (rule->what & ~found->what) == 0 && rule->bytes <= found->bytes &&
           (rule->dma == found->dma || rule->dma == KAAL_DMA_NONE);
}

static uint32_t owner_of(const struct kaal_policy *policy, uint32_t rule)
{
    uint32_t owner = 0;

    while (rule >= policy->subjects[owner].rule_first + policy->subjects[owner].rule_count) {
        owner++;
    }
    return owner;
}

/* A rule of one policy that the other has not, or has narrower. */
static bool look_at_rule(const struct kaal_policy *policy, const struct kaal_policy *other,
                         uint32_t index, struct kaal_wire_policy_change *change)
{
    const struct kaal_wire_policy_rule *rule = &policy->rules[index];
    uint32_t owner = owner_of(policy, index);

    if (covers(other, find_in(other, policy, owner, rule), policy, rule)) {
        return false;
    }
    change->kind = rule->kind;
    change->what = rule->what;
    change->dma = rule->dma;
    change->line = rule->line;
    change->key = is_between(rule->kind) ? 0 : rule->key;
    change->bytes = rule->bytes;
    put_subject(change, subject_name(policy, owner));
    put_text(change->about, sizeof(change->about),
             is_between(rule->kind) ? subject_name(policy, rule->key) : policy->text + rule->text);
    return true;
}

static bool look_at_old_rule(uint32_t index, struct kaal_wire_policy_change *change)
{
    change->effect = KAAL_EFFECT_RULE_GOES;
    return look_at_rule(force_policy(), force_candidate(), index, change);
}

static bool look_at_new_rule(uint32_t index, struct kaal_wire_policy_change *change)
{
    change->effect = KAAL_EFFECT_RULE_COMES;
    return look_at_rule(force_candidate(), force_policy(), index, change);
}

/* Whether some limit of one subject is above that of another. */
static bool is_above(const struct kaal_wire_policy_subject *one,
                     const struct kaal_wire_policy_subject *other)
{
    return one->memory_bytes > other->memory_bytes || one->priority > other->priority ||
           (one->rights & ~other->rights) != 0 || one->cpu > other->cpu;
}

static bool look_at_limits(const struct kaal_policy *policy, const struct kaal_policy *other,
                           uint32_t index, struct kaal_wire_policy_change *change)
{
    const struct kaal_wire_policy_subject *subject = &policy->subjects[index];
    uint32_t found = kaal_policy_subject(other, subject->name);

    if (found != KAAL_POLICY_NONE && !is_above(subject, &other->subjects[found])) {
        return false;
    }
    put_subject(change, subject->name);
    return true;
}

static bool look_at_old_limits(uint32_t index, struct kaal_wire_policy_change *change)
{
    change->effect = KAAL_EFFECT_LIMITS_FALL;
    return look_at_limits(force_policy(), force_candidate(), index, change);
}

static bool look_at_new_limits(uint32_t index, struct kaal_wire_policy_change *change)
{
    change->effect = KAAL_EFFECT_LIMITS_RISE;
    return look_at_limits(force_candidate(), force_policy(), index, change);
}

/* Look at one thing; its number goes on through all sorts. Errors: KAAL_ERR_END there is none. */
static kaal_err_t look(uint32_t number, struct kaal_wire_policy_change *change, bool *has_effect)
{
    const struct {
        look_fn *look;
        uint32_t count;
    } sorts[] = {
        {look_at_component, component_count()},
        {look_at_grant, grant_total()},
        {look_at_old_limits, force_policy()->header->subject_count},
        {look_at_new_limits, force_candidate()->header->subject_count},
        {look_at_old_rule, force_policy()->header->rule_count},
        {look_at_new_rule, force_candidate()->header->rule_count},
    };

    for (size_t i = 0; i < KAAL_ARRAY_LENGTH(sorts); i++) {
        if (number < sorts[i].count) {
            *has_effect = sorts[i].look(number, change);
            return KAAL_OK;
        }
        number -= sorts[i].count;
    }
    return KAAL_ERR_END;
}

kaal_err_t preview_change(uint32_t cursor, struct kaal_wire_policy_change *change)
{
    uint64_t end_ns = counter_now_ns() + STEP_NS;
    bool has_effect = false;

    if (force_candidate() == NULL) {
        return KAAL_ERR_NOT_FOUND;
    }
    do {
        kaal_err_t err = look(cursor, change, &has_effect);

        if (err != KAAL_OK) {
            return err;
        }
        cursor++;
    } while (!has_effect && counter_now_ns() < end_ns);
    if (!has_effect) {
        *change = (struct kaal_wire_policy_change){.effect = KAAL_EFFECT_NOTHING};
    }
    change->next = cursor;
    return KAAL_OK;
}
