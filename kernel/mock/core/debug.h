/* SPDX-License-Identifier: BSD-2-Clause */
/* What a debug build tells people. Nothing that a program's behaviour depends on. */
#pragma once

#include "object.h"

/* Every TCB is on a list from Retype to its end, for debug_dump. */
void debug_init(void);
void debug_remember(struct tcb *tcb);
void debug_forget(struct tcb *tcb);
void debug_dump(void);

void debug_unhandled_fault(const struct tcb *tcb);

/* What seL4_DebugCapIdentify answers: 0 for an empty slot. */
seL4_Word debug_identify(struct cap cap);

/* Takes the name out of the caller's message. */
void debug_name(struct tcb *tcb, const struct tcb *caller);
