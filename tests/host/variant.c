/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A candidate comes as one of the boot image, since that has no key: a policy in memory of ours in
 * the place of one in the archive, brought by the shell.
 */
#include "variant.h"

#include <string.h>

#include <kaal/wire/policy_request.h>

#include "policy/force.h"
#include "puppet.h"
#include "spawn/component.h"

struct variant variant;
static struct kaal_policy boot;
static _Alignas(8) uint8_t places[2][KAAL_POLICY_BYTES_MAX]; /* what is in force, and the next */
static uint64_t state;

void variant_begin(void)
{
    if (force_generation() == 0) {
        boot = *force_policy();
    }
    variant.subject_count = boot.header->subject_count;
    variant.rule_count = boot.header->rule_count;
    memcpy(variant.subjects, boot.subjects, variant.subject_count * sizeof(variant.subjects[0]));
    for (uint32_t owner = 0; owner < variant.subject_count; owner++) {
        const struct kaal_wire_policy_subject *subject = &boot.subjects[owner];

        for (uint32_t i = subject->rule_first; i < subject->rule_first + subject->rule_count; i++) {
            variant.rules[i] = (struct variant_rule){boot.rules[i], owner, false};
        }
    }
}

uint32_t variant_subject(const char *name)
{
    uint32_t index = 0;

    while (strcmp(variant.subjects[index].name, name) != 0) {
        index++;
        assert_true(index < variant.subject_count);
    }
    return index;
}

/* --- by a seed --- */

/* Knuth's MMIX generator, upper half. */
static uint32_t draw(uint32_t below)
{
    state = state * 6364136223846793005 + 1442695040888963407;
    return (uint32_t)(state >> 33) % below;
}

static void change_limits(struct kaal_wire_policy_subject *subject)
{
    switch (draw(40)) {
    case 0:
        subject->memory_bytes /= 2;
        break;
    case 1:
        subject->cpu = 1 + draw(KAAL_CPU_WHOLE);
        break;
    case 2:
        subject->priority = 1 + draw(subject->priority);
        break;
    case 3:
        subject->rights &= draw(KAAL_RIGHT_ALL + 1);
        break;
    default:
        break;
    }
}

/* A channel stands with both of its subjects: it goes, and is narrowed, with both. */
static uint32_t draw_for_channel(const struct variant_rule *rule, uint64_t seed)
{
    uint64_t key = rule->rule.key;
    uint64_t low = (rule->owner < key) ? rule->owner : key;
    uint64_t high = (rule->owner < key) ? key : rule->owner;
    uint64_t before = state;
    uint32_t drawn = 0;

    state = seed + (low << 8 | high) * 2862933555777941757;
    (void)draw(2);
    drawn = draw(1000);
    state = before;
    return drawn;
}

static void narrow_device(struct kaal_wire_policy_rule *rule)
{
    switch (draw(4)) {
    case 0:
        rule->dma = KAAL_DMA_NONE;
        rule->bytes = 0;
        break;
    case 1:
        rule->bytes /= 32;
        rule->bytes -= rule->bytes % KAAL_PAGE_BYTES;
        break;
    case 2:
        rule->what = KAAL_POLICY_MMIO_READ | KAAL_POLICY_IRQ;
        break;
    default:
        rule->what = KAAL_POLICY_MMIO_READ | KAAL_POLICY_MMIO_WRITE;
        break;
    }
}

static void change_rule(struct variant_rule *rule, uint64_t seed)
{
    uint32_t drawn =
        (rule->rule.kind == KAAL_POLICY_CHANNEL) ? draw_for_channel(rule, seed) : draw(1000);

    if (drawn < 150) {
        rule->is_gone = true;
    } else if (drawn < 250 && kaal_policy_is_device(rule->rule.kind)) {
        narrow_device(&rule->rule);
    } else if (drawn < 250 && rule->rule.kind == KAAL_POLICY_CHANNEL) {
        rule->rule.what = KAAL_POLICY_RING;
    } else if (drawn < 250 && rule->rule.kind == KAAL_POLICY_DELEGATE) {
        rule->rule.what = KAAL_POLICY_GIVE_MEMORY | KAAL_POLICY_GIVE_IRQ;
    }
}

void variant_change(uint64_t seed)
{
    uint32_t shell = variant_subject("shell");

    state = seed;
    for (uint32_t i = 0; i < variant.subject_count; i++) {
        if (i != shell) {
            change_limits(&variant.subjects[i]);
        }
    }
    for (uint32_t i = 0; i < variant.rule_count; i++) {
        if (variant.rules[i].owner != shell || variant.rules[i].rule.kind == KAAL_POLICY_CHANNEL) {
            change_rule(&variant.rules[i], seed);
        }
    }
}

/* --- in force --- */

static uint32_t next_version(void)
{
    return force_policy()->header->version + 1;
}

/* Those that a subject still has. Returns how many. */
static uint32_t write_rules(struct kaal_wire_policy_subject *subject, uint32_t owner,
                            struct kaal_wire_policy_rule *rules)
{
    const struct kaal_wire_policy_subject *old = &boot.subjects[owner];

    memset(subject->kind_end, 0, sizeof(subject->kind_end));
    subject->rule_count = 0;
    for (uint32_t i = old->rule_first; i < old->rule_first + old->rule_count; i++) {
        if (variant.rules[i].is_gone) {
            continue;
        }
        rules[subject->rule_count] = variant.rules[i].rule;
        subject->rule_count++;
        for (uint32_t kind = variant.rules[i].rule.kind; kind < KAAL_POLICY_KIND_COUNT; kind++) {
            subject->kind_end[kind]++;
        }
    }
    return subject->rule_count;
}

/* Join the parts. Returns the bytes that it has. */
static uint64_t write(uint8_t *place)
{
    struct kaal_wire_policy_header *header = (void *)place;
    struct kaal_wire_policy_subject *subjects = (void *)(header + 1);
    struct kaal_wire_policy_rule *rules = (void *)(subjects + variant.subject_count);
    uint32_t count = 0;

    *header = *boot.header;
    header->version = next_version();
    memcpy(subjects, variant.subjects, variant.subject_count * sizeof(subjects[0]));
    for (uint32_t owner = 0; owner < variant.subject_count; owner++) {
        subjects[owner].rule_first = count;
        count += write_rules(&subjects[owner], owner, rules + count);
    }
    header->rule_count = count;
    assert_int_equal(header->assertion_count + header->member_count, 0);
    memcpy(rules + count, boot.text, header->text_bytes);
    return (uint64_t)((uint8_t *)(rules + count) - place) + header->text_bytes;
}

kaal_err_t variant_apply(void)
{
    const struct kaal_wire_policy_request wish = {.act = KAAL_POLICY_APPLY,
                                                  .version = next_version()};
    const struct component *shell = component_find("shell");
    uint64_t by = (uint64_t)shell->ends << 32 | component_id(shell); /* serve/policy.c */
    uint8_t *place = places[wish.version % KAAL_ARRAY_LENGTH(places)];
    const char *reason = NULL;
    kaal_err_t err = force_take(by, place, write(place), &reason);

    if (err == KAAL_OK) {
        while (!force_prove(&err, &reason)) {
        }
    }
    if (err != KAAL_OK) {
        fail_msg("no policy: %s", reason);
    }
    return puppet_call(SHELL, KAAL_REQUEST_POLICY, &wish, sizeof(wish), NULL, 0);
}
