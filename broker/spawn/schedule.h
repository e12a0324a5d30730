/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When a component's thread runs, and who is told when it faults.
 */
#pragma once

#include <kaal/err.h>

#include <sel4/sel4.h>

#include "spawn/component.h"

/*
 * Once, at boot. endpoint: that faults go to; sched_control: of the boot core.
 * Errors: KAAL_ERR_NO_SLOTS.
 */
KAAL_CHECKED kaal_err_t schedule_init(seL4_CPtr endpoint, seL4_CPtr sched_control);

/* Give a component that has a scheduling context its time. KAAL_ERR_KERNEL: the kernel refused. */
KAAL_CHECKED kaal_err_t schedule_set_budget(const struct component *component, uint32_t budget_us,
                                            uint32_t period_us);

/*
 * Give a thread that was never started time, priority and fault endpoint as its description says.
 * Errors: KAAL_ERR_KERNEL; KAAL_ERR_NO_SLOTS.
 */
KAAL_CHECKED kaal_err_t schedule_thread(const struct component *component);
