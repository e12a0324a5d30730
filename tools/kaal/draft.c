/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A policy that is being written.
 */
#include "draft.h"

#include <stdlib.h>
#include <string.h>

#include "source.h"
#include "value.h"
#include "word.h"

struct draft *draft_new(void)
{
    struct draft *draft = calloc(1, sizeof(*draft));

    if (draft == NULL) {
        perror("kaal");
        return NULL;
    }
    draft->header.magic = KAAL_POLICY_MAGIC;
    draft->header.format = KAAL_POLICY_FORMAT;
    draft->header.text_bytes = 1;
    return draft;
}

static bool is_name(const char *name)
{
    size_t length = strlen(name);

    for (size_t i = 0; i < length; i++) {
        if (name[i] <= ' ' || name[i] > '~') {
            return false;
        }
    }
    return length > 0 && length < KAAL_NAME_BYTES;
}

bool draft_add_subject(struct draft *draft, cfg_t *section, const char *name, bool is_role)
{
    uint32_t count = draft->header.subject_count;
    uint32_t at = 0;

    if (!is_name(name)) {
        return value_wrong(section, name, "expected a name of 1 to 31 characters without blanks");
    }
    if (draft_subject(draft, name) != KAAL_POLICY_NONE) {
        return true;
    }
    if (count == KAAL_POLICY_SUBJECTS_MAX) {
        return value_wrong(section, name, "expected at most %d components and roles",
                           KAAL_POLICY_SUBJECTS_MAX);
    }
    while (at < count && strcmp(draft->subjects[at].name, name) < 0) {
        at++;
    }
    memmove(&draft->subjects[at + 1], &draft->subjects[at],
            (count - at) * sizeof(draft->subjects[0]));
    memmove(&draft->is_role[at + 1], &draft->is_role[at], (count - at) * sizeof(draft->is_role[0]));
    draft->subjects[at] = (struct kaal_wire_policy_subject){.line = source_line(section)};
    strcpy(draft->subjects[at].name, name);
    draft->is_role[at] = is_role;
    draft->header.subject_count++;
    return true;
}

uint32_t draft_subject(const struct draft *draft, const char *name)
{
    for (uint32_t i = 0; i < draft->header.subject_count; i++) {
        if (strcmp(draft->subjects[i].name, name) == 0) {
            return i;
        }
    }
    return KAAL_POLICY_NONE;
}

bool draft_text(struct draft *draft, cfg_t *section, const char *text, uint32_t *offset)
{
    uint32_t end = (draft->header.text_bytes + 7) & ~(uint32_t)7;
    size_t bytes = strlen(text) + 1;

    for (uint32_t at = 0; at < draft->header.text_bytes;
         at += (uint32_t)strlen(draft->text + at) + 1) {
        if (strcmp(draft->text + at, text) == 0) {
            *offset = at;
            return true;
        }
    }
    if (end + bytes > sizeof(draft->text)) {
        return value_wrong(section, "text", "expected at most %d bytes of names in all",
                           KAAL_POLICY_TEXT_BYTES_MAX);
    }
    memcpy(draft->text + end, text, bytes);
    draft->header.text_bytes = end + (uint32_t)bytes;
    *offset = end;
    return true;
}

/* The order of all rules: by subject, then as kaal_policy_compare. */
static int compare(const struct draft *draft, uint32_t subject,
                   const struct kaal_wire_policy_rule *rule, uint32_t index)
{
    struct kaal_policy view = {.text = draft->text};

    if (subject != draft->owners[index]) {
        return (subject < draft->owners[index]) ? -1 : 1;
    }
    return kaal_policy_compare(&view, rule, &draft->rules[index]);
}

static bool merge(struct draft *draft, cfg_t *section, uint32_t subject,
                  struct kaal_wire_policy_rule *into, const struct kaal_wire_policy_rule *rule)
{
    const char *name = draft->subjects[subject].name;

