/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records of the broker as text, one a line, key=value: the same words on the console and
 * from outside. Pure: knows no kernel, runs on the host too. How records come is the caller's
 * affair.
 *
 * A record may come from anywhere: a text without an end is cut at its field's, an unknown number
 * is called unknown.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>
#include <kaal/wire/audit.h>
#include <kaal/wire/broker.h>
#include <kaal/wire/policy_request.h>

/* Prints as printf does; "\n" ends a line. */
typedef void kaal_show_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A list that can be shown. */
struct kaal_show {
    const char *command;   /* what people call it */
    enum kaal_list list;   /* what the broker calls it */
    uint32_t record_bytes; /* its kaal_wire_*_info */
    bool is_single;        /* one record without a `next`; else each begins with it */
    void (*show)(kaal_show_print *print, const void *record);
};

/* The longest record of them. */
#define KAAL_SHOW_RECORD_BYTES_MAX sizeof(struct kaal_wire_device_info)

/* The list that `command` shows: ps, devices, mem, grants. NULL for any other word. */
const struct kaal_show *kaal_show_find(const char *command);

/* The cursor behind a record of that list; 0 when none can come. */
uint32_t kaal_show_next(const struct kaal_show *what, const void *record);

/* The word for an enum kaal_cause, an enum kaal_grant_kind. */
const char *kaal_show_cause(uint32_t cause);
const char *kaal_show_kind(uint32_t kind);

/* " KEY=NAME", or nothing for an empty name; what is a blank or cannot be printed is a '?'. */
void kaal_show_name(kaal_show_print *print, const char *key, const char *name, size_t bytes);

/* A record of the audit log. */
void kaal_show_audit(kaal_show_print *print, const struct kaal_wire_audit_record *record);

/* A policy; what it took to put it in force; what it would change, nothing for an effect of 0. */
void kaal_show_policy(kaal_show_print *print, const struct kaal_wire_policy_info *info);
void kaal_show_enforced(kaal_show_print *print, const struct kaal_wire_policy_info *info);
void kaal_show_change(kaal_show_print *print, const struct kaal_wire_policy_change *change);

/* Why a policy was not made the candidate. */
const char *kaal_show_policy_refusal(kaal_err_t err);
