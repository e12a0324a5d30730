/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The grants in the order of their trees, parents first, one at a time: for who lists them while
 * they come and go.
 */
#pragma once

#include <kaal/err.h>

#include "grant/grant.h"

#define LISTING_ALL UINT32_MAX /* the trees of all components */

/*
 * The grant behind the one that `cursor` stands for; 0 at first. holder: only what this component
 * holds, with all that was made from it, whoever has that; or LISTING_ALL.
 *
 * cursor: moved to the grant. depth: how far it is below the first one of its tree. Each call takes
 * at most one pass over the table. When the grant of the cursor has gone meanwhile, the rest of its
 * tree is left out. Errors: KAAL_ERR_END there is none behind it; then nothing is set.
 */
KAAL_CHECKED kaal_err_t listing_next(uint32_t *cursor, uint32_t holder, const struct grant **grant,
                                     uint32_t *depth);
