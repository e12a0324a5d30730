/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tables of the broker again, as far as records tell of them.
 */
#include "replay.h"

#include <string.h>

#include <kaal/err.h>

static uint32_t index_of(uint32_t id)
{
    return id % REPLAY_INDICES;
}

void replay_init(struct replay *replay)
{
    memset(replay, 0, sizeof(*replay));
}

const struct kaal_wire_audit_record *replay_grant(const struct replay *replay, uint32_t id)
{
    const struct kaal_wire_audit_record *grant = &replay->grants[index_of(id)];

    return (id != 0 && grant->grant == id) ? grant : NULL;
}

const struct replay_component *replay_component(const struct replay *replay, uint32_t id)
{
    const struct replay_component *component = &replay->components[index_of(id)];

    return (id != 0 && component->id == id) ? component : NULL;
}

static const char *add_grant(struct replay *replay, const struct kaal_wire_audit_record *record)
{
    if (record->grant == 0 || replay->grants[index_of(record->grant)].grant != 0) {
        return "a grant comes where one is already";
    }
    if (record->parent != 0 && replay_grant(replay, record->parent) == NULL) {
        return "a grant is made from one that is not there";
    }
    if (replay_component(replay, record->holder) == NULL) {
        return "a grant is given to a component that does not exist";
    }
    replay->grants[index_of(record->grant)] = *record;
    return NULL;
}

/* A grant that is told about again must be the one that came. */
static bool is_known(const struct replay *replay, const struct kaal_wire_audit_record *record)
{
    const struct kaal_wire_audit_record *grant = replay_grant(replay, record->grant);

    return grant != NULL && grant->parent == record->parent && grant->holder == record->holder &&
           grant->kind == record->kind;
}

static const char *change_grant(struct replay *replay, const struct kaal_wire_audit_record *record)
{
    struct kaal_wire_audit_record *grant = &replay->grants[index_of(record->grant)];

    if (!is_known(replay, record)) {
        return "a grant changes that is not there";
    }
    grant->a = record->a;
    grant->b = record->b;
    return NULL;
}

static const char *remove_grant(struct replay *replay, const struct kaal_wire_audit_record *record)
{
    if (!is_known(replay, record)) {
        return "a grant goes that is not there";
    }
    replay->grants[index_of(record->grant)] = (struct kaal_wire_audit_record){0};
    return NULL;
}

static const char *enter(struct replay *replay, const struct kaal_wire_audit_record *record)
{
    struct replay_component *component = &replay->components[index_of(record->holder)];

    if (record->holder == 0 || component->id != 0) {
        return "a component comes where one is already";
    }
    *component = (struct replay_component){.id = record->holder};
    memcpy(component->name, record->name, sizeof(component->name) - 1);
    return NULL;
}

/* What happens to a component that exists. */
static const char *change(struct replay *replay, const struct kaal_wire_audit_record *record)
{
    struct replay_component *component = &replay->components[index_of(record->holder)];

    if (replay_component(replay, record->holder) == NULL) {
        return "something happens to a component that does not exist";
    }
    if (record->op == KAAL_AUDIT_FORGET) {
        *component = (struct replay_component){0};
    } else if (record->op == KAAL_AUDIT_BEGIN) {
        component->is_running = record->outcome == KAAL_OK;
    } else {
        component->is_running = false;
    }
    return NULL;
}

static const char *take(struct replay *replay, const struct kaal_wire_audit_record *record)
{
    switch (record->op) {
    case KAAL_AUDIT_BOOT:
        return (record->seq == 1) ? NULL : "a boot is not the first record";
    case KAAL_AUDIT_GRANT:
    case KAAL_AUDIT_DELEGATE:
        return add_grant(replay, record);
    case KAAL_AUDIT_CHANGE:
        return change_grant(replay, record);
    case KAAL_AUDIT_GONE:
        return remove_grant(replay, record);
    case KAAL_AUDIT_ENTER:
        return enter(replay, record);
    case KAAL_AUDIT_BEGIN:
    case KAAL_AUDIT_END:
    case KAAL_AUDIT_HOLD:
    case KAAL_AUDIT_FORGET:
        return change(replay, record);
    case KAAL_AUDIT_REQUEST:
    case KAAL_AUDIT_REFUSE:
    case KAAL_AUDIT_POLICY:
    case KAAL_AUDIT_GAP:
    case KAAL_AUDIT_EXPORT:
    case KAAL_AUDIT_SEAL:
    case KAAL_AUDIT_QUARANTINE:
    case KAAL_AUDIT_PAUSE:
        return NULL; /* they move nothing */
    default:
        return "no such operation is known";
    }
}

const char *replay_step(struct replay *replay, const struct kaal_wire_audit_record *record)
{
    const char *wrong = NULL;

    if (record->seq != replay->seq + 1) {
        return (replay->seq == 0) ? "the records from the boot on are needed"
                                  : "a record is missing";
    }
    wrong = take(replay, record);
    if (wrong == NULL) {
        replay->seq = record->seq;
    }
    return wrong;
}
