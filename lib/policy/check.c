/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The check of a policy as a whole. It comes from outside: nothing in it is believed.
 */
#include "policy/policy.h"

#include <string.h>

#include "base/verdict.h"

#define PRIORITY_MAX ((uint32_t)200)

#define PARTS     ((uint32_t)(KAAL_POLICY_MMIO_READ | KAAL_POLICY_MMIO_WRITE | KAAL_POLICY_IRQ))
#define CHANNELS  ((uint32_t)(KAAL_POLICY_RING | KAAL_POLICY_RPC | KAAL_POLICY_NOTIFICATION))
#define GIVEABLES ((uint32_t)((KAAL_POLICY_GIVE_WRITE << 1) - 1))
#define ACTS      ((uint32_t)((KAAL_POLICY_ACT_CONNECT << 1) - 1))

static struct kaal_policy layout_of(const void *data)
{
    struct kaal_policy policy = {.header = data};

    policy.subjects = (const void *)(policy.header + 1);
    policy.rules = (const void *)(policy.subjects + policy.header->subject_count);
    policy.assertions = (const void *)(policy.rules + policy.header->rule_count);
    policy.members = (const void *)(policy.assertions + policy.header->assertion_count);
    policy.text = (const void *)(policy.members + policy.header->member_count);
    return policy;
}

static bool is_name(const char *field)
{
    size_t length = strnlen(field, KAAL_NAME_BYTES);

    if (length == 0 || length == KAAL_NAME_BYTES) {
        return false;
    }
    for (size_t i = 0; i < KAAL_NAME_BYTES; i++) {
        if ((i < length) ? (field[i] <= ' ' || field[i] > '~') : (field[i] != '\0')) {
            return false;
        }
    }
    return true;
}

static struct verdict check_header(const struct kaal_wire_policy_header *header)
{
    if (header->magic != KAAL_POLICY_MAGIC) {
        return bad(KAAL_ERR_FORMAT, "it is no policy");
    }
    if (header->format != KAAL_POLICY_FORMAT) {
        return bad(KAAL_ERR_VERSION, "its format is another one than this broker's");
    }
    if (!is_name(header->name) || header->version == 0) {
        return bad(KAAL_ERR_FORMAT, "its name or its version is missing");
    }
    if (header->audit != KAAL_AUDIT_FULL_OVERWRITE && header->audit != KAAL_AUDIT_FULL_REFUSE) {
        return bad(KAAL_ERR_RANGE, "what it says of the audit log is unknown");
    }
    if (header->subject_count > KAAL_POLICY_SUBJECTS_MAX ||
        header->rule_count > KAAL_POLICY_RULES_MAX ||
        header->assertion_count > KAAL_POLICY_ASSERTIONS_MAX ||
        header->member_count > KAAL_POLICY_MEMBERS_MAX ||
        header->text_bytes > KAAL_POLICY_TEXT_BYTES_MAX) {
        return bad(KAAL_ERR_NO_SLOTS, "it has more entries than there is room for");
    }
    return good;
}

static struct verdict check_size(const struct kaal_wire_policy_header *header, uint64_t bytes)
{
    uint64_t expected = sizeof(*header) +
                        header->subject_count * sizeof(struct kaal_wire_policy_subject) +
                        header->rule_count * sizeof(struct kaal_wire_policy_rule) +
                        header->assertion_count * sizeof(struct kaal_wire_policy_assertion) +
                        header->member_count * sizeof(uint32_t) + header->text_bytes;

    if (bytes != expected) {
        return bad((bytes < expected) ? KAAL_ERR_SHORT : KAAL_ERR_LONG,
                   "its size is not what its counts say");
    }
    return good;
}

/* Every offset below its size then is the start of a string that ends within it. */
static struct verdict check_text(const struct kaal_policy *policy)
{
    uint32_t bytes = policy->header->text_bytes;

    if (bytes == 0 || policy->text[0] != '\0' || policy->text[bytes - 1] != '\0') {
        return bad(KAAL_ERR_FORMAT, "its text does not begin and end with a NUL");
    }
    return good;
}

static struct verdict check_subject(const struct kaal_policy *policy, uint32_t index)
{
    const struct kaal_wire_policy_subject *subject = &policy->subjects[index];
    uint32_t first = (index == 0) ? 0 : subject[-1].rule_first + subject[-1].rule_count;

    if (!is_name(subject->name)) {
        return bad(KAAL_ERR_FORMAT, "a subject has no name");
    }
    if (index > 0 && strcmp(subject[-1].name, subject->name) >= 0) {
        return bad(KAAL_ERR_FORMAT, "its subjects are not sorted, or one is there twice");
    }
    if ((subject->rights & ~KAAL_RIGHT_ALL) != 0 || subject->priority == 0 ||
        subject->priority > PRIORITY_MAX || subject->cpu == 0 || subject->cpu > KAAL_CPU_MAX) {
        return bad(KAAL_ERR_RANGE, "a limit of a subject is out of range");
    }
    if (subject->rule_first != first || subject->rule_count > policy->header->rule_count - first) {
        return bad(KAAL_ERR_RANGE, "the rules of a subject are not in a row");
    }
    return good;
}

