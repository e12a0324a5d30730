/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of requests and their handlers, but for lists (serve/inspect.c).
 */
#include "serve/request.h"

#include <string.h>

#include <kaal/wire/policy_request.h>

#include "audit/audit.h"
#include "audit/log.h"
#include "audit/trail.h"
#include "grant/bundle.h"
#include "grant/channel.h"
#include "resource/ahead.h"
#include "serve/aside.h"
#include "serve/asked.h"
#include "spawn/readers.h"
#include "supervise/clock.h"
#include "supervise/crash.h"
#include "supervise/heartbeat.h"
#include "supervise/power.h"
#include "supervise/lifetime.h"

static bool is_string(const char *field, size_t bytes)
{
    return memchr(field, '\0', bytes) != NULL;
}

static kaal_err_t handle_exit(const struct request *request, struct answer *answer)
{
    const struct kaal_wire_exit *exit = (const void *)request->words;
    struct log_line what = {0};

    (void)answer;
    if (exit->code != 0) {
        log_append(&what, "code=%d", (int32_t)exit->code);
        crash_keep(request->from, KAAL_CAUSE_EXIT, exit->code, &what);
    }
    log_write("exit: component=%s code=%d", component_name(request->from), (int32_t)exit->code);
    lifetime_end(request->from, KAAL_CAUSE_EXIT, exit->code);
    return KAAL_OK;
}

static kaal_err_t handle_log_write(const struct request *request, struct answer *answer)
{
    const struct kaal_wire_log_write *wish = (const void *)request->words;

    (void)answer;
    if (!is_string(wish->text, sizeof(wish->text))) {
        return KAAL_ERR_INVALID;
    }
    log_write("%s: %s", component_name(request->from), wish->text);
    return KAAL_OK;
}

static kaal_err_t handle_log_read(const struct request *request, struct answer *answer)
{
    struct kaal_wire_log_text *text = (void *)answer->words;

    readers_enter(request->from);
    text->length_bytes = log_read(text->text, sizeof(text->text), &text->lost_bytes);
    if (text->length_bytes == 0) {
        return KAAL_ERR_EMPTY;
    }
    answer->bytes = sizeof(*text);
    return KAAL_OK;
}

static kaal_err_t handle_alarm(const struct request *request, struct answer *answer)
{
    const struct kaal_wire_alarm *wish = (const void *)request->words;

    (void)answer;
    return clock_set_alarm(request->from, wish->delay_ns);
}

/* What was asked for, in the words of the system description. */
static void log_refusal(const struct component *component, const struct kaal_wire_device_open *wish,
                        const char *reason)
{
    if (wish->bus == KAAL_BUS_PLACE && is_string(wish->place, sizeof(wish->place))) {
        log_write("refuse: %s asks for %s: %s", component_name(component), wish->place, reason);
    } else if (wish->bus == KAAL_BUS_PCI) {
        log_write("refuse: %s asks for pci %x:%x: %s", component_name(component), wish->vendor,
                  wish->device, reason);
    } else {
        log_write("refuse: %s asks for a device of the device tree: %s", component_name(component),
                  reason);
    }
}

static kaal_err_t handle_device_open(const struct request *request, struct answer *answer)
{
    const struct kaal_wire_device_open *wish = (const void *)request->words;
    const char *reason = NULL;
    kaal_err_t err = bundle_open(request->from, wish, (void *)answer->words, &reason);

    if (err != KAAL_OK) {
        log_refusal(request->from, wish, reason);
        return err;
    }
    answer->bytes = sizeof(struct kaal_wire_bundle);
    return KAAL_OK;
}

static kaal_err_t handle_channel_open(const struct request *request, struct answer *answer)
{
    const struct kaal_wire_channel_open *wish = (const void *)request->words;
    const char *reason = NULL;
    kaal_err_t err = KAAL_OK;

    if (!is_string(wish->port, sizeof(wish->port))) {
        return KAAL_ERR_INVALID;
    }
    err = channel_open(request->from, wish, (void *)answer->words, &reason);
    if (err == KAAL_ERR_DEAD) {
        return err; /* no refusal: a client asks until its server is there */
    }
    if (err != KAAL_OK) {
        log_write("refuse: %s asks for channel %s: %s%s%s", component_name(request->from),
                  wish->port, kaal_err_text(err), (reason != NULL) ? ": " : "",
                  (reason != NULL) ? reason : "");
        return err;
    }
    answer->bytes = sizeof(struct kaal_wire_channel);
    return KAAL_OK;
}

