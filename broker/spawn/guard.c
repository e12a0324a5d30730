/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The subject in the policy in force is kept with the component until another one is in force.
 */
#include "spawn/guard.h"

#include <kaal/assert.h>

#include "audit/trail.h"
#include "policy/force.h"

static const struct component *parent_of(const struct component *component)
{
    return (component->parent == COMPONENT_NONE) ? NULL : component_get(component->parent);
}

uint32_t guard_depth(const struct component *component)
{
    uint32_t depth = 0;

    for (const struct component *at = parent_of(component); at != NULL; at = parent_of(at)) {
        depth++;
    }
    return depth;
}

/* What a component is that was spawned by such a subject. */
static uint32_t role_of(const struct kaal_policy *policy, uint32_t spawner,
                        const struct component *component)
{
    uint32_t role = KAAL_POLICY_NONE;

    (void)decide_spawn(policy, spawner, component->description->image, &role);
    return role;
}

uint32_t guard_subject_under(const struct kaal_policy *policy, const struct component *component)
{
    const struct component *line[GUARD_DEPTH_MAX + 1];
    uint32_t count = 0;
    uint32_t subject = KAAL_POLICY_NONE;

    KAAL_ASSERT(guard_depth(component) <= GUARD_DEPTH_MAX);
    for (const struct component *at = component; at != NULL; at = parent_of(at)) {
        line[count] = at;
        count++;
    }
    subject = kaal_policy_subject(policy, component_name(line[count - 1]));
    for (uint32_t i = count - 1; i > 0; i--) {
        subject = role_of(policy, subject, line[i - 1]);
    }
    return subject;
}

uint32_t guard_subject(struct component *component)
{
    if (!component->has_subject || component->subject_generation != force_generation()) {
        component->subject = guard_subject_under(force_policy(), component);
        component->subject_generation = force_generation();
        component->has_subject = true;
    }
    return component->subject;
}

uint32_t guard_devices(struct component *component)
{
    const struct kaal_policy *policy = force_policy();
    const struct kaal_wire_policy_subject *subject = &policy->subjects[guard_subject(component)];
    uint32_t devices = 0;

    for (uint32_t i = 0; i < subject->rule_count; i++) {
        devices += kaal_policy_is_device(policy->rules[subject->rule_first + i].kind);
    }
    return devices;
}

/* Rules are numbered from 1 on in the audit log. */
static kaal_err_t note(struct decision decision, const char **reason)
{
    trail_rule((decision.rule != KAAL_POLICY_NONE) ? decision.rule + 1 : 0);
    if (decision.err != KAAL_OK) {
        *reason = decision.reason;
    }
    return decision.err;
}

kaal_err_t guard_description(struct component *component, const char **reason)
{
    return note(
        decide_description(force_policy(), guard_subject(component), component->description),
        reason);
}

kaal_err_t guard_spawn(struct component *by, const struct kaal_wire_system_component *what,
                       const char **reason)
{
    uint32_t role = KAAL_POLICY_NONE;
    struct decision decision = decide_spawn(force_policy(), guard_subject(by), what->image, &role);
    uint32_t rule = decision.rule;

    if (decision.err == KAAL_OK) {
        decision = decide_description(force_policy(), role, what);
        decision.rule = rule;
    }
    return note(decision, reason);
}

kaal_err_t guard_image(const struct component *component, const char *image, const char **reason)
{
    uint32_t role = KAAL_POLICY_NONE;

    if (component->parent == COMPONENT_NONE) {
        return KAAL_OK;
    }
    return note(
        decide_spawn(force_policy(), guard_subject(component_get(component->parent)), image, &role),
        reason);
}

kaal_err_t guard_cpu(struct component *component, uint32_t share, const char **reason)
{
    return note(decide_cpu(force_policy(), guard_subject(component), share), reason);
}

kaal_err_t guard_device(struct component *component, const struct decide_device *device,
                        const struct decide_parts *parts, const char **reason)
{
    return note(decide_device(force_policy(), guard_subject(component), device, parts), reason);
}

kaal_err_t guard_channel(struct component *one, struct component *other, uint32_t kind,
                         const char **reason)
{
    return note(decide_channel(force_policy(), guard_subject(one), guard_subject(other), kind),
                reason);
}

kaal_err_t guard_delegation(struct component *from, struct component *to, uint32_t what,
                            const char **reason)
{
    return note(decide_delegation(force_policy(), guard_subject(from), guard_subject(to), what),
                reason);
}

kaal_err_t guard_act(struct component *by, struct component *on, uint32_t act, const char **reason)
{
    if (component_is_below(on, by)) {
        return KAAL_OK;
    }
    if ((by->description->rights & KAAL_RIGHT_ADMIN) == 0) {
        *reason = "it is no administrator, and has not spawned that one";
        return KAAL_ERR_DENIED;
    }
    return note(decide_act(force_policy(), guard_subject(by), guard_subject(on), act), reason);
}
