/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a thread's registers say. Implemented in arch/<architecture>/.
 */
#pragma once

#include <stdbool.h>

#include <kaal/wire/broker.h>

#include <sel4/sel4.h>

/* Fill in pc, sp, status and x. */
void registers_report(const seL4_UserContext *context, struct kaal_wire_crash_info *report);

/* Whether a thread, if it is blocked, is so in an seL4_Call on that slot. */
bool registers_are_in_call(const seL4_UserContext *context, seL4_CPtr slot);
