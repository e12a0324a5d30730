/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a request asks for, as a record of the audit log. Nothing in it is checked: it is what was
 * asked, and that may make no sense.
 */
#include "serve/asked.h"

#include <string.h>

#include <kaal/wire/audit.h>
#include <kaal/wire/policy_request.h>

static void set_name(struct kaal_wire_audit_record *record, const char *field, size_t bytes)
{
    size_t room = (bytes < sizeof(record->name)) ? bytes : sizeof(record->name) - 1;

    memcpy(record->name, field, strnlen(field, room));
}

static void set_target(struct kaal_wire_audit_record *record, const struct kaal_wire_target *target)
{
    record->holder = target->component;
    set_name(record, target->name, sizeof(target->name));
}

static void device_open(const struct kaal_wire_device_open *wish,
                        struct kaal_wire_audit_record *record)
{
    record->a = (uint64_t)wish->vendor << 32 | wish->device;
    record->b = wish->dma_bytes;
    if (wish->bus == KAAL_BUS_PLACE) {
        set_name(record, wish->place, sizeof(wish->place));
    } else {
        set_name(record, wish->compatible, sizeof(wish->compatible));
    }
}

static void delegate(const struct kaal_wire_delegate *wish, struct kaal_wire_audit_record *record)
{
    record->grant = wish->grant;
    record->access = wish->access;
    record->a = wish->bytes;
    record->b = wish->offset;
    set_target(record, &wish->to);
}

static void budget(const struct kaal_wire_budget *wish, struct kaal_wire_audit_record *record)
{
    record->a = wish->budget_us;
    record->b = wish->period_us;
    set_target(record, &wish->target);
}

static void spawn(const struct kaal_wire_system_component *what,
                  struct kaal_wire_audit_record *record)
{
    record->a = what->memory_bytes;
    record->b = what->rights;
    set_name(record, what->name, sizeof(what->name));
}

static void memory(const struct kaal_wire_memory *wish, struct kaal_wire_audit_record *record)
{
    record->a = wish->bytes;
    record->access = wish->access;
}

static void policy(const struct kaal_wire_policy_request *wish,
                   struct kaal_wire_audit_record *record)
{
    record->a = wish->act;
    record->b = wish->version;
    set_name(record, wish->name, sizeof(wish->name));
}

struct kaal_wire_audit_record asked(const struct request *request, bool is_whole)
{
    struct kaal_wire_audit_record record = {.what = (uint16_t)request->number};
    const void *words = request->words;

    if (request->number > UINT16_MAX) {
        record.what = 0;
        record.a = request->number;
    }
    if (!is_whole) {
        return record;
    }
    switch (request->number) {
    case KAAL_REQUEST_DEVICE_OPEN:
        device_open(words, &record);
        break;
    case KAAL_REQUEST_CHANNEL_OPEN:
        set_name(&record, words, KAAL_NAME_BYTES);
        break;
    case KAAL_REQUEST_SHUTDOWN:
        record.a = (uint64_t)((const struct kaal_wire_exit *)words)->code;
        break;
    case KAAL_REQUEST_SPAWN:
        spawn(words, &record);
        break;
    case KAAL_REQUEST_KILL:
    case KAAL_REQUEST_RESTART:
    case KAAL_REQUEST_HOLD:
    case KAAL_REQUEST_REPLACE: /* it begins with its target */
        set_target(&record, words);
        break;
    case KAAL_REQUEST_BUDGET:
        budget(words, &record);
        break;
    case KAAL_REQUEST_MEMORY:
        memory(words, &record);
        break;
    case KAAL_REQUEST_DELEGATE:
        delegate(words, &record);
        break;
    case KAAL_REQUEST_HELD:
    case KAAL_REQUEST_REVOKE:
    case KAAL_REQUEST_WATCH: /* it begins with its grant */
        record.grant = ((const struct kaal_wire_grant *)words)->grant;
        break;
    case KAAL_REQUEST_CHANNEL_MAKE: /* it begins with the target of its first end */
        set_target(&record, words);
        break;
    case KAAL_REQUEST_POLICY:
        policy(words, &record);
        break;
    case KAAL_REQUEST_AUDIT:
        record.a = ((const struct kaal_wire_audit *)words)->act;
        break;
    default:
        break;
    }
    return record;
}
