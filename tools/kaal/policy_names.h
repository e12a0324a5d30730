/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who is named in a policy's file: components, roles and classes of them.
 */
#pragma once

#include "draft.h"

/* Every component and role. */
#define POLICY_ALL "all"

/*
 * Add the subjects: roles, members of classes, and who has an `allow` section by its own name.
 * Returns false when a name is wrong or has two meanings, and has said so.
 */
bool policy_names_collect(cfg_t *top, struct draft *draft);

/*
 * Add to a set whom a name stands for. key: for errors.
 * Returns false when it stands for nobody, and has said so of the section.
 */
bool policy_names_resolve(cfg_t *top, const struct draft *draft, cfg_t *section, const char *key,
                          const char *name, struct draft_set *set);

/* The same of a list of names. */
bool policy_names_list(cfg_t *top, const struct draft *draft, cfg_t *section, const char *key,
                       struct draft_set *set);
