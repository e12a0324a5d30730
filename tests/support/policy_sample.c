/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Samples: sorted the slow and obvious way.
 */
#include "support/policy_sample.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct sample *sorting;

void sample_begin(struct sample *sample, uint32_t subjects)
{
    memset(sample, 0, sizeof(*sample));
    sample->header = (struct kaal_wire_policy_header){
        .magic = KAAL_POLICY_MAGIC,
        .format = KAAL_POLICY_FORMAT,
        .version = 1,
        .subject_count = subjects,
        .text_bytes = 1,
        .audit = KAAL_AUDIT_FULL_OVERWRITE,
        .name = "sample",
    };
    for (uint32_t i = 0; i < subjects; i++) {
        struct kaal_wire_policy_subject *subject = &sample->subjects[i];

        *subject = (struct kaal_wire_policy_subject){
            .priority = 100, .cpu = KAAL_CPU_WHOLE, .memory_bytes = KAAL_MIB};
        snprintf(subject->name, sizeof(subject->name), "s%03u", i);
    }
}

uint32_t sample_text(struct sample *sample, const char *text)
{
    uint32_t offset = 0;

    for (; offset < sample->header.text_bytes;
         offset += (uint32_t)strlen(sample->text + offset) + 1) {
        if (strcmp(sample->text + offset, text) == 0) {
            return offset;
        }
    }
    assert(offset + strlen(text) < SAMPLE_TEXT_BYTES);
    strcpy(sample->text + offset, text);
    sample->header.text_bytes += (uint32_t)strlen(text) + 1;
    return offset;
}

static int compare_rules(const struct kaal_wire_policy_rule *one,
                         const struct kaal_wire_policy_rule *other)
{
    struct kaal_policy policy = {.text = sorting->text};

    return kaal_policy_compare(&policy, one, other);
}

static void add(struct sample *sample, uint32_t owner, const struct kaal_wire_policy_rule *rule)
{
    sorting = sample;
    for (uint32_t i = 0; i < sample->header.rule_count; i++) {
        if (sample->rules[i].owner == owner && compare_rules(&sample->rules[i].rule, rule) == 0) {
            return;
        }
    }
    assert(sample->header.rule_count < KAAL_POLICY_RULES_MAX);
    sample->rules[sample->header.rule_count].owner = owner;
    sample->rules[sample->header.rule_count].rule = *rule;
    sample->header.rule_count++;
}

void sample_rule(struct sample *sample, uint32_t owner, const struct kaal_wire_policy_rule *rule)
{
    add(sample, owner, rule);
    if (rule->kind == KAAL_POLICY_CHANNEL) {
        struct kaal_wire_policy_rule mirrored = *rule;

        mirrored.key = owner;
        add(sample, (uint32_t)rule->key, &mirrored);
    }
}

void sample_channel(struct sample *sample, uint32_t one, uint32_t other)
{
    sample_rule(sample, one,
                &(struct kaal_wire_policy_rule){.kind = KAAL_POLICY_CHANNEL,
                                                .what = KAAL_POLICY_RING,
                                                .key = other,
                                                .peer = KAAL_POLICY_NONE});
}

void sample_delegate(struct sample *sample, uint32_t from, uint32_t to, uint32_t what)
{
    sample_rule(
        sample, from,
        &(struct kaal_wire_policy_rule){
            .kind = KAAL_POLICY_DELEGATE, .what = what, .key = to, .peer = KAAL_POLICY_NONE});
}

void sample_spawn(struct sample *sample, uint32_t by, const char *image, uint32_t role)
{
    sample_rule(sample, by,
                &(struct kaal_wire_policy_rule){.kind = KAAL_POLICY_SPAWN,
                                                .key = kaal_policy_hash(image),
                                                .text = sample_text(sample, image),
                                                .peer = role});
}

void sample_pci(struct sample *sample, uint32_t owner, uint32_t number, uint32_t dma)
{
    sample_rule(sample, owner,
                &(struct kaal_wire_policy_rule){.kind = KAAL_POLICY_DEVICE_PCI,
                                                .what = KAAL_POLICY_MMIO_READ |
                                                        KAAL_POLICY_MMIO_WRITE | KAAL_POLICY_IRQ,
                                                .key = number,
                                                .dma = dma,
                                                .bytes = (dma == KAAL_DMA_NONE) ? 0 : KAAL_MIB,
                                                .peer = KAAL_POLICY_NONE});
}

static uint32_t member(struct sample *sample, uint32_t subject)
{
    sample->members[sample->header.member_count] = subject;
    return sample->header.member_count++;
}

static struct kaal_wire_policy_assertion *assertion(struct sample *sample)
{
    return &sample->assertions[sample->header.assertion_count++];
}

void sample_never(struct sample *sample, uint32_t who, uint32_t whom)
{
    *assertion(sample) = (struct kaal_wire_policy_assertion){.claim = KAAL_POLICY_NEVER,
                                                             .who_count = 1,
                                                             .whom_count = 1,
                                                             .who_first = member(sample, who),
                                                             .whom_first = member(sample, whom)};
}

void sample_only(struct sample *sample, uint32_t who, enum kaal_policy_may may, uint64_t key)
{
    *assertion(sample) = (struct kaal_wire_policy_assertion){
        .claim = KAAL_POLICY_ONLY,
        .may = may,
        .who_first = member(sample, who),
        .who_count = 1,
        .kind = (may == KAAL_POLICY_MAY_DEVICE) ? KAAL_POLICY_DEVICE_PCI : 0,
        .key = key};
}

