/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The begin of a component, in parts (resource/work.h): one may have a heap of many MiB, which the
 * kernel clears. A small one is over at once. Meanwhile it is STATE_BEGINNING: its memory is
 * charged to its account, it has no grants and no thread, and whoever may can end it. What a
 * failure leaves is taken apart as any other end (supervise/ending.h).
 */
#pragma once

#include <kaal/err.h>

#include "spawn/component.h"

struct beginning_options {
    /*
     * What follows when it runs or, without is_forgotten, has failed and holds nothing. reason: on
     * failure a constant text for the log. ticket: of these options.
     */
    void (*then)(struct component *component, kaal_err_t err, const char *reason, uint32_t ticket);

    bool is_forgotten; /* if it fails, it goes altogether, and who waits with the ticket is told */
    uint32_t ticket;   /* of the request that wants it (serve/later.h); 0: none does */
};

/* Begin a component that does not run and holds nothing. */
void beginning_begin(struct component *component, const struct beginning_options *options);

/*
 * Give up the begin of a component that is to be ended: a request that waits for it gets
 * KAAL_ERR_DEAD. What it has by now is the caller's to release.
 */
void beginning_cancel(struct component *component);

/* All at once, at boot. Errors: as of spawn_part; then it holds nothing, and has failed. */
KAAL_CHECKED kaal_err_t beginning_now(struct component *component, const char **reason);
