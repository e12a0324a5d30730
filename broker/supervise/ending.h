/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The end of a component and of all that it has spawned, in parts (resource/work.h): one component
 * may have thousands below it, and each of them thousands of grants.
 *
 * All of them are marked at once, which is book-keeping only: from then on none is served. Then
 * their threads are stopped, top first: who is above has more authority and no less priority than
 * what it has spawned. Then they are taken apart, leaves first: what a component has is charged to
 * those above it.
 */
#pragma once

#include <kaal/err.h>

#include "spawn/component.h"

struct ending_options {
    enum kaal_cause cause; /* of the component's own end; what is below it is killed */
    int64_t exit_code;
    bool is_forgotten; /* it goes altogether, as all below it do */

    bool keeps_handover; /* its hand-over region is kept for the next instance */

    /* What follows when it is not forgotten: it may begin again then. It tells the request. */
    void (*then)(struct component *component, const struct ending_options *options);

    uint32_t ticket; /* of the request that wants it (serve/later.h); 0: none does */

    /* What the request comes to: a begin that has failed ends, too. reason: a constant text. */
    kaal_err_t err;
    const char *reason;
};

/* Say who is told when the end that a request wanted is over. Once, before the first request. */
void ending_on_end(void (*callback)(uint32_t ticket, kaal_err_t err, const char *reason));

/* Tell it, when there was nothing to end. ticket 0: nobody. */
void ending_tell(uint32_t ticket, kaal_err_t err, const char *reason);

/*
 * Whether the end of a component can begin: KAAL_ERR_STATE it is being ended for a request already,
 * or together with one above it. If it is being ended for no request, another may say what follows.
 */
KAAL_CHECKED kaal_err_t ending_check(const struct component *component);

/*
 * Begin to end a component for which that was checked, in whatever state it is. One with little
 * below it is over when this returns.
 */
void ending_begin(struct component *component, const struct ending_options *options);

/*
 * Forget one part of a component that holds nothing and has nothing below it: its channels, at last
 * the entry, the grant of its life, the spawner's charge. Returns whether it was the last one.
 */
KAAL_CHECKED bool ending_forget_part(struct component *component);
