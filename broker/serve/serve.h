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
};

/* Badges of the broker's own threads' signals, several at once if need be: no component has them.
 */
#define SERVE_BADGE_TICK  ((seL4_Word)1 << 63)
#define SERVE_BADGE_AHEAD ((seL4_Word)1 << 62) /* of the thread that splits ahead */
#define SERVE_BADGE_WORK  ((seL4_Word)1 << 61) /* of the thread that lets work go on */

/* Serve for ever. */
_Noreturn void serve(const struct serve_options *options);
