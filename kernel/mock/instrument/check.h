/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether all that the kernel believes about itself is true. */
#pragma once

/*
 * Between two kernel entries: null if all invariants hold, else the first that does not, with where
 * and what disagrees with what. The text is good until the next call. Changes nothing.
 */
const char *mock_check(void);
