/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A policy that is being written: subjects, rules sorted and merged as they come, assertions, text.
 * What the file of people says is not known here.
 */
#pragma once

#include <confuse.h>

#include "file.h"
#include "policy/policy.h"

/* Some of the subjects. */
struct draft_set {
    bool has[KAAL_POLICY_SUBJECTS_MAX];
};

struct draft {
    struct kaal_wire_policy_header header;
    struct kaal_wire_policy_subject subjects[KAAL_POLICY_SUBJECTS_MAX];
    bool is_role[KAAL_POLICY_SUBJECTS_MAX]; /* else a component */
    struct kaal_wire_policy_rule rules[KAAL_POLICY_RULES_MAX];
    uint32_t owners[KAAL_POLICY_RULES_MAX]; /* of rules: index of the subject */
    struct kaal_wire_policy_assertion assertions[KAAL_POLICY_ASSERTIONS_MAX];
    uint32_t members[KAAL_POLICY_MEMBERS_MAX];
    char text[KAAL_POLICY_TEXT_BYTES_MAX];
};

/* An empty one, to be freed; NULL when there is no memory. */
struct draft *draft_new(void);

/*
 * Add a subject unless it is there, and keep them sorted. Only before the first rule.
 * Returns false when the name is none or there are too many, and has said so of the section.
 */
bool draft_add_subject(struct draft *draft, cfg_t *section, const char *name, bool is_role);

/* The index of a subject, or KAAL_POLICY_NONE. */
uint32_t draft_subject(const struct draft *draft, const char *name);

/* The offset of a text, which is added unless it is there. False: no room, and has said so. */
bool draft_text(struct draft *draft, cfg_t *section, const char *text, uint32_t *offset);

/*
 * Add a rule to a subject, or merge it with the one that the subject has for the same: bits or-ed,
 * the larger pool. The line is the section's. Returns false when they contradict each other or
 * there are too many, and has said so.
 */
bool draft_add_rule(struct draft *draft, cfg_t *section, uint32_t subject,
                    struct kaal_wire_policy_rule rule);

/* The same for each subject of a set. */
bool draft_add_each(struct draft *draft, cfg_t *section, const struct draft_set *subjects,
                    struct kaal_wire_policy_rule rule);

/* Add members; the same. */
bool draft_add_members(struct draft *draft, cfg_t *section, const struct draft_set *set,
                       uint32_t *first, uint32_t *count);

/* Add an assertion; the same. */
bool draft_add_assertion(struct draft *draft, cfg_t *section,
                         struct kaal_wire_policy_assertion assertion);

/* Lay it out. out: the caller's to free. False: no memory, and has said so. */
bool draft_write(struct draft *draft, struct bytes *out);
