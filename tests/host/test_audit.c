/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The audit log is the truth: what it tells is what the broker's table of grants says, at every
 * moment of 10,000 requests that came to something, in the order of a seed.
 */
#include "acts.h"
#include "audit/audit.h"
#include "audit/trail.h"
#include "ledger.h"
#include "limits.h"
#include "puppet.h"
#include "spawn/component.h"

#define OPERATIONS 10000U
#define STATES     20U /* that are looked at again in the end */

#define PSCI_SYSTEM_OFF 0x84000008U

static struct ledger_state states[STATES];

/* Returns how many records there are. */
static uint64_t tell_who_held_what(void)
{
    uint64_t count = 0;

    ledger_begin();
    puppet_boot();
    acts_begin(1);
    for (unsigned step = 0; acts_done() < OPERATIONS; step++) {
        struct ledger_state *state = &states[acts_done() / (OPERATIONS / STATES) % STATES];

        (void)acts_step();
        if (step % 500 == 0) {
            ledger_replay(ledger_fetch());
            ledger_keep(state);
            ledger_expect(state);
            ledger_expect_names();
        }
    }
    count = ledger_fetch();
    assert_true(count > 4 * LIMIT_AUDIT_RECORDS); /* the ring has gone round */
    ledger_expect_genuine();
    ledger_replay(count);
    ledger_keep(&states[0]);
    ledger_expect(&states[0]);
    return count;
}

/* The same at any moment of the past: from the beginning, up to one state after the other. */
static void tells_who_held_what_then(void)
{
    uint64_t count = tell_who_held_what();
    uint64_t seq = 0;

    ledger_begin();
    for (unsigned i = 0; i < STATES; i++) {
        struct ledger_state *next = NULL;

        for (unsigned j = 0; j < STATES; j++) {
            if (states[j].seq > seq && (next == NULL || states[j].seq < next->seq)) {
                next = &states[j];
            }
        }
        if (next != NULL) {
            seq = next->seq;
            ledger_replay(seq);
            ledger_expect(next);
        }
    }
    ledger_replay(count);
}

/* --- the request --- */

static struct kaal_wire_audit_page page;
static struct kaal_wire_audit_record records[LIMIT_AUDIT_RECORDS];

static kaal_err_t ask(enum puppet by, enum kaal_audit_act act, uint64_t seq)
{
    const struct kaal_wire_audit wish = {.act = act, .seq = seq};

    return puppet_call(by, KAAL_REQUEST_AUDIT, &wish, sizeof(wish), &page, sizeof(page));
}

/* Page by page it is the same as in the ring. */
static void is_read_by_who_may(void)
{
    uint64_t count = 0;
    uint64_t end = 0;
    uint64_t seq = 0;

    puppet_boot();
    assert_int_equal(ask(LEFT, KAAL_AUDIT_ACT_READ, 0), KAAL_ERR_DENIED);
    assert_int_equal(ask(SHELL, (enum kaal_audit_act)0, 0), KAAL_ERR_INVALID);
    assert_int_equal(ask(SHELL, (enum kaal_audit_act)5, 0), KAAL_ERR_INVALID);
    assert_int_equal(ask(SHELL, KAAL_AUDIT_ACT_MARK, 0), KAAL_OK);
    end = page.next;
    assert_int_equal(page.oldest, 1);
    while (seq < end) {
        assert_int_equal(ask(SHELL, KAAL_AUDIT_ACT_FETCH, seq), KAAL_OK);
        assert_true(page.count > 0);
        memcpy(&records[count], page.records, page.count * sizeof(page.records[0]));
        count += page.count;
        seq = page.after;
    }
    count = end - 1;
    assert_int_equal(records[count - 2].op, KAAL_AUDIT_EXPORT);
    ledger_expect_sealed(records, count);
    assert_memory_equal(records, audit_get(1), count * sizeof(records[0]));
    assert_int_equal(ask(SHELL, KAAL_AUDIT_ACT_READ, UINT64_MAX), KAAL_OK);
    assert_int_equal(page.count, 0);
}

/* Reading is one thing, letting go of what was read another. */
static void is_freed_by_administrators(void)
{
    struct kaal_wire_spawned spawned;

    puppet_boot();
    assert_int_equal(puppet_spawn(SHELL, KID_0, KAAL_RIGHT_AUDIT, 512 * KAAL_KIB, &spawned),
                     KAAL_OK);
    assert_int_equal(ask(KID_0, KAAL_AUDIT_ACT_MARK, 0), KAAL_OK);
    assert_int_equal(ask(KID_0, KAAL_AUDIT_ACT_READ, 0), KAAL_OK);
    assert_true(page.count > 0);
    assert_int_equal(ask(KID_0, KAAL_AUDIT_ACT_VERIFY, 0), KAAL_OK);
    assert_int_equal(ask(KID_0, KAAL_AUDIT_ACT_FETCH, 0), KAAL_ERR_DENIED);
}

