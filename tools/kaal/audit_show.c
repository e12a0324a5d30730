/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Grants as lines. What records look like is lib/show's affair.
 */
#include "audit_show.h"

#include <inttypes.h>

#include "print.h"
#include "show/show.h"

void audit_show_grants(const struct replay *replay)
{
    for (uint32_t i = 0; i < REPLAY_INDICES; i++) {
        const struct kaal_wire_audit_record *grant = &replay->grants[i];

        if (grant->grant == 0) {
            continue;
        }
        print_clean("id=%" PRIu32 " parent=%" PRIu32 " holder=%s kind=%s a=%" PRIu64 " b=%" PRIu64,
                    grant->grant, grant->parent, replay_component(replay, grant->holder)->name,
                    kaal_show_kind(grant->kind), grant->a, grant->b);
        kaal_show_name(print_clean, "about", grant->name, sizeof(grant->name));
        print_clean("\n");
    }
}
