/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The audit log: a ring of records, sealed in batches (kaal/wire/audit.h, ADR 11). Writing a record
 * costs no hash. What is recorded, and when, belongs to audit/trail.h.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/audit.h>
#include <kaal/wire/policy.h>

#define AUDIT_BATCH       64U                    /* records that one seal is for, at most */
#define AUDIT_WAIT_NS     (100 * KAAL_NS_PER_MS) /* a batch that is not full is sealed then */
#define AUDIT_DUE         1024U /* records that wait: then one batch before each message */
#define AUDIT_WAITING_MAX 2048U /* that are not sealed; then batches are, on the spot */

/* Begin anew, with no records. key: key[0]; it is overwritten. */
void audit_init(uint8_t key[KAAL_AUDIT_KEY_BYTES]);

/*
 * The policy in force: its version stands in each record from now on. full: what happens when the
 * ring is full of records that nobody has fetched; a part of it is kept for what ends something.
 */
void audit_set_policy(uint32_t version, enum kaal_audit_full full);

/* Write a record: a copy, with seq, time and policy filled in. Never fails. */
void audit_add(const struct kaal_wire_audit_record *record);

/* Whether new grants are to be refused. */
bool audit_is_full(void);

/* Whether so many records wait that one batch is to be sealed before the next message. */
bool audit_is_due(void);

/* Seal the oldest batch that waits, full or not: at most 64 records, 6,200 instructions each. */
void audit_seal_one(void);

/* Seal all that waits, batch by batch: when the system goes off, and in tests. */
void audit_seal(void);

/* Seal one batch that is full or has waited for long. Called at each tick. */
void audit_tick(uint64_t now_ns);

/*
 * Write a KAAL_AUDIT_EXPORT by that component, and seal it as the last record of its batch. Returns
 * false, having sealed one batch, when more than one waits: to be tried again.
 */
bool audit_mark(uint32_t actor);

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
