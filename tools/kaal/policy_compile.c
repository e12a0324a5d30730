/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The compiler of policies; docs/guide/policy.md explains the keys.
 */
#include "policy_compile.h"

#include <stdlib.h>
#include <string.h>

#include "draft.h"
#include "policy/reach.h"
#include "policy_claims.h"
#include "policy_names.h"
#include "policy_rules.h"
#include "source.h"
#include "value.h"
#include "word.h"

static cfg_opt_t class_keys[] = {SOURCE_LINE(), CFG_STR_LIST("members", "{}", CFGF_NONE),
                                 CFG_END()};

static cfg_opt_t role_keys[] = {SOURCE_LINE(), CFG_END()};

#define TITLED (CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES)

static cfg_opt_t top_keys[] = {CFG_STR("name", NULL, CFGF_NODEFAULT),
                               CFG_INT("version", 0, CFGF_NONE),
                               CFG_STR("audit", NULL, CFGF_NODEFAULT),
                               CFG_SEC("class", class_keys, TITLED),
                               CFG_SEC("role", role_keys, TITLED),
                               CFG_SEC("allow", policy_allow_keys, TITLED),
                               CFG_SEC("never", policy_never_keys, CFGF_MULTI),
                               CFG_SEC("only", policy_only_keys, CFGF_MULTI),
                               CFG_END()};

static bool read_top(cfg_t *top, struct draft *draft)
{
    return value_name(top, "name", draft->header.name) &&
           value_number(top, "version", 1, INT32_MAX, &draft->header.version) &&
           word_value(top, "audit", word_audit, &draft->header.audit) &&
           policy_names_collect(top, draft) && policy_rules_read(top, draft) &&
           policy_claims_read(top, draft);
}

static const char *name_of(const struct kaal_policy *policy, uint32_t subject)
{
    return policy->subjects[subject].name;
}

/* "a -channel (line 3)-> b -dma (line 7)-> c" */
static void print_path(const struct kaal_policy *policy, const struct kaal_reach_break *broken)
{
    static const char *const by[] = {
        [KAAL_REACH_CHANNEL] = "channel",
        [KAAL_REACH_DELEGATION] = "delegation",
        [KAAL_REACH_SPAWN] = "spawn",
        [KAAL_REACH_DMA] = "dma",
    };

    fprintf(stderr, "never: %s reaches %s: %s", name_of(policy, broken->steps[0].subject),
            name_of(policy, broken->steps[broken->count - 1].subject),
            name_of(policy, broken->steps[0].subject));
    for (uint32_t i = 1; i < broken->count; i++) {
        fprintf(stderr, " -%s (line %u)-> %s", by[broken->steps[i].by],
                policy->rules[broken->steps[i].rule].line,
                name_of(policy, broken->steps[i].subject));
    }
    fputc('\n', stderr);
}

/* Rights are no rules: then it is the line of the subject. */
static void print_other(const struct kaal_policy *policy, const struct kaal_reach_break *broken)
{
    uint32_t subject = broken->steps[0].subject;
    uint32_t rule = broken->steps[0].rule;

    fprintf(stderr, "only: %s may, too (line %u)\n", name_of(policy, subject),
            (rule == KAAL_POLICY_NONE) ? policy->subjects[subject].line : policy->rules[rule].line);
}

static bool check_claims(const char *path, const struct kaal_policy *policy)
{
    static struct kaal_reach_break broken;
    const struct kaal_wire_policy_assertion *assertion = NULL;

    if (kaal_reach_check(policy, &broken) == KAAL_OK) {
        return true;
    }
    assertion = &policy->assertions[broken.assertion];
    fprintf(stderr, "kaal: %s:%u: ", path, assertion->line);
    if (assertion->claim == KAAL_POLICY_NEVER) {
        print_path(policy, &broken);
    } else {
        print_other(policy, &broken);
    }
    return false;
}

static bool open_binary(struct policy_made *made)
{
    const char *reason = "";

    if (kaal_policy_open(made->binary.data, made->binary.size, &made->policy, &reason) != KAAL_OK) {
        fprintf(stderr, "kaal: %s: %s\n", made->path, reason);
        return false;
    }
    return true;
}

bool policy_compile_text(const char *path, struct bytes *text, struct policy_made *out)
{
    struct policy_made made = {.path = path};
    struct draft *draft = draft_new();
    cfg_t *top = (draft == NULL) ? NULL : source_parse(path, text, top_keys);
    bool is_good = top != NULL && read_top(top, draft) && draft_write(draft, &made.binary) &&
                   open_binary(&made) && check_claims(path, &made.policy);

    if (is_good) {
        memcpy(made.is_role, draft->is_role, sizeof(made.is_role));
        *out = made;
    } else {
        free(made.binary.data);
    }
    cfg_free(top);
    free(draft);
    return is_good;
}

bool policy_compile(const char *path, struct policy_made *out)
{
    struct bytes text = {0};
    bool is_good = file_read(path, &text) && policy_compile_text(path, &text, out);

    free(text.data);
    return is_good;
}

static bool begins_as(const struct bytes *file, uint64_t magic)
{
    return file->size >= sizeof(magic) && memcmp(file->data, &magic, sizeof(magic)) == 0;
}

bool policy_load(const char *path, struct policy_made *out)
{
    struct policy_made made = {.path = path};
    struct bytes *file = &made.binary;
    bool is_good = false;

    if (!file_read(path, file)) {
        return false;
    }
    if (begins_as(file, KAAL_POLICY_SIGNED_MAGIC) &&
        file->size >= sizeof(struct kaal_wire_policy_signed)) {
        file->size -= sizeof(struct kaal_wire_policy_signed);
        memmove(file->data, file->data + sizeof(struct kaal_wire_policy_signed), file->size);
    } else if (!begins_as(file, KAAL_POLICY_MAGIC)) {
        is_good = policy_compile_text(path, file, out);
        free(file->data);
        return is_good;
    }
    if (!open_binary(&made)) {
        free(file->data);
        return false;
    }
    *out = made;
    return true;
}
