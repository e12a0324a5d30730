/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the broker's own structures to records.
 */
#include "audit/trail.h"

#include <string.h>

#include "arch/counter.h"
#include "audit/audit.h"
#include "audit/refusals.h"
#include "grant/about.h"
#include "limits.h"

static uint32_t actor;
static uint32_t rule;
static enum kaal_audit_why because = KAAL_AUDIT_WHY_UNDONE;

static void set_name(struct kaal_wire_audit_record *record, const char *name)
{
    size_t length = strlen(name);
    size_t room = sizeof(record->name) - 1;

    memcpy(record->name, name, (length < room) ? length : room); /* the rest is zero already */
}

static void add(struct kaal_wire_audit_record *record)
{
    record->actor = actor;
    record->rule = rule;
    refusals_end(actor);
    audit_add(record);
}

static void add_grant(enum kaal_audit_op op, const struct grant *grant, uint32_t parent)
{
    struct kaal_wire_audit_record record = {
        .op = (uint16_t)op,
        .what = (op == KAAL_AUDIT_GONE) ? (uint16_t)because : 0,
        .grant = grant->id,
        .parent = parent,
        .holder = component_id(component_get(grant->holder)),
        .kind = (uint16_t)grant->kind,
        .access = grant->access,
        .a = grant->a,
        .b = grant->b,
        .ends_ns = grant->ends_ns,
    };

    set_name(&record, grant_about(grant));
    add(&record);
}

static void came(const struct grant *grant, uint32_t parent)
{
    bool is_delegated = parent != GRANT_NONE && grant_get(parent)->holder != grant->holder;

    add_grant(is_delegated ? KAAL_AUDIT_DELEGATE : KAAL_AUDIT_GRANT, grant, parent);
}

static void changed(const struct grant *grant, uint32_t parent)
{
    add_grant(KAAL_AUDIT_CHANGE, grant, parent);
}

static void goes(const struct grant *grant, uint32_t parent)
{
    add_grant(KAAL_AUDIT_GONE, grant, parent);
}

void trail_init(const char *system)
{
    static const struct grant_listener listener = {came, changed, goes};
    struct kaal_wire_audit_record record = {.op = KAAL_AUDIT_BOOT, .a = LIMIT_AUDIT_RECORDS};

    set_name(&record, system);
    add(&record);
    grant_listen(&listener);
}

void trail_act(uint32_t who)
{
    actor = who;
    rule = 0;
    because = KAAL_AUDIT_WHY_UNDONE;
}

void trail_rule(uint32_t number)
{
    rule = number;
}

enum kaal_audit_why trail_because(enum kaal_audit_why why)
{
    enum kaal_audit_why before = because;

    because = why;
    return before;
}

struct trail_origin trail_origin(void)
{
    return (struct trail_origin){actor, rule, because};
}

void trail_resume(const struct trail_origin *origin)
{
    actor = origin->actor;
    rule = origin->rule;
    because = origin->because;
}

void trail_policy(const struct kaal_wire_policy_header *policy, const uint8_t *hash)
{
    struct kaal_wire_audit_policy change = {.op = KAAL_AUDIT_POLICY};
    struct kaal_wire_audit_record record;

    audit_set_policy(policy->version, (enum kaal_audit_full)policy->audit);
    memcpy(change.hash, hash, sizeof(change.hash));
    memcpy(&record, &change, sizeof(record));
    set_name(&record, policy->name);
    add(&record);
}

void trail_quarantine(const struct component *holder, const struct grant *grant)
{
    struct kaal_wire_audit_record record = {.op = KAAL_AUDIT_QUARANTINE,
                                            .holder = component_id(holder)};

    if (grant != NULL) {
        add_grant(KAAL_AUDIT_QUARANTINE, grant, grant_parent(grant->id));
    } else {
        add(&record);
    }
}

void trail_quarantine_slot(uint64_t slot)
{
    add(&(struct kaal_wire_audit_record){.op = KAAL_AUDIT_QUARANTINE, .a = slot});
}

void trail_request(struct kaal_wire_audit_record *record, kaal_err_t outcome)
{
    record->outcome = (uint16_t)outcome;
    if (outcome == KAAL_OK) {
        record->op = KAAL_AUDIT_REQUEST;
        add(record);
    } else {
        record->op = KAAL_AUDIT_REFUSE;
        record->actor = actor;
        record->rule = rule;
        refusals_add(record, counter_now_ns());
    }
}

void trail_pause(const struct component *component)
{
    refusals_add(
        &(struct kaal_wire_audit_record){.op = KAAL_AUDIT_PAUSE, .actor = component_id(component)},
        counter_now_ns());
}

void trail_enter(const struct component *component)
{
    struct kaal_wire_audit_record record = {.op = KAAL_AUDIT_ENTER,
                                            .holder = component_id(component)};

    if (component->parent != COMPONENT_NONE) {
        record.a = component_id(component_get(component->parent));
    }
    set_name(&record, component_name(component));
    add(&record);
}

void trail_begin(const struct component *component, kaal_err_t outcome)
{
    struct kaal_wire_audit_record record = {
        .op = KAAL_AUDIT_BEGIN,
        .outcome = (uint16_t)outcome,
        .holder = component_id(component),
        .count = component->restarts,
    };

    set_name(&record, component->description->image);
    add(&record);
}

void trail_end(const struct component *component, enum kaal_cause cause, int64_t exit_code)
{
    add(&(struct kaal_wire_audit_record){
        .op = KAAL_AUDIT_END,
        .what = (uint16_t)cause,
        .holder = component_id(component),
        .a = (uint64_t)exit_code,
    });
}

void trail_hold(const struct component *component)
{
    add(&(struct kaal_wire_audit_record){.op = KAAL_AUDIT_HOLD, .holder = component_id(component)});
}

void trail_forget(const struct component *component)
{
    add(&(struct kaal_wire_audit_record){.op = KAAL_AUDIT_FORGET,
                                         .holder = component_id(component)});
}

void trail_tick(uint64_t now_ns)
{
    refusals_tick(now_ns);
    audit_tick(now_ns);
}

void trail_close(void)
{
    refusals_end_all();
    audit_seal();
}

bool trail_export(uint32_t who)
{
    refusals_end_all();
    return audit_mark(who);
}