static void expect_all_sealed(void)
{
    uint64_t sealed = audit_sealed();

    trail_close();
    assert_int_equal(audit_sealed(), sealed);
}

static void is_checked_in_place(void)
{
    uint64_t seq = 0;
    unsigned batches = 0;

    puppet_boot();
    assert_int_equal(ask(SHELL, KAAL_AUDIT_ACT_MARK, 0), KAAL_OK);
    assert_int_equal(ask(SHELL, KAAL_AUDIT_ACT_MARK, 0), KAAL_OK);
    for (unsigned i = 0; i < 4 * AUDIT_BATCH; i++) {
        audit_add(&(struct kaal_wire_audit_record){.op = KAAL_AUDIT_REQUEST});
    }
    do {
        assert_int_equal(ask(SHELL, KAAL_AUDIT_ACT_VERIFY, seq), KAAL_OK);
        assert_int_equal(page.is_good, 1);
        assert_true(page.after > seq);
        seq = page.after;
        batches++;
    } while (seq < page.next);
    assert_true(batches > 4);
    expect_all_sealed();
    ((struct kaal_wire_audit_record *)(uintptr_t)audit_get(2))->actor ^= 1;
    assert_int_equal(ask(SHELL, KAAL_AUDIT_ACT_VERIFY, 0), KAAL_OK);
    assert_int_equal(page.is_good, 0);
}

/* Even what was only counted until then: the same refusal, again and again. */
static void all_is_sealed_before_power_off(void)
{
    const struct kaal_wire_exit off = {0};

    puppet_boot();
    assert_int_equal(puppet_call(SHELL, KAAL_REQUEST_SHUTDOWN, &off, sizeof(off), NULL, 0),
                     KAAL_OK);
    while (host_smc_registers[0] != PSCI_SYSTEM_OFF) {
        assert_int_equal(ask(LEFT, KAAL_AUDIT_ACT_READ, 0), KAAL_ERR_DENIED);
        rig_run_ms(10);
    }
    expect_all_sealed();
}

/* What a request did stands there before its answer is sent: nothing else has run in between. */
static void a_decision_is_recorded_before_its_answer(void)
{
    struct kaal_wire_mapped mapped;
    const struct kaal_wire_audit_record *last = NULL;

    puppet_boot();
    audit_seal();
    assert_int_equal(puppet_memory(SHELL, KAAL_PAGE_BYTES, &mapped), KAAL_OK);
    audit_seal();
    last = audit_get(audit_sealed() - 2);
    assert_int_equal(last->op, KAAL_AUDIT_GRANT);
    assert_int_equal(last->grant, mapped.grant);
    assert_int_equal(last->actor, component_id(component_find("shell")));
    assert_int_equal(puppet_revoke(SHELL, mapped.grant), KAAL_OK);
    audit_seal();
    last = audit_get(audit_sealed() - 3);
    assert_int_equal(last->op, KAAL_AUDIT_GONE);
    assert_int_equal(last->what, KAAL_AUDIT_WHY_GIVEN_BACK);
    last = audit_get(audit_sealed() - 2);
    assert_int_equal(last->op, KAAL_AUDIT_REQUEST);
    assert_int_equal(last->what, KAAL_REQUEST_REVOKE);
    assert_int_equal(last->grant, mapped.grant);
}

/* A crash: the end is told first, then what it takes with it. */
static void an_end_is_told_with_its_cause(void)
{
    uint32_t id = 0;
    uint64_t seq = 0;

    puppet_boot();
    id = component_id(component_find("left"));
    audit_seal();
    seq = audit_sealed();
    assert_false(puppet_store(LEFT, 0, 1));
    audit_seal();
    assert_int_equal(audit_get(seq)->op, KAAL_AUDIT_END);
    assert_int_equal(audit_get(seq)->what, KAAL_CAUSE_FAULT);
    assert_int_equal(audit_get(seq)->holder, id);
    assert_int_equal(audit_get(seq)->actor, 0);
    assert_int_equal(audit_get(seq + 1)->op, KAAL_AUDIT_GONE);
    assert_int_equal(audit_get(seq + 1)->what, KAAL_AUDIT_WHY_ENDED);
    assert_int_equal(audit_get(seq + 1)->holder, id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(tells_who_held_what_then),
        RIG_TEST(is_read_by_who_may),
        RIG_TEST(is_freed_by_administrators),
        RIG_TEST(is_checked_in_place),
        RIG_TEST(a_decision_is_recorded_before_its_answer),
        RIG_TEST(an_end_is_told_with_its_cause),
        RIG_TEST(all_is_sealed_before_power_off),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
