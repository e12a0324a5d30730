/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Audit records and what follows from them as lines of key=value, on standard output.
 */
#pragma once

#include "replay.h"

/* One record; what it does not use is left out. */
void audit_show_record(const struct kaal_wire_audit_record *record);

/* All grants, in the order of the broker's table. */
void audit_show_grants(const struct replay *replay);

/* The word for an enum kaal_grant_kind. */
const char *audit_show_kind(uint32_t kind);
