/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread's registers in the order of a crash report. Implemented in arch/<architecture>/.
 */
#pragma once

#include <kaal/wire/broker.h>

#include <sel4/sel4.h>

/* Fill in pc, sp, status and x. */
void registers_report(const seL4_UserContext *context, struct kaal_wire_crash_info *report);
