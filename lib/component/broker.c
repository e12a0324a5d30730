/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls to the broker, and waiting. The only file of the library with system calls but for
 * interrupts (device.c), signals (channel.c, notification.c) and serving (rpc.c).
 */
#include "component/call.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <sel4/sel4.h>

#include <kaal/component.h>
#include <kaal/inspect.h>
#include <kaal/layout.h>
#include <kaal/wire/broker.h>

seL4_MessageInfo_t component_call(seL4_CPtr slot, seL4_MessageInfo_t info, const void *in,
                                  size_t in_bytes)
{
    seL4_IPCBuffer *buffer = seL4_GetIPCBuffer();

    if (in_bytes > 0) {
        buffer->msg[component_words(in_bytes) - 1] = 0;
        memcpy(buffer->msg, in, in_bytes);
    }
    /* With registers: seL4_Call itself would overwrite the first four words of the buffer. */
    seL4_Word mr[4] = {buffer->msg[0], buffer->msg[1], buffer->msg[2], buffer->msg[3]};
    info = seL4_CallWithMRs(slot, info, &mr[0], &mr[1], &mr[2], &mr[3]);
    memcpy(buffer->msg, mr, sizeof(mr));
    return info;
}

/* Call the broker. The answer, of *answer_bytes, lies in the IPC buffer. */
static kaal_err_t call(uint32_t request, const void *in, size_t in_bytes, size_t *answer_bytes)
{
    seL4_MessageInfo_t info = {0};

    *answer_bytes = 0;
    if (in_bytes > KAAL_MESSAGE_BYTES_MAX) {
        return KAAL_ERR_LONG;
    }
    info = seL4_MessageInfo_new(request, 0, 0, component_words(in_bytes));
    info = component_call(KAAL_SLOT_BROKER, info, in, in_bytes);
    if (seL4_MessageInfo_get_label(info) == KAAL_OK) {
        *answer_bytes = seL4_MessageInfo_get_length(info) * sizeof(seL4_Word);
    }
    return (kaal_err_t)seL4_MessageInfo_get_label(info);
}

kaal_err_t kaal_broker_call(uint32_t request, const void *in, size_t in_bytes, void *out,
                            size_t out_bytes)
{
    size_t answer_bytes = 0;
    kaal_err_t err = call(request, in, in_bytes, &answer_bytes);

    if (err != KAAL_OK || out_bytes == 0) {
        return err;
    }
    if (answer_bytes < out_bytes) {
        return KAAL_ERR_FORMAT;
    }
    memcpy(out, seL4_GetIPCBuffer()->msg, out_bytes);
    return KAAL_OK;
}

kaal_err_t kaal_broker_forward(uint32_t request, const void *in, size_t in_bytes, void *out,
                               size_t room_bytes, size_t *answer_bytes)
{
    kaal_err_t err = call(request, in, in_bytes, answer_bytes);

    if (*answer_bytes > room_bytes) {
        *answer_bytes = 0;
        return KAAL_ERR_LONG;
    }
    memcpy(out, seL4_GetIPCBuffer()->msg, *answer_bytes);
    return err;
}

void kaal_log(const char *format, ...)
{
    struct kaal_wire_log_write request = {0};
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(request.text, sizeof(request.text), format, arguments);
    va_end(arguments);
    /* There is nobody to tell that a log line was refused. */
    (void)!kaal_broker_call(KAAL_REQUEST_LOG_WRITE, &request, sizeof(request), NULL, 0);
}

_Noreturn void kaal_exit(int code)
{
    const struct kaal_wire_exit request = {.code = code};

    for (;;) {
        (void)!kaal_broker_call(KAAL_REQUEST_EXIT, &request, sizeof(request), NULL, 0);
    }
}

kaal_err_t kaal_alarm(uint64_t delay_ns)
{
    const struct kaal_wire_alarm request = {.delay_ns = delay_ns};

    return kaal_broker_call(KAAL_REQUEST_ALARM, &request, sizeof(request), NULL, 0);
}

void kaal_heartbeat(void)
{
    (void)!kaal_broker_call(KAAL_REQUEST_HEARTBEAT, NULL, 0, NULL, 0);
}

uint64_t component_answer_heartbeat(uint64_t events)
{
    const uint64_t question = (uint64_t)1 << KAAL_EVENT_BIT_HEARTBEAT;

    if ((events & question) != 0) {
        kaal_heartbeat();
    }
    return events & ~question;
}

uint64_t kaal_wait(void)
{
    uint64_t events = 0;

    while (events == 0) {
        seL4_Word word = 0;

        seL4_Wait(KAAL_SLOT_NOTIFICATION, &word);
        events = component_answer_heartbeat(word);
    }
    return events;
}

uint64_t kaal_poll(void)
{
    seL4_Word events = 0;

    (void)seL4_Poll(KAAL_SLOT_NOTIFICATION, &events);
    return component_answer_heartbeat(events);
}

kaal_err_t kaal_list(enum kaal_list list, uint32_t cursor, const char *holder, void *record,
                     size_t record_bytes)
{
    struct kaal_wire_list request = {.list = list, .cursor = cursor};

    if (holder != NULL) {
        if (strlen(holder) >= sizeof(request.holder)) {
            return KAAL_ERR_NOT_FOUND;
        }
        strcpy(request.holder, holder);
    }
    return kaal_broker_call(KAAL_REQUEST_LIST, &request, sizeof(request), record, record_bytes);
}

kaal_err_t kaal_check(uint32_t cursor, struct kaal_wire_check_info *info)
{
    const struct kaal_wire_check request = {.cursor = cursor};

    return kaal_broker_call(KAAL_REQUEST_CHECK, &request, sizeof(request), info, sizeof(*info));
}

kaal_err_t kaal_log_read(struct kaal_wire_log_text *text)
{
    return kaal_broker_call(KAAL_REQUEST_LOG_READ, NULL, 0, text, sizeof(*text));
}

kaal_err_t kaal_shutdown(int code)
{
    const struct kaal_wire_exit request = {.code = code};

    return kaal_broker_call(KAAL_REQUEST_SHUTDOWN, &request, sizeof(request), NULL, 0);
}

kaal_err_t kaal_audit(enum kaal_audit_act act, uint64_t seq, struct kaal_wire_audit_page *page)
{
    const struct kaal_wire_audit request = {.act = act, .seq = seq};

    kaal_err_t err = KAAL_ERR_BUSY;

    while (err == KAAL_ERR_BUSY) { /* at most once for each batch that waits */
        err = kaal_broker_call(KAAL_REQUEST_AUDIT, &request, sizeof(request), page, sizeof(*page));
    }
    return err;
}
