/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The keys of a component that say what happens when it ends or hangs.
 */
#pragma once

#include <stdbool.h>

#include <confuse.h>

#include <kaal/wire/system.h>

/* Read them. Returns false when one is wrong, and has said so. */
bool rules_read(cfg_t *section, struct kaal_wire_system_component *component);