static bool is_subject(const struct kaal_policy *policy, uint64_t index)
{
    return index < policy->header->subject_count;
}

static struct verdict check_device(const struct kaal_policy *policy,
                                   const struct kaal_wire_policy_rule *rule)
{
    bool has_text =
        rule->kind == KAAL_POLICY_DEVICE_COMPATIBLE || rule->kind == KAAL_POLICY_DEVICE_PATH;

    if ((rule->what & ~PARTS) != 0 || rule->what == 0 ||
        ((rule->what & KAAL_POLICY_MMIO_WRITE) != 0 && (rule->what & KAAL_POLICY_MMIO_READ) == 0)) {
        return bad(KAAL_ERR_RANGE, "the parts of a device make no sense");
    }
    if (rule->dma > KAAL_DMA_ISOLATED || rule->bytes % KAAL_PAGE_BYTES != 0 ||
        (rule->dma == KAAL_DMA_NONE && rule->bytes != 0)) {
        return bad(KAAL_ERR_RANGE, "the DMA of a device makes no sense");
    }
    if (rule->peer != KAAL_POLICY_NONE || (rule->text != 0) != has_text ||
        (has_text && rule->key != kaal_policy_hash(policy->text + rule->text)) ||
        (rule->kind == KAAL_POLICY_DEVICE_CLASS && rule->key > 0xffff) ||
        (rule->kind == KAAL_POLICY_DEVICE_PCI && rule->key >= 0xffff0000)) {
        return bad(KAAL_ERR_FORMAT, "a device is not named as its kind wants");
    }
    return good;
}

/*
 * A channel's rule stands with both subjects, since both are asked. Both may be the same: those of
 * a role are several.
 */
static bool is_mirrored(const struct kaal_policy *policy, uint32_t owner,
                        const struct kaal_wire_policy_rule *rule)
{
    uint32_t other =
        kaal_policy_find(policy, (uint32_t)rule->key, KAAL_POLICY_CHANNEL, owner, NULL);

    return other != KAAL_POLICY_NONE && policy->rules[other].what == rule->what;
}

static struct verdict check_between(const struct kaal_policy *policy,
                                    const struct kaal_wire_policy_rule *rule)
{
    uint32_t bits = (rule->kind == KAAL_POLICY_CHANNEL)    ? CHANNELS
                    : (rule->kind == KAAL_POLICY_DELEGATE) ? GIVEABLES
                                                           : ACTS;

    if ((rule->what & ~bits) != 0 || rule->what == 0 || rule->bytes != 0 || rule->dma != 0 ||
        rule->text != 0 || rule->peer != KAAL_POLICY_NONE || !is_subject(policy, rule->key)) {
        return bad(KAAL_ERR_RANGE, "a rule between two subjects makes no sense");
    }
    return good;
}

static struct verdict check_spawn(const struct kaal_policy *policy,
                                  const struct kaal_wire_policy_rule *rule)
{
    const char *image = policy->text + rule->text;

    if (rule->what != 0 || rule->bytes != 0 || rule->dma != 0 || rule->text == 0 ||
        strnlen(image, KAAL_NAME_BYTES) == KAAL_NAME_BYTES ||
        rule->key != kaal_policy_hash(image) || !is_subject(policy, rule->peer)) {
        return bad(KAAL_ERR_RANGE, "a rule for spawning makes no sense");
    }
    return good;
}

static struct verdict check_rule(const struct kaal_policy *policy, uint32_t index)
{
    const struct kaal_wire_policy_rule *rule = &policy->rules[index];

    if (rule->text >= policy->header->text_bytes) {
        return bad(KAAL_ERR_RANGE, "the text of a rule is out of range");
    }
    switch ((enum kaal_policy_kind)rule->kind) {
    case KAAL_POLICY_DEVICE_PCI:
    case KAAL_POLICY_DEVICE_CLASS:
    case KAAL_POLICY_DEVICE_COMPATIBLE:
    case KAAL_POLICY_DEVICE_PATH:
        return check_device(policy, rule);
    case KAAL_POLICY_CHANNEL:
    case KAAL_POLICY_DELEGATE:
    case KAAL_POLICY_ADMINISTER:
        return check_between(policy, rule);
    case KAAL_POLICY_SPAWN:
        return check_spawn(policy, rule);
    case KAAL_POLICY_KIND_COUNT:
    default:
        return bad(KAAL_ERR_RANGE, "the kind of a rule is unknown");
    }
}

/* What look-ups go by, once the kinds of all rules are sound. */
static struct verdict check_index(const struct kaal_policy *policy, uint32_t index)
{
    struct kaal_wire_policy_subject subject = policy->subjects[index];

