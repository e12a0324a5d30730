/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Devices in a policy's file: how they are named, and what of them is allowed.
 */
#pragma once

#include "draft.h"

extern cfg_opt_t policy_device_keys[]; /* of a rule */
extern cfg_opt_t policy_named_keys[];  /* of an assertion: the name only */

/* Read a device's name: kind, key and text of a rule. False: it is wrong, and has said so. */
bool policy_device_name(cfg_t *section, struct draft *draft, struct kaal_wire_policy_rule *rule);

/* Read a device's rule; the same. */
bool policy_device_read(cfg_t *section, struct draft *draft, struct kaal_wire_policy_rule *rule);
