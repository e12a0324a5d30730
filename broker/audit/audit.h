/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The audit log: a ring of records, sealed in batches (kaal/wire/audit.h, ADR 11). Writing a record
 * costs no hash. What is recorded, and when, belongs to audit/trail.h.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/audit.h>
#include <kaal/wire/system.h>

#define AUDIT_BATCH     64U                    /* records that wait until a seal is due */
#define AUDIT_WAIT_NS   (100 * KAAL_NS_PER_MS) /* or so long */
#define AUDIT_BATCH_MAX 512U                   /* then they are sealed on the spot */

/*
 * Begin anew, with no records. key: key[0]; it is overwritten. full: what happens when the ring is
 * full of records that nobody has fetched; a part of it is kept for what ends something.
 */
void audit_init(uint8_t key[KAAL_AUDIT_KEY_BYTES], enum kaal_audit_full full);

/* The policy in force: its version stands in each record from now on. */
void audit_set_policy(uint32_t version);

/* Write a record: a copy, with seq, time and policy filled in. Never fails. */
void audit_add(const struct kaal_wire_audit_record *record);

/* Whether new grants are to be refused. */
bool audit_is_full(void);

/* Whether a batch is full, and so to be sealed as soon as nobody waits for an answer. */
bool audit_is_due(void);

/* Seal what waits. Nothing when nothing does. Hashes some 16 instructions a byte of it. */
void audit_seal(void);

/* Seal what has waited for long, or is a whole batch. Called at each tick. */
void audit_tick(uint64_t now_ns);

/* Write a KAAL_AUDIT_EXPORT by that component, and seal it as the last record of its batch. */
void audit_mark(uint32_t actor);

/* What is sealed and still there: [oldest, next). */
uint64_t audit_oldest(void);
uint64_t audit_sealed(void);

/* A sealed record that is still there. */
const struct kaal_wire_audit_record *audit_get(uint64_t seq);

/* All records before `seq` are kept elsewhere, if all before `from` were. */
void audit_fetched(uint64_t from, uint64_t seq);

/*
 * Compute the chain over the batch that `seq` is in again, and compare it with its seal. after: the
 * first record behind that seal. Returns whether they are the same; true as well when there is no
 * such record or nothing before it to begin from, and after is audit_sealed() then.
 */
bool audit_check(uint64_t seq, uint64_t *after);
