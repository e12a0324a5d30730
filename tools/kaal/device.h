/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Device rules: which device a component may ask for.
 */
#pragma once

#include <stdbool.h>

#include <confuse.h>

#include <kaal/wire/system.h>

/* The keys of a device section. */
extern cfg_opt_t device_keys[];

/* Read a section, but for whose it is. Returns false when one is wrong, and has said so. */
bool device_read(cfg_t *section, struct kaal_wire_system_device *device);
