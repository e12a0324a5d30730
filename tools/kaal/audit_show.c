/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words for the numbers of records.
 */
#include "audit_show.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>

#include <kaal/err.h>
#include <kaal/wire/broker.h>

static const char *const op_names[] = {
#define OP_NAME(name, number, word) [(number)] = (word),
    KAAL_AUDIT_OP_LIST(OP_NAME)
#undef OP_NAME
};

static const char *const kind_names[] = {
    [KAAL_GRANT_MEMORY] = "memory",   [KAAL_GRANT_MMIO] = "mmio",
    [KAAL_GRANT_IRQ] = "irq",         [KAAL_GRANT_DMA] = "dma",
    [KAAL_GRANT_CHANNEL] = "channel", [KAAL_GRANT_CPU] = "cpu",
    [KAAL_GRANT_RIGHTS] = "rights",   [KAAL_GRANT_COMPONENT] = "component",
    [KAAL_GRANT_DEVICE] = "device",   [KAAL_GRANT_SHARED] = "shared",
    [KAAL_GRANT_LENT] = "lent",
};

static const char *const why_names[] = {
    [KAAL_AUDIT_WHY_UNDONE] = "undone",   [KAAL_AUDIT_WHY_GIVEN_BACK] = "given-back",
    [KAAL_AUDIT_WHY_REVOKED] = "revoked", [KAAL_AUDIT_WHY_PARENT] = "parent",
    [KAAL_AUDIT_WHY_EXPIRED] = "expired", [KAAL_AUDIT_WHY_ENDED] = "ended",
    [KAAL_AUDIT_WHY_POLICY] = "policy",
};

static const char *const cause_names[] = {
    [KAAL_CAUSE_EXIT] = "exit",       [KAAL_CAUSE_FAULT] = "fault",
    [KAAL_CAUSE_KILL] = "kill",       [KAAL_CAUSE_ORDER] = "order",
    [KAAL_CAUSE_SPAWN] = "spawn",     [KAAL_CAUSE_HEARTBEAT] = "heartbeat",
    [KAAL_CAUSE_OVERRUN] = "overrun", [KAAL_CAUSE_DEPENDENCY] = "dependency",
    [KAAL_CAUSE_POLICY] = "policy",
};

static const char *const request_names[] = {
    [KAAL_REQUEST_EXIT] = "exit",
    [KAAL_REQUEST_LOG_WRITE] = "log-write",
    [KAAL_REQUEST_LOG_READ] = "log-read",
    [KAAL_REQUEST_ALARM] = "alarm",
    [KAAL_REQUEST_DEVICE_OPEN] = "device-open",
    [KAAL_REQUEST_CHANNEL_OPEN] = "channel-open",
    [KAAL_REQUEST_LIST] = "list",
    [KAAL_REQUEST_SHUTDOWN] = "shutdown",
    [KAAL_REQUEST_SPAWN] = "spawn",
    [KAAL_REQUEST_KILL] = "kill",
    [KAAL_REQUEST_RESTART] = "restart",
    [KAAL_REQUEST_REPLACE] = "replace",
    [KAAL_REQUEST_BUDGET] = "budget",
    [KAAL_REQUEST_HOLD] = "hold",
    [KAAL_REQUEST_MEMORY] = "memory",
    [KAAL_REQUEST_DELEGATE] = "delegate",
    [KAAL_REQUEST_REVOKE] = "revoke",
    [KAAL_REQUEST_NEWS] = "news",
    [KAAL_REQUEST_WATCH] = "watch",
    [KAAL_REQUEST_CHANNEL_MAKE] = "channel-make",
    [KAAL_REQUEST_HEARTBEAT] = "heartbeat",
    [KAAL_REQUEST_HELD] = "held",
    [KAAL_REQUEST_AUDIT] = "audit",
};

struct words {
    const char *const *names;
    size_t count;
};

static const struct words ops = {op_names, KAAL_ARRAY_LENGTH(op_names)};
static const struct words kinds = {kind_names, KAAL_ARRAY_LENGTH(kind_names)};
static const struct words whys = {why_names, KAAL_ARRAY_LENGTH(why_names)};
static const struct words causes = {cause_names, KAAL_ARRAY_LENGTH(cause_names)};
static const struct words requests = {request_names, KAAL_ARRAY_LENGTH(request_names)};

static const char *word(const struct words *words, uint32_t number)
{
    return (number < words->count && words->names[number] != NULL) ? words->names[number] : "?";
}

const char *audit_show_kind(uint32_t kind)
{
    return word(&kinds, kind);
}

static void show_what(const struct kaal_wire_audit_record *record)
{
    switch (record->op) {
    case KAAL_AUDIT_GONE:
        printf(" why=%s", word(&whys, record->what));
        break;
    case KAAL_AUDIT_END:
        printf(" cause=%s", word(&causes, record->what));
        break;
    case KAAL_AUDIT_REQUEST:
    case KAAL_AUDIT_REFUSE:
        printf(" request=%s", word(&requests, record->what));
        break;
    default:
        break;
    }
}

static void show_number(const char *key, uint64_t value)
{
    if (value != 0) {
        printf(" %s=%" PRIu64, key, value);
    }
}

/* Names come from components: only what can be printed, and no blank. */
static void show_name(const char *key, const char *name, size_t bytes)
{
    if (name[0] == '\0') {
        return;
    }
    printf(" %s=", key);
    for (size_t i = 0; i < bytes && name[i] != '\0'; i++) {
        putchar(isgraph((unsigned char)name[i]) ? name[i] : '?');
    }
}

void audit_show_record(const struct kaal_wire_audit_record *record)
{
    printf("seq=%" PRIu64 " time_ns=%" PRIu64 " op=%s", record->seq, record->time_ns,
           word(&ops, record->op));
    if (record->op == KAAL_AUDIT_SEAL) {
        const struct kaal_wire_audit_seal *seal = (const void *)record;

        printf(" number=%" PRIu64 " count=%" PRIu32 "\n", seal->number, seal->count);
        return;
    }
    show_what(record);
    printf(" actor=%" PRIu32 " outcome=%s", record->actor,
           kaal_err_name((kaal_err_t)record->outcome));
    show_number("policy", record->policy);
    show_number("rule", record->rule);
    show_number("grant", record->grant);
    show_number("parent", record->parent);
    show_number("holder", record->holder);
    if (record->kind != 0) {
        printf(" kind=%s", audit_show_kind(record->kind));
    }
    show_number("access", record->access);
    show_number("count", record->count);
    show_number("a", record->a);
    show_number("b", record->b);
    show_number("ends_ns", record->ends_ns);
    show_name("name", record->name, sizeof(record->name));
    putchar('\n');
}

void audit_show_grants(const struct replay *replay)
{
    for (uint32_t i = 0; i < REPLAY_INDICES; i++) {
        const struct kaal_wire_audit_record *grant = &replay->grants[i];

        if (grant->grant == 0) {
            continue;
        }
        printf("id=%" PRIu32 " parent=%" PRIu32 " holder=%s kind=%s a=%" PRIu64 " b=%" PRIu64,
               grant->grant, grant->parent, replay_component(replay, grant->holder)->name,
               audit_show_kind(grant->kind), grant->a, grant->b);
        show_name("about", grant->name, sizeof(grant->name));
        putchar('\n');
    }
}
