/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records are taken as their owner would take them, and replayed by the host command's own code.
 */
#include "ledger.h"

#include "audit/audit.h"
#include "grant/about.h"
#include "kaal/replay.h"
#include "seal/verify.h"
#include "spawn/component.h"

#define RECORDS_MAX 200000U

static const uint8_t key[KAAL_AUDIT_KEY_BYTES] = "the audit log's key for tests...";

static struct kaal_wire_audit_record records[RECORDS_MAX]; /* all that were fetched */
static uint64_t count;
static struct replay replay;

/* --- the log --- */

void ledger_begin(void)
{
    replay_init(&replay);
}

uint64_t ledger_fetch(void)
{
    uint64_t first = count + 1;

    audit_seal();
    assert_true(audit_mark(0));
    assert_true(audit_oldest() <= first);
    for (uint64_t seq = first; seq < audit_sealed(); seq++) {
        assert_true(count < RECORDS_MAX);
        records[count] = *audit_get(seq);
        count++;
    }
    audit_fetched(first, audit_sealed());
    return count;
}

void ledger_replay(uint64_t seq)
{
    while (replay.seq < seq) {
        const char *wrong = replay_step(&replay, &records[replay.seq]);

        if (wrong != NULL) {
            fail_msg("record %lu: %s", replay.seq + 1, wrong);
        }
    }
}

/* --- the table --- */

void ledger_keep(struct ledger_state *state)
{
    const struct grant *grant = NULL;
    uint32_t index = 0;

    state->seq = count;
    state->count = 0;
    while (grant_next(&index, &grant) == KAAL_OK) {
        assert_true(state->count < LEDGER_HELD_MAX);
        state->held[state->count].grant = *grant;
        state->held[state->count].parent = grant_parent(grant->id);
        state->held[state->count].holder = component_id(component_get(grant->holder));
        state->count++;
    }
}

static uint32_t replayed_count(void)
{
    uint32_t live = 0;

    for (uint32_t i = 0; i < REPLAY_INDICES; i++) {
        live += replay.grants[i].grant != 0;
    }
    return live;
}

void ledger_expect(const struct ledger_state *state)
{
    assert_int_equal(replay.seq, state->seq);
    assert_int_equal(replayed_count(), state->count);
    for (uint32_t i = 0; i < state->count; i++) {
        const struct grant *grant = &state->held[i].grant;
        const struct kaal_wire_audit_record *told = replay_grant(&replay, grant->id);

        assert_non_null(told);
        assert_int_equal(told->parent, state->held[i].parent);
        assert_int_equal(told->holder, state->held[i].holder);
        assert_int_equal(told->kind, grant->kind);
        assert_int_equal(told->access, grant->access);
        assert_int_equal(told->a, grant->a);
        assert_int_equal(told->b, grant->b);
        assert_int_equal(told->ends_ns, grant->ends_ns);
    }
}

void ledger_expect_names(void)
{
    const struct grant *grant = NULL;
    uint32_t index = 0;

    while (grant_next(&index, &grant) == KAAL_OK) {
        assert_string_equal(replay_grant(&replay, grant->id)->name, grant_about(grant));
    }
    for (uint32_t i = 0; i < component_count(); i++) {
        const struct component *component = component_get(i);

        if (component == NULL) {
            assert_int_equal(replay.components[i].id, 0);
            continue;
        }
        assert_non_null(replay_component(&replay, component_id(component)));
        assert_string_equal(replay.components[i].name, component_name(component));
        assert_int_equal(replay.components[i].is_running, component->state == KAAL_STATE_RUNNING);
    }
}

void ledger_expect_sealed(const struct kaal_wire_audit_record *log, uint64_t length)
{
    const struct audit_check check = {.key = key};
    struct audit_verdict verdict;

    if (audit_verify(log, length, &check, &verdict) != KAAL_OK) {
        fail_msg("record %lu: %s", verdict.at, verdict.reason);
    }
    assert_int_equal(verdict.lost, 0);
}

void ledger_expect_genuine(void)
{
    ledger_expect_sealed(records, count);
}
