/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each decision is one or a few look-ups of a rule by its key.
 */
#include "policy/decide.h"

#include "policy/system.h"

static struct decision allow(uint32_t rule)
{
    return (struct decision){KAAL_OK, rule, NULL};
}

static struct decision deny(uint32_t rule, const char *reason)
{
    return (struct decision){KAAL_ERR_DENIED, rule, reason};
}

static struct decision judge_device(const struct kaal_policy *policy, uint32_t index,
                                    const struct decide_parts *parts)
{
    const struct kaal_wire_policy_rule *rule = &policy->rules[index];

    if ((parts->what & ~rule->what) != 0) {
        return deny(index, "its rule does not allow all these parts");
    }
    if (parts->dma_bytes > 0 && rule->dma == KAAL_DMA_NONE) {
        return deny(index, "its rule says that it does no DMA");
    }
    if (parts->dma_bytes > rule->bytes) {
        return deny(index, "its rule allows a smaller DMA pool");
    }
    if (parts->dma_bytes > 0 && rule->dma == KAAL_DMA_ISOLATED) {
        return (struct decision){KAAL_ERR_UNSUPPORTED, index,
                                 "no IOMMU isolates it, as its rule wants"};
    }
    return allow(index);
}

static void add_name(struct decide_device *device, const struct decide_name *name)
{
    if (device->count < DECIDE_NAMES_MAX) {
        device->names[device->count] = *name;
        device->count++;
    }
}

void decide_add_number(struct decide_device *device, enum kaal_policy_kind kind, uint64_t key)
{
    add_name(device, &(struct decide_name){.kind = kind, .key = key});
}

void decide_add_text(struct decide_device *device, enum kaal_policy_kind kind, const char *text)
{
    add_name(device,
             &(struct decide_name){.kind = kind, .key = kaal_policy_hash(text), .text = text});
}

static uint32_t find_name(const struct kaal_policy *policy, uint32_t subject,
                          const struct decide_name *name)
{
    return kaal_policy_find(policy, subject, name->kind, name->key, name->text);
}

/* A rule that is too narrow says more than that there is none. */
struct decision decide_device(const struct kaal_policy *policy, uint32_t subject,
                              const struct decide_device *device, const struct decide_parts *parts)
{
    struct decision decision = deny(KAAL_POLICY_NONE, "no rule gives it such a device");
    const struct decide_name *end = device->names + device->count;

    for (const struct decide_name *name = device->names; name < end; name++) {
        uint32_t rule = find_name(policy, subject, name);

        if (rule == KAAL_POLICY_NONE) {
            continue;
        }
        decision = judge_device(policy, rule, parts);
        if (decision.err == KAAL_OK) {
            return decision;
        }
    }
    return decision;
}

bool decide_trusts(const struct kaal_policy *policy, uint32_t subject,
                   const struct decide_device *device)
{
    for (uint32_t i = 0; i < device->count; i++) {
        uint32_t rule = find_name(policy, subject, &device->names[i]);

        if (rule != KAAL_POLICY_NONE && kaal_policy_is_unconfined(&policy->rules[rule])) {
            return true;
        }
    }
    return false;
}

static bool is_known(const struct kaal_policy *policy, uint32_t subject)
{
    return subject < policy->header->subject_count;
}

struct decision decide_cpu(const struct kaal_policy *policy, uint32_t subject, uint32_t share)
{
    if (!is_known(policy, subject)) {
        return deny(KAAL_POLICY_NONE, "the policy does not know it");
    }
    if (share > policy->subjects[subject].cpu) {
        return deny(KAAL_POLICY_NONE, "the policy allows it less CPU time");
    }
    return allow(KAAL_POLICY_NONE);
}

struct decision decide_description(const struct kaal_policy *policy, uint32_t subject,
                                   const struct kaal_wire_system_component *what)
{
    const struct kaal_wire_policy_subject *limits = NULL;

    if (!is_known(policy, subject)) {
        return deny(KAAL_POLICY_NONE, "the policy does not know it");
    }
    limits = &policy->subjects[subject];
    if (what->memory_bytes > limits->memory_bytes) {
        return deny(KAAL_POLICY_NONE, "the policy allows it less memory");
    }
    if (what->priority > limits->priority) {
        return deny(KAAL_POLICY_NONE, "the policy allows it a lower priority");
    }
    if ((what->rights & ~limits->rights) != 0) {
        return deny(KAAL_POLICY_NONE, "the policy allows it fewer rights");
    }
    return decide_cpu(policy, subject, system_cpu_limit(what));
}

struct decision decide_spawn(const struct kaal_policy *policy, uint32_t subject, const char *image,
                             uint32_t *role)
{
    uint32_t rule =
        kaal_policy_find(policy, subject, KAAL_POLICY_SPAWN, kaal_policy_hash(image), image);

    if (rule == KAAL_POLICY_NONE) {
        return deny(rule, "no rule lets it spawn from this image");
    }
    *role = policy->rules[rule].peer;
    return allow(rule);
}

/* A rule between two subjects whose bits hold all that is wanted. */
static struct decision decide_between(const struct kaal_policy *policy, uint32_t subject,
                                      enum kaal_policy_kind kind, uint32_t other, uint32_t what)
{
    static const char *const none[KAAL_POLICY_KIND_COUNT] = {
        [KAAL_POLICY_CHANNEL] = "no rule lets a channel join these two",
        [KAAL_POLICY_DELEGATE] = "no rule lets it give that one anything",
        [KAAL_POLICY_ADMINISTER] = "no rule lets it administer that one",
    };
    static const char *const narrow[KAAL_POLICY_KIND_COUNT] = {
        [KAAL_POLICY_CHANNEL] = "its rule allows channels of another kind",
        [KAAL_POLICY_DELEGATE] = "its rule lets it give less",
        [KAAL_POLICY_ADMINISTER] = "its rule does not let it do this to that one",
    };
    uint32_t rule = kaal_policy_find(policy, subject, kind, other, NULL);

    if (rule == KAAL_POLICY_NONE) {
        return deny(rule, none[kind]);
    }
    if ((what & ~policy->rules[rule].what) != 0) {
        return deny(rule, narrow[kind]);
    }
    return allow(rule);
}

struct decision decide_channel(const struct kaal_policy *policy, uint32_t one, uint32_t other,
                               uint32_t kind)
{
    return decide_between(policy, one, KAAL_POLICY_CHANNEL, other, kind);
}

struct decision decide_delegation(const struct kaal_policy *policy, uint32_t from, uint32_t to,
                                  uint32_t what)
{
    return decide_between(policy, from, KAAL_POLICY_DELEGATE, to, what);
}

struct decision decide_act(const struct kaal_policy *policy, uint32_t by, uint32_t on, uint32_t act)
{
    return decide_between(policy, by, KAAL_POLICY_ADMINISTER, on, act);
}
