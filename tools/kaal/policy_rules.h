/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * `allow` sections of a policy's file: limits and rules.
 */
#pragma once

#include "draft.h"

extern cfg_opt_t policy_allow_keys[];

/*
 * Read all of a file whose names were collected. Returns false when something is wrong, and has
 * said so.
 */
bool policy_rules_read(cfg_t *top, struct draft *draft);
