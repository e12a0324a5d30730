/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Policies put together in memory, for tests: by hand, or of a seed.
 */
#pragma once

#include "policy/policy.h"

#define SAMPLE_TEXT_BYTES 1024

struct sample_owned {
    uint32_t owner; /* index of the subject */
    struct kaal_wire_policy_rule rule;
};

/* The parts of a policy, in any order, until sample_write sorts and joins them. */
struct sample {
    struct kaal_wire_policy_header header;
    struct kaal_wire_policy_subject subjects[KAAL_POLICY_SUBJECTS_MAX];
    struct sample_owned rules[KAAL_POLICY_RULES_MAX];
    struct kaal_wire_policy_assertion assertions[KAAL_POLICY_ASSERTIONS_MAX];
    uint32_t members[KAAL_POLICY_MEMBERS_MAX];
    char text[SAMPLE_TEXT_BYTES];
    _Alignas(8) uint8_t binary[KAAL_POLICY_BYTES_MAX];
    uint64_t bytes; /* of the binary */
};

/* A policy with so many subjects, "s000" and so on, and nothing else. */
void sample_begin(struct sample *sample, uint32_t subjects);

/* Put a text in; its offset. */
uint32_t sample_text(struct sample *sample, const char *text);

/* Add a rule, unless the subject has one of that name. A channel's is added to both. */
void sample_rule(struct sample *sample, uint32_t owner, const struct kaal_wire_policy_rule *rule);

/* Rules that are sound. */
void sample_channel(struct sample *sample, uint32_t one, uint32_t other);
void sample_delegate(struct sample *sample, uint32_t from, uint32_t to, uint32_t what);
void sample_spawn(struct sample *sample, uint32_t by, const char *image, uint32_t role);
void sample_pci(struct sample *sample, uint32_t owner, uint32_t number, uint32_t dma);

/* Add an assertion about one subject on each side. */
void sample_never(struct sample *sample, uint32_t who, uint32_t whom);
void sample_only(struct sample *sample, uint32_t who, enum kaal_policy_may may, uint64_t key);

/* Sort, join, and open. */
void sample_write(struct sample *sample);
void sample_open(struct sample *sample, struct kaal_policy *policy);

/* Fill with so many random rules of all kinds. */
void sample_random(struct sample *sample, uint32_t subjects, uint32_t rules, uint64_t seed);

/* Random numbers; state: not 0. */
uint32_t sample_choose(uint64_t *state, uint32_t below);