    kaal_policy_index(policy->rules, &subject);
    memset(subject.reserved, 0, sizeof(subject.reserved));
    if (memcmp(&subject, &policy->subjects[index], sizeof(subject)) != 0) {
        return bad(KAAL_ERR_FORMAT, "the kinds of a subject's rules are not counted right");
    }
    return good;
}

/* The order of a subject's rules, and its channels, once each rule by itself is good. */
static struct verdict check_rules_of(const struct kaal_policy *policy, uint32_t index)
{
    const struct kaal_wire_policy_subject *subject = &policy->subjects[index];

    for (uint32_t i = 0; i < subject->rule_count; i++) {
        const struct kaal_wire_policy_rule *rule = &policy->rules[subject->rule_first + i];

        if (i > 0 && kaal_policy_compare(policy, rule - 1, rule) >= 0) {
            return bad(KAAL_ERR_FORMAT, "the rules of a subject are not sorted, or one is twice");
        }
        if (rule->kind == KAAL_POLICY_CHANNEL && !is_mirrored(policy, index, rule)) {
            return bad(KAAL_ERR_FORMAT, "a channel does not stand with both its subjects");
        }
    }
    return good;
}

static bool is_row(const struct kaal_policy *policy, uint32_t first, uint32_t count)
{
    return first <= policy->header->member_count && count <= policy->header->member_count - first;
}

static struct verdict check_assertion(const struct kaal_policy *policy, uint32_t index)
{
    const struct kaal_wire_policy_assertion *assertion = &policy->assertions[index];
    bool is_never = assertion->claim == KAAL_POLICY_NEVER;
    bool is_device = assertion->may == KAAL_POLICY_MAY_DEVICE;

    if ((!is_never && assertion->claim != KAAL_POLICY_ONLY) ||
        is_never != (assertion->may == KAAL_POLICY_MAY_NOTHING) ||
        assertion->may >= KAAL_POLICY_MAY_COUNT || assertion->reserved != 0) {
        return bad(KAAL_ERR_RANGE, "an assertion claims something unknown");
    }
    if (!is_row(policy, assertion->who_first, assertion->who_count) ||
        !is_row(policy, assertion->whom_first, assertion->whom_count)) {
        return bad(KAAL_ERR_RANGE, "the members of an assertion are out of range");
    }
    if (assertion->text >= policy->header->text_bytes ||
        is_device != kaal_policy_is_device(assertion->kind) ||
        (!is_device && assertion->kind != 0)) {
        return bad(KAAL_ERR_RANGE, "the device of an assertion makes no sense");
    }
    return good;
}

static struct verdict check_member(const struct kaal_policy *policy, uint32_t index)
{
    if (!is_subject(policy, policy->members[index])) {
        return bad(KAAL_ERR_RANGE, "a member of an assertion is out of range");
    }
    return good;
}

static struct verdict check_all(const struct kaal_policy *policy)
{
    const struct kaal_wire_policy_header *header = policy->header;
    const struct {
        struct verdict (*check)(const struct kaal_policy *policy, uint32_t index);
        uint32_t count;
    } steps[] = {
        {check_subject, header->subject_count},     {check_rule, header->rule_count},
        {check_index, header->subject_count},       {check_rules_of, header->subject_count},
        {check_assertion, header->assertion_count}, {check_member, header->member_count},
    };
    struct verdict verdict = check_text(policy);

    for (size_t step = 0; step < KAAL_ARRAY_LENGTH(steps); step++) {
        for (uint32_t i = 0; i < steps[step].count && verdict.err == KAAL_OK; i++) {
            verdict = steps[step].check(policy, i);
        }
    }
    if (verdict.err != KAAL_OK || header->rule_count == 0) {
        return verdict;
    }
    if (header->subject_count == 0 ||
        policy->subjects[header->subject_count - 1].rule_first +
                policy->subjects[header->subject_count - 1].rule_count !=
            header->rule_count) {
        return bad(KAAL_ERR_RANGE, "a rule is no subject's");
    }
    return good;
}

kaal_err_t kaal_policy_open(const void *data, uint64_t bytes, struct kaal_policy *policy,
                            const char **reason)
{
    struct kaal_policy candidate;
    struct verdict verdict = good;

    if ((uintptr_t)data % sizeof(uint64_t) != 0) {
        verdict = bad(KAAL_ERR_ALIGN, "it is not aligned to 8 bytes");
    } else if (bytes < sizeof(struct kaal_wire_policy_header)) {
        verdict = bad(KAAL_ERR_SHORT, "it is shorter than its header");
    } else {
        verdict = check_header(data);
    }
    if (verdict.err == KAAL_OK) {
        verdict = check_size(data, bytes);
    }
    if (verdict.err == KAAL_OK) {
        candidate = layout_of(data);
        verdict = check_all(&candidate);
    }
    if (verdict.err != KAAL_OK) {
        *reason = verdict.reason;
        return verdict.err;
    }
    *policy = candidate;
    return KAAL_OK;
}
