/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the candidate (policy/force.h) would change if it were put in force now. Doing it is
 * supervise/enforce.h.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/policy_request.h>

/*
 * The next thing that it would change: at the cursor or behind it. change: begins as zeroes. Looks
 * at a bounded number of things; `change` may say that there was none among them.
 * Errors: KAAL_ERR_END; KAAL_ERR_NOT_FOUND there is no candidate.
 */
KAAL_CHECKED kaal_err_t preview_change(uint32_t cursor, struct kaal_wire_policy_change *change);
