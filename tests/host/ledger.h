/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The audit log, fetched and replayed beside the broker's own table of grants.
 */
#pragma once

#include "rig.h"

#include <kaal/wire/audit.h>

#include "grant/grant.h"

#define LEDGER_HELD_MAX 2048U

/* Who holds what, by the broker's own table. */
struct ledger_state {
    uint64_t seq; /* of the last record before */
    uint32_t count;
    struct {
        struct grant grant;
        uint32_t parent;
        uint32_t holder; /* id */
    } held[LEDGER_HELD_MAX];
};

/* Replay from the beginning. What was fetched stays. */
void ledger_begin(void);

/* Fetch what there is, up to an export mark. Returns how many records have been fetched in all. */
uint64_t ledger_fetch(void);

/* Replay up to a record that was fetched. */
void ledger_replay(uint64_t seq);

/* Keep the table as it is, after what was fetched last. */
void ledger_keep(struct ledger_state *state);

/* Claims that the replay tells what the table was. */
void ledger_expect(const struct ledger_state *state);

/* ... and names, and who exists: of the present only. */
void ledger_expect_names(void);

/* Claims that all that was fetched is sealed with the boot image's key, and nothing is missing; the
 * same of a log that somebody else has fetched. */
void ledger_expect_genuine(void);
void ledger_expect_sealed(const struct kaal_wire_audit_record *log, uint64_t length);
