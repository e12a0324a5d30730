/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signals between two components, through a channel with `kind = notification`: each side can set
 * one bit of the other's notification, and nothing else goes between them.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

/* One end. Filled by kaal_notification_open. */
struct kaal_notification {
    uint64_t event;             /* bit mask in kaal_wait's result: see below */
    uint32_t slot;              /* private to notification.c */
    char peer[KAAL_NAME_BYTES]; /* name of the component on the other side */
};

/*
 * Open the port `port`. From then on its event comes when the other side has signalled, and also
 * when it has opened its end or ended: several of these may come as one, so an event is a reason to
 * look, not a count.
 *
 * Errors: KAAL_ERR_NOT_FOUND there is no such port of that kind; KAAL_ERR_STATE it is open already;
 * KAAL_ERR_NO_SLOTS, KAAL_ERR_QUOTA there is no room; KAAL_ERR_KERNEL a kernel call failed.
 * notification: untouched on failure. Calls the broker and waits for it.
 */
KAAL_CHECKED kaal_err_t kaal_notification_open(struct kaal_notification *notification,
                                               const char *port);

/* Signal the other side. While that has not opened its end nothing happens. Never blocks. */
void kaal_notification_signal(const struct kaal_notification *notification);
