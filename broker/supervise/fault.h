/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults of components, which arrive as messages of the kernel.
 */
#pragma once

#include <sel4/sel4.h>

#include "spawn/component.h"

/*
 * Report a fault of a component in one line, keep a report of the crash, and end it.
 * info: the message that arrived; its registers are still in the IPC buffer.
 * Source: seL4 manual, 6.2 (exceptions and timeouts), 7.4 (VM faults).
 */
void fault_end(struct component *component, seL4_MessageInfo_t info);
