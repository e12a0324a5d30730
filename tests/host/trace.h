/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the audit log tells of an attack. Signals, and calls between components, are the kernel's
 * affair: the broker sees none of them, and so tells of none.
 */
#pragma once

#include "rig.h"

#include <kaal/err.h>
#include <kaal/wire/audit.h>
#include <kaal/wire/broker.h>

/* From here on; else from the boot on. */
void trace_begin(void);

/* How often a component was refused a request with that outcome. */
uint32_t trace_refusals(uint32_t actor, uint32_t request, kaal_err_t outcome);

/* How often it was paused. */
uint32_t trace_pauses(uint32_t actor);

/* How many records of a kind there are by it. */
uint32_t trace_count(uint32_t actor, enum kaal_audit_op op);

/* Whether a life of a component has ended for that cause. */
bool trace_has_end(uint32_t component, enum kaal_cause cause);
