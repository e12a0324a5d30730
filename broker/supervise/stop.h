/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Taking one component apart and giving back all it held. Who may do that and what goes with it is
 * supervise/lifetime.h.
 */
#pragma once

#include "spawn/component.h"

/*
 * End a running component: its thread stops, its devices become quiet, everything it held is given
 * back. Its state follows from the cause. Waits for nobody. What the kernel refuses to give back is
 * quarantined and logged.
 */
void stop(struct component *component, enum kaal_cause cause, int64_t exit_code);
