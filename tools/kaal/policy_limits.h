/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Limits of subjects: what a component may be described with.
 */
#pragma once

#include "draft.h"

/* Raise limits to what an `allow` section says. Returns false when it is wrong, and has said so. */
bool policy_limits_read(cfg_t *section, struct draft *draft, const struct draft_set *subjects);

/* Set the limits that no section has said: what a description has when it says nothing. */
void policy_limits_default(struct draft *draft);
