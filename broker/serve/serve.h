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

/* Badge of the ticker's signal: no component has it, since notification badges have the top bit. */
#define SERVE_BADGE_TICK ((seL4_Word)1 << 63)

/* Serve for ever. */
_Noreturn void serve(const struct serve_options *options);
