/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Assertions of a policy's file: `never` and `only`.
 */
#pragma once

#include "draft.h"

extern cfg_opt_t policy_never_keys[];
extern cfg_opt_t policy_only_keys[];

/* Read all of a file whose names were collected. False: something is wrong, and has said so. */
bool policy_claims_read(cfg_t *top, struct draft *draft);
