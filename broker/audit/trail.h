/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What happens to grants and components, as records of the audit log. Grants come and go only in
 * the table of grants, which tells of each here; so none can be forgotten.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/audit.h>
#include <kaal/wire/broker.h>
#include <kaal/wire/policy.h>

#include "grant/grant.h"
#include "spawn/component.h"

/* Listen to the table of grants, and record the boot. system: its name. Once, at boot. */
void trail_init(const char *system);

/* Who has asked for what is recorded from now on: the id of a component; 0: the broker itself. */
void trail_act(uint32_t actor);

/* Which rule has decided on it; forgotten at the next trail_act. */
void trail_rule(uint32_t rule);

/* Why grants go from now on, where nothing else is known. Returns what it was. */
enum kaal_audit_why trail_because(enum kaal_audit_why why);

/* All of that: what goes on later is recorded as of whoever began it. */
struct trail_origin {
    uint32_t actor;
    uint32_t rule;
    enum kaal_audit_why because;
};
struct trail_origin trail_origin(void);
void trail_resume(const struct trail_origin *origin);

/* Another policy is in force. policy: what its header says; hash: of its bytes. Borrowed for the
 * call. */
void trail_policy(const struct kaal_wire_policy_header *policy, const uint8_t *hash);

/*
 * The kernel has refused to give back a part of what somebody has: of a grant that goes, which is
 * still there, or NULL: of what it was spawned with or had begun to get.
 */
void trail_quarantine(const struct component *holder, const struct grant *grant);

/* The same of whatever is in a slot of the broker. */
void trail_quarantine_slot(uint64_t slot);

/*
 * A request was done or refused. record: what was asked for; actor, op and outcome are filled in.
 * Refusals in a row become one record (audit/refusals.h).
 */
void trail_request(struct kaal_wire_audit_record *record, kaal_err_t outcome);

/* It has made more requests than it may, and is paused. Recorded as refusals in a row are. */
void trail_pause(const struct component *component);

/* The life of a component. */
void trail_enter(const struct component *component);
void trail_begin(const struct component *component, kaal_err_t outcome);
void trail_end(const struct component *component, enum kaal_cause cause, int64_t exit_code);
void trail_hold(const struct component *component);
void trail_forget(const struct component *component);

/* Called at each tick. */
void trail_tick(uint64_t now_ns);

/* Write and seal all there is, before the system goes off. */
void trail_close(void);

/* Record an export by a component, sealed with all that was before. Returns as audit_mark. */
bool trail_export(uint32_t actor);
