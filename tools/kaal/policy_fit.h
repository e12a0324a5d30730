/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether a policy and a system description fit each other.
 */
#pragma once

#include "describe.h"
#include "policy_compile.h"

/* A description and where it came from. */
struct policy_system {
    const char *path;
    struct bytes binary;
    struct describe_lines lines;
};

/*
 * Check that all names are of described components or roles, and that what is described is allowed:
 * limits, rights, channels. Returns false when not, and has said so with both places.
 */
bool policy_fits(const struct policy_made *made, const struct policy_system *system);
