/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ending a component, by its own wish or after a fault, and giving back all it held.
 */
#pragma once

#include <sel4/sel4.h>

#include "spawn/component.h"

/*
 * End a running component: its thread stops, its devices become quiet, everything it held is given
 * back. state: KAAL_STATE_EXITED or KAAL_STATE_FAULTED. Waits for nobody. What the kernel refuses
 * to give back is quarantined and logged.
 */
void stop(struct component *component, enum kaal_component_state state, int64_t exit_code);

/*
 * Report a fault of a component in one line and end it.
 * info: the message that arrived; its registers are still in the IPC buffer.
 * Source: seL4 manual, 6.2 (exceptions), 7.4 (VM faults).
 */
void stop_after_fault(struct component *component, seL4_MessageInfo_t info);
