/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A policy beside a description. What the broker would refuse at boot is an error here.
 */
#include "policy_fit.h"

#include <stdio.h>
#include <string.h>

#include <kaal/wire/system.h>

#include "policy_limits.h"
#include "word.h"

/* What is compared. */
struct pair {
    const struct policy_made *made;
    const struct policy_system *system;
    const struct kaal_wire_system_header *header;
    const struct kaal_wire_system_component *components;
    const struct kaal_wire_system_channel *channels;
};

static struct pair pair_of(const struct policy_made *made, const struct policy_system *system)
{
    struct pair pair = {.made = made, .system = system, .header = (void *)system->binary.data};

    pair.components = (const void *)(pair.header + 1);
    pair.channels = (const void *)(pair.components + pair.header->component_count);
    return pair;
}

/* The beginning of an error about a component. */
static void begin_error(const struct pair *pair, uint32_t component)
{
    fprintf(stderr, "kaal: %s:%u: component %s: ", pair->system->path,
            pair->system->lines.component[component], pair->components[component].name);
}

static bool has_component(const struct pair *pair, const char *name)
{
    for (uint32_t i = 0; i < pair->header->component_count; i++) {
        if (strcmp(pair->components[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool check_names(const struct pair *pair)
{
    const struct kaal_policy *policy = &pair->made->policy;

    for (uint32_t i = 0; i < policy->header->subject_count; i++) {
        const struct kaal_wire_policy_subject *subject = &policy->subjects[i];

        if (pair->made->is_role[i] == has_component(pair, subject->name)) {
            fprintf(stderr, "kaal: %s:%u: %s: expected %s\n", pair->made->path, subject->line,
                    subject->name,
                    pair->made->is_role[i] ? "another name for the role: a component has this one"
                                           : "a component of the system, a role or a class");
            fprintf(stderr, "kaal: %s: is the system\n", pair->system->path);
            return false;
        }
    }
    return true;
}

/* What its budget, or the limit of it and all it spawns, takes of a CPU. */
static uint32_t share_of(const struct kaal_wire_system_component *component)
{
    return (component->cpu != 0) ? component->cpu
                                 : kaal_cpu_share(component->budget_us, component->period_us);
}

static bool check_limits(const struct pair *pair, uint32_t index,
                         const struct kaal_wire_policy_subject *subject)
{
    const struct kaal_wire_system_component *component = &pair->components[index];
    const char *policy = pair->made->path;

    if (component->priority > subject->priority) {
        begin_error(pair, index);
        fprintf(stderr, "priority: expected at most %u, as %s:%u allows\n", subject->priority,
                policy, subject->line);
        return false;
    }
    if (component->memory_bytes > subject->memory_bytes) {
        begin_error(pair, index);
        fprintf(stderr, "memory: expected at most %llu bytes, as %s:%u allows\n",
                (unsigned long long)subject->memory_bytes, policy, subject->line);
        return false;
    }
    if (share_of(component) > subject->cpu) {
        begin_error(pair, index);
        fprintf(stderr, "cpu: expected at most %u.%04u percent, as %s:%u allows\n",
                subject->cpu / KAAL_CPU_PERCENT, subject->cpu % KAAL_CPU_PERCENT, policy,
                subject->line);
        return false;
    }
    if ((component->rights & ~subject->rights) != 0) {
        begin_error(pair, index);
        fprintf(stderr, "rights: ");
        word_print_bits(stderr, word_rights, component->rights & ~subject->rights);
        fprintf(stderr, ": expected only what %s:%u allows\n", policy, subject->line);
        return false;
    }
    return true;
}

static bool check_components(const struct pair *pair)
{
    const struct kaal_policy *policy = &pair->made->policy;

    for (uint32_t i = 0; i < pair->header->component_count; i++) {
        uint32_t subject = kaal_policy_subject(policy, pair->components[i].name);

        if (subject == KAAL_POLICY_NONE) {
            begin_error(pair, i);
            fprintf(stderr, "expected an allow section for it in %s\n", pair->made->path);
            return false;
        }
        if (!check_limits(pair, i, &policy->subjects[subject])) {
            return false;
        }
    }
    return true;
}

static bool check_channels(const struct pair *pair)
{
    static const struct kind {
        const char *name;
        uint32_t bit;
    } kinds[] = {
        [KAAL_CHANNEL_RING] = {"ring", KAAL_POLICY_RING},
        [KAAL_CHANNEL_RPC] = {"rpc", KAAL_POLICY_RPC},
        [KAAL_CHANNEL_NOTIFICATION] = {"notification", KAAL_POLICY_NOTIFICATION},
    };
    const struct kaal_policy *policy = &pair->made->policy;

    for (uint32_t i = 0; i < pair->header->channel_count; i++) {
        const char *names[2] = {pair->components[pair->channels[i].component[0]].name,
                                pair->components[pair->channels[i].component[1]].name};
        const struct kind *kind = &kinds[pair->channels[i].kind];
        uint32_t subject = kaal_policy_subject(policy, names[0]);
        uint32_t rule = kaal_policy_find(policy, subject, KAAL_POLICY_CHANNEL,
                                         kaal_policy_subject(policy, names[1]), NULL);

        if (rule == KAAL_POLICY_NONE || (policy->rules[rule].what & kind->bit) == 0) {
            fprintf(stderr,
                    "kaal: %s:%u: channel: %s and %s: expected channel %s { kinds = {%s} } for %s"
                    " in %s:%u\n",
                    pair->system->path, pair->system->lines.channel[i], names[0], names[1],
                    names[1], kind->name, names[0], pair->made->path,
                    policy->subjects[subject].line);
            return false;
        }
    }
    return true;
}

bool policy_fits(const struct policy_made *made, const struct policy_system *system)
{
    struct pair pair = pair_of(made, system);

    return check_names(&pair) && check_components(&pair) && check_channels(&pair);
}
