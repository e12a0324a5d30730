/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The component that a request is about (struct kaal_wire_target), and who may do what to it.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/broker.h>

#include "spawn/component.h"

/*
 * Find the component that a request is about. Errors: KAAL_ERR_INVALID the target is malformed;
 * KAAL_ERR_NOT_FOUND.
 */
KAAL_CHECKED kaal_err_t target_name(const struct kaal_wire_target *target,
                                    struct component **component);

/*
 * Find the component that a request is about, for somebody who may do this to it: one of enum
 * kaal_policy_act. Errors: KAAL_ERR_INVALID the target is malformed; KAAL_ERR_NOT_FOUND;
 * KAAL_ERR_DENIED, and then reason is a constant text for the log, else untouched.
 */
KAAL_CHECKED kaal_err_t target_find(struct component *by, const struct kaal_wire_target *target,
                                    uint32_t act, struct component **component,
                                    const char **reason);
