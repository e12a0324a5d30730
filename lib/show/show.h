/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records of the broker's lists as text, one a line, key=value: the same words on the console and
 * from outside. Pure: knows no kernel, runs on the host too. How records come is the caller's
 * affair.
 *
 * A record may come from anywhere: a text without an end is cut at its field's, an unknown number
 * is called unknown.
 */
#pragma once

#include <kaal/types.h>
#include <kaal/wire/broker.h>

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

/* The word for an enum kaal_cause. */
const char *kaal_show_cause(uint32_t cause);