static kaal_err_t handle_heartbeat(const struct request *request, struct answer *answer)
{
    (void)answer;
    heartbeat_take(request->from);
    return KAAL_OK;
}

static kaal_err_t handle_shutdown(const struct request *request, struct answer *answer)
{
    const struct kaal_wire_exit *wish = (const void *)request->words;

    (void)answer;
    if (wish->code < 0 || wish->code > 255) {
        return KAAL_ERR_RANGE;
    }
    return power_off((uint32_t)wish->code);
}

/* What the audit log tells of a request: it and its outcome, but for these. */
enum {
    ALL = 0,
    SILENT = 1 << 0, /* refusals, but for answers that its senders expect: it gives nothing */
    QUIET = 1 << 1,  /* refusals: when it is done, grants tell of it */
    GIVES = 1 << 2,  /* it makes or changes grants: refused when the audit log is full */
    TAKES = 1 << 3,  /* it takes memory at once: waits while too little is ready */
};

static const struct {
    kaal_err_t (*handle)(const struct request *request, struct answer *answer);
    size_t bytes;    /* of the request's struct */
    uint32_t rights; /* enum kaal_right that the sender needs, or-ed */
    uint32_t flags;
} table[KAAL_REQUEST_COUNT] = {
    [KAAL_REQUEST_EXIT] = {handle_exit, sizeof(struct kaal_wire_exit), 0, SILENT},
    [KAAL_REQUEST_LOG_WRITE] = {handle_log_write, sizeof(struct kaal_wire_log_write), 0, SILENT},
    [KAAL_REQUEST_LOG_READ] = {handle_log_read, 0, KAAL_RIGHT_LOG, SILENT},
    [KAAL_REQUEST_ALARM] = {handle_alarm, sizeof(struct kaal_wire_alarm), 0, SILENT},
    [KAAL_REQUEST_DEVICE_OPEN] = {handle_device_open, sizeof(struct kaal_wire_device_open), 0,
                                  QUIET | GIVES | TAKES},
    [KAAL_REQUEST_CHANNEL_OPEN] = {handle_channel_open, sizeof(struct kaal_wire_channel_open), 0,
                                   QUIET | GIVES | TAKES},
    [KAAL_REQUEST_LIST] = {request_list, sizeof(struct kaal_wire_list), 0, SILENT},
    [KAAL_REQUEST_CHECK] = {request_check, sizeof(struct kaal_wire_check), KAAL_RIGHT_LIST,
                            SILENT | TAKES},
    [KAAL_REQUEST_SHUTDOWN] = {handle_shutdown, sizeof(struct kaal_wire_exit), KAAL_RIGHT_SHUTDOWN,
                               ALL},
    [KAAL_REQUEST_SPAWN] = {control_spawn, sizeof(struct kaal_wire_system_component), 0, GIVES},
    [KAAL_REQUEST_KILL] = {control_kill, sizeof(struct kaal_wire_target), 0, ALL},
    [KAAL_REQUEST_RESTART] = {control_restart, sizeof(struct kaal_wire_target), 0, GIVES},
    [KAAL_REQUEST_REPLACE] = {control_replace, sizeof(struct kaal_wire_replace), 0, GIVES},
    [KAAL_REQUEST_HOLD] = {control_hold, sizeof(struct kaal_wire_target), 0, ALL},
    [KAAL_REQUEST_HEARTBEAT] = {handle_heartbeat, 0, 0, SILENT},
    [KAAL_REQUEST_BUDGET] = {control_budget, sizeof(struct kaal_wire_budget), 0, GIVES},
    [KAAL_REQUEST_MEMORY] = {grants_memory, sizeof(struct kaal_wire_memory), 0,
                             QUIET | GIVES | TAKES},
    [KAAL_REQUEST_DELEGATE] = {grants_delegate, sizeof(struct kaal_wire_delegate), 0,
                               QUIET | GIVES | TAKES},
    [KAAL_REQUEST_HELD] = {grants_held, sizeof(struct kaal_wire_grant), 0, QUIET},
    [KAAL_REQUEST_REVOKE] = {grants_revoke, sizeof(struct kaal_wire_grant), 0, ALL},
    [KAAL_REQUEST_NEWS] = {grants_news, 0, 0, SILENT},
    [KAAL_REQUEST_WATCH] = {grants_watch, sizeof(struct kaal_wire_watch), 0, QUIET},
    [KAAL_REQUEST_CHANNEL_MAKE] = {grants_channel_make, sizeof(struct kaal_wire_channel_make), 0,
                                   GIVES | TAKES},
    [KAAL_REQUEST_POLICY_PUT] = {policy_put, sizeof(struct kaal_wire_policy_put), KAAL_RIGHT_POLICY,
                                 QUIET},
    [KAAL_REQUEST_POLICY] = {policy_request, sizeof(struct kaal_wire_policy_request), 0, QUIET},
    [KAAL_REQUEST_AUDIT] = {request_audit, sizeof(struct kaal_wire_audit), KAAL_RIGHT_AUDIT,
                            SILENT},
};

