/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Changing a component's CPU time while it runs. What it begins with is spawn/schedule.h.
 */
#pragma once

#include <kaal/err.h>

#include "spawn/component.h"

/*
 * Change a running component's time for `by`, who may end it; beyond the component's limit only for
 * an administrator, and beyond the policy's for nobody. Errors: KAAL_ERR_RANGE; KAAL_ERR_STATE it
 * does not run; KAAL_ERR_DENIED the policy, and reason is a constant text; KAAL_ERR_QUOTA its
 * limit; KAAL_ERR_KERNEL. On failure nothing has changed.
 */
KAAL_CHECKED kaal_err_t budget_set(const struct component *by, struct component *component,
                                   uint32_t budget_us, uint32_t period_us, const char **reason);
