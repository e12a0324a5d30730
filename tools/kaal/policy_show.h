/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Policies as sorted lines, to be read and compared by people.
 */
#pragma once

#include "policy_compile.h"

/* Print one line for each limit, rule and assertion. Returns false when there is no memory. */
bool policy_show(const struct policy_made *made);

/*
 * Print the lines of one policy that the other has not, behind "- ", and those that it has more,
 * behind "+ ". is_same: whether there are none. Returns false when there is no memory.
 */
bool policy_diff(const struct policy_made *old, const struct policy_made *new, bool *is_same);
