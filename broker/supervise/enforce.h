/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Putting the candidate (policy/force.h) in force, and taking back what it does not allow. What
 * that will be is told beforehand by supervise/preview.h; what a policy allows is
 * supervise/judge.h.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

/* What putting the policy in force has taken. */
struct enforced {
    uint32_t components;
    uint32_t grants;
    uint32_t quarantined;
};

/* Say who is told when a policy that a request wanted is enforced. Once, before the first request.
 */
void enforce_on_end(void (*callback)(uint32_t ticket));

/*
 * Put the candidate in force and begin to take back what it does not allow. From here on nothing is
 * allowed that it does not allow. ticket: of the request (serve/later.h): it is over when all
 * is taken back, perhaps before this returns. Errors: KAAL_ERR_NOT_FOUND there is no candidate;
 * KAAL_ERR_VERSION it is another one; KAAL_ERR_BUSY the one before is still being enforced. Then
 * nothing has changed. No kernel call that can fail comes before the switch, and none after it is
 * anything but a release: whom the kernel leaves something of what is not allowed ends.
 */
KAAL_CHECKED kaal_err_t enforce_begin(uint32_t version, uint32_t ticket);

/* What it took to put the policy in force that is. */
const struct enforced *enforce_result(void);

/* Whether the policy in force allows every component that runs, and every live grant; for tests. */
bool enforce_holds(void);