    if (into->dma != rule->dma) {
        return value_wrong(section, "dma", "expected %s, as line %u says of the same device for %s",
                           word_text(word_dma, into->dma), into->line, name);
    }
    if (into->peer != rule->peer) {
        return value_wrong(section, "as", "expected %s, as line %u says of the same image for %s",
                           draft->subjects[into->peer].name, into->line, name);
    }
    into->what |= rule->what;
    into->bytes = (into->bytes > rule->bytes) ? into->bytes : rule->bytes;
    return true;
}

bool draft_add_rule(struct draft *draft, cfg_t *section, uint32_t subject,
                    struct kaal_wire_policy_rule rule)
{
    uint32_t count = draft->header.rule_count;
    uint32_t at = 0;

    while (at < count && compare(draft, subject, &rule, at) > 0) {
        at++;
    }
    if (at < count && compare(draft, subject, &rule, at) == 0) {
        return merge(draft, section, subject, &draft->rules[at], &rule);
    }
    if (count == KAAL_POLICY_RULES_MAX) {
        return value_wrong(section, "rules", "expected at most %d, with classes expanded",
                           KAAL_POLICY_RULES_MAX);
    }
    rule.line = source_line(section);
    memmove(&draft->rules[at + 1], &draft->rules[at], (count - at) * sizeof(draft->rules[0]));
    memmove(&draft->owners[at + 1], &draft->owners[at], (count - at) * sizeof(draft->owners[0]));
    draft->rules[at] = rule;
    draft->owners[at] = subject;
    draft->header.rule_count++;
    return true;
}

bool draft_add_each(struct draft *draft, cfg_t *section, const struct draft_set *subjects,
                    struct kaal_wire_policy_rule rule)
{
    for (uint32_t i = 0; i < draft->header.subject_count; i++) {
        if (subjects->has[i] && !draft_add_rule(draft, section, i, rule)) {
            return false;
        }
    }
    return true;
}

bool draft_add_members(struct draft *draft, cfg_t *section, const struct draft_set *set,
                       uint32_t *first, uint32_t *count)
{
    *first = draft->header.member_count;
    for (uint32_t i = 0; i < draft->header.subject_count; i++) {
        if (!set->has[i]) {
            continue;
        }
        if (draft->header.member_count == KAAL_POLICY_MEMBERS_MAX) {
            return value_wrong(section, "members", "expected at most %d in all assertions",
                               KAAL_POLICY_MEMBERS_MAX);
        }
        draft->members[draft->header.member_count] = i;
        draft->header.member_count++;
    }
    *count = draft->header.member_count - *first;
    return true;
}

bool draft_add_assertion(struct draft *draft, cfg_t *section,
                         struct kaal_wire_policy_assertion assertion)
{
    if (draft->header.assertion_count == KAAL_POLICY_ASSERTIONS_MAX) {
        return value_wrong(section, "assertions", "expected at most %d",
                           KAAL_POLICY_ASSERTIONS_MAX);
    }
    assertion.line = source_line(section);
    draft->assertions[draft->header.assertion_count] = assertion;
    draft->header.assertion_count++;
    return true;
}

bool draft_write(struct draft *draft, struct bytes *out)
{
    struct kaal_wire_policy_header *header = &draft->header;
    struct bytes made = {0};
    uint32_t rule = 0;

    for (uint32_t i = 0; i < header->subject_count; i++) {
        draft->subjects[i].rule_first = rule;
        while (rule < header->rule_count && draft->owners[rule] == i) {
            rule++;
        }
        draft->subjects[i].rule_count = rule - draft->subjects[i].rule_first;
        kaal_policy_index(draft->rules, &draft->subjects[i]);
    }
    header->member_count += header->member_count % 2; /* one of nobody: the text is aligned */
    if (!file_append(&made, header, sizeof(*header)) ||
        !file_append(&made, draft->subjects, header->subject_count * sizeof(draft->subjects[0])) ||
        !file_append(&made, draft->rules, header->rule_count * sizeof(draft->rules[0])) ||
        !file_append(&made, draft->assertions,
                     header->assertion_count * sizeof(draft->assertions[0])) ||
        !file_append(&made, draft->members, header->member_count * sizeof(draft->members[0])) ||
        !file_append(&made, draft->text, header->text_bytes)) {
        free(made.data);
        return false;
    }
    *out = made;
    return true;
}