static int compare_owned(const void *one, const void *other)
{
    const struct sample_owned *first = one;
    const struct sample_owned *second = other;

    if (first->owner != second->owner) {
        return (first->owner < second->owner) ? -1 : 1;
    }
    return compare_rules(&first->rule, &second->rule);
}

static void append(struct sample *sample, const void *data, uint64_t bytes)
{
    assert(sample->bytes + bytes <= sizeof(sample->binary));
    memcpy(sample->binary + sample->bytes, data, bytes);
    sample->bytes += bytes;
}

/* Where the rules of each subject are, once they are sorted. */
static void number_rules(struct sample *sample)
{
    static struct kaal_wire_policy_rule rules[KAAL_POLICY_RULES_MAX];
    uint32_t at = 0;

    for (uint32_t i = 0; i < sample->header.rule_count; i++) {
        rules[i] = sample->rules[i].rule;
        rules[i].kind %= KAAL_POLICY_KIND_COUNT; /* a test may have broken it */
    }
    for (uint32_t i = 0; i < sample->header.subject_count; i++) {
        sample->subjects[i].rule_first = at;
        while (at < sample->header.rule_count && sample->rules[at].owner == i) {
            at++;
        }
        sample->subjects[i].rule_count = at - sample->subjects[i].rule_first;
        kaal_policy_index(rules, &sample->subjects[i]);
    }
}

void sample_write(struct sample *sample)
{
    const struct kaal_wire_policy_header *header = &sample->header;

    sorting = sample;
    qsort(sample->rules, header->rule_count, sizeof(sample->rules[0]), compare_owned);
    number_rules(sample);
    sample->bytes = 0;
    append(sample, header, sizeof(*header));
    append(sample, sample->subjects, header->subject_count * sizeof(sample->subjects[0]));
    for (uint32_t i = 0; i < header->rule_count; i++) {
        append(sample, &sample->rules[i].rule, sizeof(sample->rules[i].rule));
    }
    append(sample, sample->assertions, header->assertion_count * sizeof(sample->assertions[0]));
    append(sample, sample->members, header->member_count * sizeof(sample->members[0]));
    append(sample, sample->text, header->text_bytes);
}

void sample_open(struct sample *sample, struct kaal_policy *policy)
{
    const char *reason = NULL;
    kaal_err_t err = KAAL_OK;

    sample_write(sample);
    err = kaal_policy_open(sample->binary, sample->bytes, policy, &reason);
    if (err != KAAL_OK) {
        fprintf(stderr, "sample_open: %s\n", reason);
        abort();
    }
}

uint32_t sample_choose(uint64_t *state, uint32_t below)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (uint32_t)((*state >> 16) % below);
}

/* One rule of any kind. */
static void random_rule(struct sample *sample, uint64_t *state)
{
    static const char *const images[] = {"small", "large", "net", "shell"};
    uint32_t subjects = sample->header.subject_count;
    uint32_t owner = sample_choose(state, subjects);
    uint32_t other = (owner + 1 + sample_choose(state, subjects - 1)) % subjects;
    struct kaal_wire_policy_rule rule = {.peer = KAAL_POLICY_NONE, .key = other};
    const char *image = images[sample_choose(state, 4)];

    switch (sample_choose(state, 8)) {
    case 0:
        sample_pci(sample, owner, 0x10000 + sample_choose(state, 50),
                   (sample_choose(state, 100) == 0) ? KAAL_DMA_TRUSTED : KAAL_DMA_NONE);
        rule.kind = KAAL_POLICY_DEVICE_CLASS;
        rule.what = KAAL_POLICY_IRQ | KAAL_POLICY_MMIO_READ;
        rule.dma = (sample_choose(state, 4) == 0) ? KAAL_DMA_TRUSTED : KAAL_DMA_NONE;
        sample_rule(sample, owner, &rule);
        break;
    case 1:
        sample_spawn(sample, owner, image, other);
        break;
    case 2:
        sample_delegate(sample, owner, other, 1 + sample_choose(state, 31));
        break;
    case 3:
        rule.kind = KAAL_POLICY_ADMINISTER;
        rule.what = 1 + sample_choose(state, 255);
        sample_rule(sample, owner, &rule);
        break;
    case 4:
        rule.kind = (sample_choose(state, 2) == 0) ? KAAL_POLICY_DEVICE_COMPATIBLE
                                                   : KAAL_POLICY_DEVICE_PATH;
        rule.what = KAAL_POLICY_MMIO_READ;
        rule.key = kaal_policy_hash(image);
        rule.text = sample_text(sample, image);
        sample_rule(sample, owner, &rule);
        break;
    default:
        rule.kind = KAAL_POLICY_CHANNEL;
        rule.what = 1 + sample_choose(state, 7);
        sample_rule(sample, owner, &rule);
        break;
    }
}

void sample_random(struct sample *sample, uint32_t subjects, uint32_t rules, uint64_t seed)
{
    uint64_t state = seed * 2 + 1;

    sample_begin(sample, subjects);
    for (uint32_t i = 0; i < rules; i++) {
        random_rule(sample, &state);
    }
}
