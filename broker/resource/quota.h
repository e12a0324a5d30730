/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the log says when somebody wants more than its account has left. The limits themselves are
 * kept by whoever counts what they are about.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

#define QUOTA_NOBODY UINT32_MAX /* the broker's own, or a part of another account */

enum quota_kind {
    QUOTA_MEMORY, /* bytes */
    QUOTA_SLOTS,
    QUOTA_GRANTS,
    QUOTA_CHANNELS, /* ends of channels that are made */
    QUOTA_CPU,      /* millionths of one CPU */
    QUOTA_WATCHES,
    QUOTA_TIMED, /* grants given for a time */
};

/* Once, at boot. name_of: the name of a component by its index; borrowed for ever. */
void quota_init(const char *(*name_of)(uint32_t owner));

/*
 * Log one line that names the account, what it is asked for, and what is left of its limit.
 * owner: index of a component, or QUOTA_NOBODY. Returns KAAL_ERR_QUOTA, always.
 */
KAAL_CHECKED kaal_err_t quota_refuse(uint32_t owner, enum quota_kind kind, uint64_t wanted,
                                     uint64_t used, uint64_t limit);
