/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names of a policy's file and whom they stand for.
 */
#include "policy_names.h"

#include <string.h>

#include "source.h"
#include "value.h"

/* The section of a kind and title, or NULL. */
static cfg_t *find(cfg_t *top, const char *kind, const char *title)
{
    for (unsigned i = 0; i < cfg_size(top, kind); i++) {
        cfg_t *section = cfg_getnsec(top, kind, i);

        if (strcmp(cfg_title(section), title) == 0) {
            return section;
        }
    }
    return NULL;
}

static bool is_class(cfg_t *top, const char *name)
{
    return strcmp(name, POLICY_ALL) == 0 || find(top, "class", name) != NULL;
}

static bool add_role(cfg_t *top, cfg_t *section, struct draft *draft)
{
    const char *name = cfg_title(section);

    if (is_class(top, name)) {
        return value_wrong(section, name, "expected another name: there is a class of this one");
    }
    return draft_add_subject(draft, section, name, true);
}

static bool add_allowed(cfg_t *top, cfg_t *section, struct draft *draft)
{
    const char *name = cfg_title(section);

    if (is_class(top, name)) {
        return true;
    }
    if (!draft_add_subject(draft, section, name, false)) {
        return false;
    }
    draft->subjects[draft_subject(draft, name)].line = source_line(section);
    return true;
}

static bool add_members(cfg_t *top, cfg_t *section, struct draft *draft)
{
    if (strcmp(cfg_title(section), POLICY_ALL) == 0) {
        return value_wrong(section, POLICY_ALL, "expected another name: this class is built in");
    }
    if (cfg_size(section, "members") == 0) {
        return value_wrong(section, "members", "expected {name, ...}");
    }
    for (unsigned i = 0; i < cfg_size(section, "members"); i++) {
        const char *name = cfg_getnstr(section, "members", i);

        if (is_class(top, name)) {
            return value_wrong(section, "members", "expected components and roles: %s is a class",
                               name);
        }
        if (!draft_add_subject(draft, section, name, false)) {
            return false;
        }
    }
    return true;
}

bool policy_names_collect(cfg_t *top, struct draft *draft)
{
    /* Roles first, so that what has an `allow` section is known to be one. */
    static const struct {
        const char *kind;
        bool (*add)(cfg_t *top, cfg_t *section, struct draft *draft);
    } steps[] = {{"role", add_role}, {"allow", add_allowed}, {"class", add_members}};

    for (size_t step = 0; step < KAAL_ARRAY_LENGTH(steps); step++) {
        for (unsigned i = 0; i < cfg_size(top, steps[step].kind); i++) {
            if (!steps[step].add(top, cfg_getnsec(top, steps[step].kind, i), draft)) {
                return false;
            }
        }
    }
    return draft->header.subject_count > 0 || value_wrong(top, "allow", "expected at least one");
}

bool policy_names_resolve(cfg_t *top, const struct draft *draft, cfg_t *section, const char *key,
                          const char *name, struct draft_set *set)
{
    cfg_t *class = find(top, "class", name);
    uint32_t subject = draft_subject(draft, name);

    if (strcmp(name, POLICY_ALL) == 0) {
        for (uint32_t i = 0; i < draft->header.subject_count; i++) {
            set->has[i] = true;
        }
        return true;
    }
    for (unsigned i = 0; class != NULL && i < cfg_size(class, "members"); i++) {
        set->has[draft_subject(draft, cfg_getnstr(class, "members", i))] = true;
    }
    if (subject != KAAL_POLICY_NONE) {
        set->has[subject] = true;
    }
    return class != NULL || subject != KAAL_POLICY_NONE ||
           value_wrong(section, key,
                       "expected a component that has an allow section, a role or a class: %s is"
                       " none",
                       name);
}

bool policy_names_list(cfg_t *top, const struct draft *draft, cfg_t *section, const char *key,
                       struct draft_set *set)
{
    for (unsigned i = 0; i < cfg_size(section, key); i++) {
        if (!policy_names_resolve(top, draft, section, key, cfg_getnstr(section, key, i), set)) {
            return false;
        }
    }
    return true;
}
