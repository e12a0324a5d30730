/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Refusals and pauses in a row. A component that asks for the same thing again and again leaves one
 * record and a count, so that it cannot push what others did out of the ring. Pure.
 */
#pragma once

#include <kaal/wire/audit.h>

#define REFUSALS_ROW_NS KAAL_NS_PER_S /* a row is written after so long at the latest */

/*
 * Record a refusal, or a pause: at once when it is the first one of a row, else it is counted. A
 * row is of one actor, and ends with its next other record; those of pauses are apart. While new
 * grants are refused since the ring is full (audit_is_full), none is written: all that an actor is
 * refused then is one row, of the first one; of actors whose places are taken, one for all, of
 * actor 0.
 */
void refusals_add(const struct kaal_wire_audit_record *record, uint64_t now_ns);

/* Write what was counted of the refusals of an actor, before another record of it. */
void refusals_end(uint32_t actor);

/* Write the rows whose time has come. Called at each tick. */
void refusals_tick(uint64_t now_ns);

/* Write all rows: before an export. */
void refusals_end_all(void);
