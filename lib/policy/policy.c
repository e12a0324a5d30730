/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Questions to a policy that was checked (policy/check.c).
 */
#include "policy/policy.h"

#include <string.h>

#define FNV_OFFSET ((uint64_t)0xcbf29ce484222325)
#define FNV_PRIME  ((uint64_t)0x100000001b3)

/* What a rule is looked for by. */
struct wanted {
    uint32_t kind;
    uint64_t key;
    const char *text;
};

uint64_t kaal_policy_hash(const char *text)
{
    uint64_t hash = FNV_OFFSET;

    while (*text != '\0') {
        hash = (hash ^ (uint8_t)*text) * FNV_PRIME;
        text++;
    }
    return hash;
}

static int compare(const struct kaal_policy *policy, const struct wanted *wanted,
                   const struct kaal_wire_policy_rule *rule)
{
    if (wanted->kind != rule->kind) {
        return (wanted->kind < rule->kind) ? -1 : 1;
    }
    if (wanted->key != rule->key) {
        return (wanted->key < rule->key) ? -1 : 1;
    }
    return strcmp(wanted->text, policy->text + rule->text);
}

int kaal_policy_compare(const struct kaal_policy *policy, const struct kaal_wire_policy_rule *one,
                        const struct kaal_wire_policy_rule *other)
{
    struct wanted wanted = {one->kind, one->key, policy->text + one->text};

    return compare(policy, &wanted, other);
}

uint32_t kaal_policy_subject(const struct kaal_policy *policy, const char *name)
{
    uint32_t first = 0;
    uint32_t end = policy->header->subject_count;

    while (first < end) {
        uint32_t middle = first + (end - first) / 2;
        int order = strncmp(name, policy->subjects[middle].name, KAAL_NAME_BYTES);

        if (order == 0) {
            return middle;
        }
        if (order < 0) {
            end = middle;
        } else {
            first = middle + 1;
        }
    }
    return KAAL_POLICY_NONE;
}

void kaal_policy_index(const struct kaal_wire_policy_rule *rules,
                       struct kaal_wire_policy_subject *subject)
{
    memset(subject->kind_end, 0, sizeof(subject->kind_end));
    for (uint32_t i = 0; i < subject->rule_count; i++) {
        subject->kind_end[rules[subject->rule_first + i].kind]++;
    }
    for (uint32_t kind = 1; kind < KAAL_POLICY_KIND_COUNT; kind++) {
        subject->kind_end[kind] = (uint16_t)(subject->kind_end[kind] + subject->kind_end[kind - 1]);
    }
}

/*
 * The last of some rules whose key is not above, or the first one: without a branch that depends on
 * what is there, since a request waits for this.
 */
static const struct kaal_wire_policy_rule *halve(const struct kaal_wire_policy_rule *rule,
                                                 uint32_t count, uint64_t key)
{
    while (count > 1) {
        uint32_t half = count / 2;

        rule = (rule[half].key <= key) ? rule + half : rule;
        count -= half;
    }
    return rule;
}

uint32_t kaal_policy_find(const struct kaal_policy *policy, uint32_t subject,
                          enum kaal_policy_kind kind, uint64_t key, const char *text)
{
    const struct kaal_wire_policy_subject *owner = &policy->subjects[subject];
    const struct kaal_wire_policy_rule *first = NULL;
    const struct kaal_wire_policy_rule *rule = NULL;
    uint32_t count = 0;

    if (subject >= policy->header->subject_count) {
        return KAAL_POLICY_NONE;
    }
    count = (uint32_t)owner->kind_end[kind] - owner->kind_end[kind - 1];
    if (count == 0) {
        return KAAL_POLICY_NONE;
    }
    first = &policy->rules[owner->rule_first + owner->kind_end[kind - 1]];
    for (rule = halve(first, count, key); rule->key == key; rule--) {
        if (text == NULL || strcmp(text, policy->text + rule->text) == 0) {
            return (uint32_t)(rule - policy->rules);
        }
        if (rule == first) {
            break;
        }
    }
    return KAAL_POLICY_NONE;
}

bool kaal_policy_is_device(uint32_t kind)
{
    return kind >= KAAL_POLICY_DEVICE_PCI && kind <= KAAL_POLICY_DEVICE_PATH;
}

bool kaal_policy_is_unconfined(const struct kaal_wire_policy_rule *rule)
{
    bool can_program = (rule->what & KAAL_POLICY_MMIO_WRITE) != 0 || rule->bytes > 0;

    return kaal_policy_is_device(rule->kind) && rule->dma == KAAL_DMA_TRUSTED && can_program;
}
