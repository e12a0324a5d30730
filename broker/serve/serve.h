/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The broker's event loop: receive, decode, act, answer. It never waits for a component.
 */
#pragma once

#include <kaal/err.h>

#include <sel4/sel4.h>

#include "policy/system.h"

/* What the loop needs from boot. */
struct serve_options {
    seL4_CPtr endpoint; /* that components call; a notification with BADGE_TICK is bound to us */
    seL4_CPtr reply;    /* the broker's one reply object */
};

/* Badges of the broker's own threads' signals, both at once if need be: no component has them. */
#define SERVE_BADGE_TICK  ((seL4_Word)1 << 63)
#define SERVE_BADGE_AHEAD ((seL4_Word)1 << 62) /* of the thread that splits ahead */

/* Serve for ever. */
_Noreturn void serve(const struct serve_options *options);
