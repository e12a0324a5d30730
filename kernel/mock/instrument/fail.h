/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Makes the n-th invocation fail, once. What counts are invocations that can answer with an error:
 * all but those of endpoints, notifications and reply objects. One that is preempted counts each
 * time it is made. Booting changes nothing here.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <sel4/errors.h>
#include <sel4/simple_types.h>

/* For `label`: invocations of any kind count. */
#define FAIL_ANY 0UL

/*
 * The n-th invocation from now on, n from 1, that has this label (UntypedRetype, ARMPageMap, ...)
 * is answered with `error` and does nothing; n 0: none. Counting starts over.
 */
void fail_nth(seL4_Word label, uint64_t n, seL4_Error error);

/* Invocations counted since the last fail_nth. */
uint64_t fail_calls(void);

/* Whether the n-th has come: if not, n was past the end, and nothing has failed. */
bool fail_has_failed(void);

/* Name of the label that has failed, or of FAIL_ANY: "any". */
const char *fail_name(void);