/* Said when the first request is refused by it, and when the first one is not any more. */
static bool is_audit_full(void)
{
    static bool was_full;

    if (audit_is_full() != was_full) {
        was_full = !was_full;
        log_write(was_full ? "audit: the log is full: nothing is given until somebody fetches it"
                           : "audit: the log has room again");
    }
    return was_full;
}

/* Whether a request may go to its handler. */
static kaal_err_t admit(const struct request *request)
{
    uint32_t number = request->number;

    if (request->is_malformed) {
        return KAAL_ERR_INVALID;
    }
    if (number >= KAAL_REQUEST_COUNT || table[number].handle == NULL) {
        return KAAL_ERR_UNKNOWN;
    }
    if (request->bytes < table[number].bytes) {
        return KAAL_ERR_SHORT;
    }
    if (request->bytes > table[number].bytes) {
        return KAAL_ERR_LONG;
    }
    if ((request->from->description->rights & table[number].rights) != table[number].rights) {
        return KAAL_ERR_DENIED;
    }
    return ((table[number].flags & GIVES) != 0 && is_audit_full()) ? KAAL_ERR_AUDIT : KAAL_OK;
}

seL4_MessageInfo_t answer_write(kaal_err_t err, const struct answer *answer)
{
    size_t words = (err == KAAL_OK && answer != NULL) ? (answer->bytes + 7) / 8 : 0;

    for (size_t i = 0; i < words; i++) {
        seL4_SetMR((int)i, answer->words[i]);
    }
    return seL4_MessageInfo_new((seL4_Word)err, 0, 0, words);
}

static bool is_told(uint32_t flags, kaal_err_t err)
{
    if ((flags & SILENT) != 0) {
        return err != KAAL_OK && err != KAAL_ERR_EMPTY && err != KAAL_ERR_END &&
               err != KAAL_ERR_BUSY;
    }
    return (flags & QUIET) == 0 || err != KAAL_OK;
}

/* What has been admitted goes to its handler; the audit log is told of all. */
static kaal_err_t conclude(const struct request *request, kaal_err_t err, struct answer *answer)
{
    uint32_t flags = 0;
    bool is_whole =
        err == KAAL_OK || err == KAAL_ERR_AUDIT || err == KAAL_ERR_DENIED || err == KAAL_ERR_BUSY;

    trail_act(component_id(request->from)); /* which may be gone afterwards */
    if (err == KAAL_OK) {
        flags = table[request->number].flags;
        err = table[request->number].handle(request, answer);
    }
    if (is_told(flags, err)) {
        struct kaal_wire_audit_record record = asked(request, is_whole);

        trail_request(&record, err);
    }
    trail_act(0);
    return err;
}

kaal_err_t request_handle(const struct request *request, struct answer *answer)
{
    kaal_err_t err = admit(request);

    if (err == KAAL_OK && (table[request->number].flags & TAKES) != 0 && ahead_is_short()) {
        err = aside_put(request);
        answer->is_later = err == KAAL_OK;
    }
    return answer->is_later ? KAAL_OK : conclude(request, err, answer);
}

kaal_err_t request_handle_now(const struct request *request, struct answer *answer)
{
    return conclude(request, admit(request), answer);
}
