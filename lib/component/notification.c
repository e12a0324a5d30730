/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opening of a notification channel, and its signals.
 */
#include <kaal/notification.h>

#include <string.h>

#include <sel4/sel4.h>

#include <kaal/component.h>
#include <kaal/wire/broker.h>

kaal_err_t kaal_notification_open(struct kaal_notification *notification, const char *port)
{
    struct kaal_wire_channel_open request = {.kind = KAAL_CHANNEL_NOTIFICATION};
    struct kaal_wire_channel end = {0};
    kaal_err_t err = KAAL_OK;

    if (strlen(port) >= sizeof(request.port)) {
        return KAAL_ERR_NOT_FOUND;
    }
    strcpy(request.port, port);
    err = kaal_broker_call(KAAL_REQUEST_CHANNEL_OPEN, &request, sizeof(request), &end, sizeof(end));
    if (err == KAAL_OK) {
        notification->event = (uint64_t)1 << end.event_bit;
        notification->slot = end.signal_slot;
        memcpy(notification->peer, end.peer, sizeof(notification->peer));
    }
    return err;
}

void kaal_notification_signal(const struct kaal_notification *notification)
{
    seL4_Signal(notification->slot); /* an empty slot is no error for a signal */
}
