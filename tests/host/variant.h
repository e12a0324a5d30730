/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Policies that differ from the boot image's: rules are taken out or made narrower, limits lowered.
 */
#pragma once

#include "rig.h"

#include <kaal/err.h>

#include "policy/policy.h"

struct variant_rule {
    struct kaal_wire_policy_rule rule;
    uint32_t owner; /* index of the subject */
    bool is_gone;
};

/* One that is being made: to be changed at will, but for what rules are about. */
extern struct variant {
    uint32_t subject_count;
    uint32_t rule_count;
    struct kaal_wire_policy_subject subjects[KAAL_POLICY_SUBJECTS_MAX];
    struct variant_rule rules[KAAL_POLICY_RULES_MAX];
} variant;

/* Begin with what the boot image has. */
void variant_begin(void);

/* The index of a subject that is there. */
uint32_t variant_subject(const char *name);

/* Change it by a seed, but for the shell, which puts it in force. */
void variant_change(uint64_t seed);

/* Let the shell put it in force, with the next version. Gives the answer's label. */
kaal_err_t variant_apply(void);
