/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records of the audit log. What one does not use is left out.
 */
#include "show/show.h"

#include <inttypes.h>

#include <kaal/err.h>

#include "show/word.h"

static const char *const op_names[] = {
#define OP_NAME(name, number, word) [(number)] = (word),
    KAAL_AUDIT_OP_LIST(OP_NAME)
#undef OP_NAME
};

static const char *const why_names[] = {
    [KAAL_AUDIT_WHY_UNDONE] = "undone",   [KAAL_AUDIT_WHY_GIVEN_BACK] = "given-back",
    [KAAL_AUDIT_WHY_REVOKED] = "revoked", [KAAL_AUDIT_WHY_PARENT] = "parent",
    [KAAL_AUDIT_WHY_EXPIRED] = "expired", [KAAL_AUDIT_WHY_ENDED] = "ended",
    [KAAL_AUDIT_WHY_POLICY] = "policy",
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
    [KAAL_REQUEST_CHECK] = "check",
    [KAAL_REQUEST_AUDIT] = "audit",
    [KAAL_REQUEST_POLICY_PUT] = "policy-put",
    [KAAL_REQUEST_POLICY] = "policy",
};

static void show_what(kaal_show_print *print, const struct kaal_wire_audit_record *record)
{
    switch (record->op) {
    case KAAL_AUDIT_GONE:
        print(" why=%s", SHOW_WORD(why_names, record->what));
        break;
    case KAAL_AUDIT_END:
        print(" cause=%s", kaal_show_cause(record->what));
        break;
    case KAAL_AUDIT_REQUEST:
    case KAAL_AUDIT_REFUSE:
        print(" request=%s", SHOW_WORD(request_names, record->what));
        break;
    default:
        break;
    }
}

static void show_number(kaal_show_print *print, const char *key, uint64_t value)
{
    if (value != 0) {
        print(" %s=%" PRIu64, key, value);
    }
}

void kaal_show_name(kaal_show_print *print, const char *key, const char *name, size_t bytes)
{
    if (name[0] == '\0') {
        return;
    }
    print(" %s=", key);
    for (size_t i = 0; i < bytes && name[i] != '\0'; i++) {
        print("%c", (name[i] > ' ' && name[i] <= '~') ? name[i] : '?');
    }
}

static void show_seal(kaal_show_print *print, const struct kaal_wire_audit_seal *seal)
{
    print(" number=%" PRIu64 " count=%" PRIu32 "\n", seal->number, seal->count);
}

static void show_policy(kaal_show_print *print, const struct kaal_wire_audit_policy *policy)
{
    print(" actor=%" PRIu32 " policy=%" PRIu32 " sha256=", policy->actor, policy->policy);
    for (size_t i = 0; i < sizeof(policy->hash); i++) {
        print("%02x", policy->hash[i]);
    }
    kaal_show_name(print, "name", policy->name, sizeof(policy->name));
    print("\n");
}

void kaal_show_audit(kaal_show_print *print, const struct kaal_wire_audit_record *record)
{
    print("seq=%" PRIu64 " time_ns=%" PRIu64 " op=%s", record->seq, record->time_ns,
          SHOW_WORD(op_names, record->op));
    if (record->op == KAAL_AUDIT_SEAL) {
        show_seal(print, (const void *)record);
        return;
    }
    if (record->op == KAAL_AUDIT_POLICY) {
        show_policy(print, (const void *)record);
        return;
    }
    show_what(print, record);
    print(" actor=%" PRIu32 " outcome=%s", record->actor,
          kaal_err_name((kaal_err_t)record->outcome));
    show_number(print, "policy", record->policy);
    show_number(print, "rule", record->rule);
    show_number(print, "grant", record->grant);
    show_number(print, "parent", record->parent);
    show_number(print, "holder", record->holder);
    if (record->kind != 0) {
        print(" kind=%s", kaal_show_kind(record->kind));
    }
    show_number(print, "access", record->access);
    show_number(print, "count", record->count);
    show_number(print, "a", record->a);
    show_number(print, "b", record->b);
    show_number(print, "ends_ns", record->ends_ns);
    kaal_show_name(print, "name", record->name, sizeof(record->name));
    print("\n");
}
