/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ring: what it seals and when, what goes when it is full, and that what is left can be
 * checked.
 */
#include "support/cmocka_all.h"

#include "arch/counter.h"
#include "audit/audit.h"
#include "limits.h"
#include "seal/verify.h"
#include "support/audit_file.h"

static uint64_t now_ns;
static struct kaal_wire_audit_record file[LIMIT_AUDIT_RECORDS];

uint64_t counter_now_ns(void)
{
    return now_ns;
}

static void begin(enum kaal_audit_full full)
{
    uint8_t key[KAAL_AUDIT_KEY_BYTES];

    memcpy(key, audit_sample_key, sizeof(key));
    audit_init(key);
    audit_set_policy(0, full);
    assert_int_equal(key[0] | key[sizeof(key) - 1], 0);
    audit_add(&(struct kaal_wire_audit_record){.op = KAAL_AUDIT_BOOT});
}

static void add(uint32_t actor, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        audit_add(&(struct kaal_wire_audit_record){.op = KAAL_AUDIT_GRANT, .actor = actor, .a = i});
    }
}

static uint64_t copy(void)
{
    uint64_t count = 0;

    for (uint64_t seq = audit_oldest(); seq < audit_sealed(); seq++) {
        file[count] = *audit_get(seq);
        count++;
    }
    return count;
}

/* Exports, and checks as the host does. */
static struct audit_verdict verify(uint64_t after)
{
    const struct audit_check check = {audit_sample_key, after, 1000000};
    struct audit_verdict verdict;

    audit_seal();
    assert_true(audit_mark(1));
    if (audit_verify(file, copy(), &check, &verdict) != KAAL_OK) {
        fail_msg("%s", verdict.reason);
    }
    return verdict;
}

static uint64_t count_of(enum kaal_audit_op op)
{
    uint64_t count = 0;

    for (uint64_t seq = audit_oldest(); seq < audit_sealed(); seq++) {
        count += audit_get(seq)->op == op;
    }
    return count;
}

static void seals_what_is_many_or_old(void **state)
{
    uint64_t last = 0;
    uint64_t sealed = 0;

    (void)state;
    now_ns = 1000;
    begin(KAAL_AUDIT_FULL_OVERWRITE);
    audit_tick(now_ns + AUDIT_WAIT_NS - 1);
    assert_int_equal(audit_sealed(), 1);
    audit_tick(now_ns + AUDIT_WAIT_NS);
    assert_int_equal(audit_sealed(), 3);
    audit_tick(now_ns + 2 * AUDIT_WAIT_NS);
    assert_int_equal(audit_sealed(), 3);
    add(1, AUDIT_BATCH - 1);
    audit_tick(now_ns);
    assert_int_equal(audit_sealed(), 3);
    add(1, 1);
    audit_tick(now_ns);
    assert_int_equal(audit_sealed(), 3 + AUDIT_BATCH + 1);
    sealed = audit_sealed();
    assert_false(audit_is_due());
    add(1, AUDIT_DUE);
    assert_true(audit_is_due());
    assert_int_equal(audit_sealed(), sealed);
    assert_false(audit_mark(1)); /* one batch after the other */
    assert_int_equal(audit_sealed(), sealed + AUDIT_BATCH + 1);
    sealed = audit_sealed();
    add(1, AUDIT_WAITING_MAX); /* on the spot */
    assert_true(audit_sealed() > sealed);
    last = verify(0).last;
    assert_int_equal(last, audit_sealed() - 1);
}

static void what_is_overwritten_is_told(void **state)
{
    struct audit_verdict verdict;

    (void)state;
    begin(KAAL_AUDIT_FULL_OVERWRITE);
    for (unsigned i = 0; i < 2000; i++) {
        add(1, 1 + i % 100);
        audit_seal();
        assert_true(audit_sealed() - audit_oldest() <= LIMIT_AUDIT_RECORDS);
        if (i % 97 == 0) {
            verdict = verify(0);
            assert_int_equal(verdict.lost, verdict.first - 1);
        }
    }
    assert_true(audit_oldest() > LIMIT_AUDIT_RECORDS);
    assert_false(audit_is_full());
}

/* Records that were fetched may go, and that is no gap. */
static void what_was_fetched_is_not_lost(void **state)
{
    (void)state;
    begin(KAAL_AUDIT_FULL_OVERWRITE);
    for (unsigned i = 0; i < 100; i++) {
        add(1, 1000);
        audit_seal();
        audit_fetched(audit_oldest(), audit_sealed());
    }
    assert_true(audit_oldest() > LIMIT_AUDIT_RECORDS);
    assert_int_equal(count_of(KAAL_AUDIT_GAP), 0);
    assert_int_equal(verify(audit_oldest() - 1).lost, 0);
}

/* A fetch that leaves something out counts for nothing. */
static void what_was_skipped_is_not_fetched(void **state)
{
    (void)state;
    begin(KAAL_AUDIT_FULL_OVERWRITE);
    add(1, 10);
    audit_seal();
    audit_fetched(5, audit_sealed());
    add(1, LIMIT_AUDIT_RECORDS);
    assert_int_equal(audit_get(audit_oldest())->op, KAAL_AUDIT_SEAL);
    assert_true(count_of(KAAL_AUDIT_GAP) > 0);
    assert_int_equal(verify(0).lost, audit_oldest() - 1);
}

static void grants_can_be_refused_when_full(void **state)
{
    uint64_t count = 0;

    (void)state;
    begin(KAAL_AUDIT_FULL_REFUSE);
    while (!audit_is_full()) {
        add(1, 1);
        count++;
    }
    assert_true(count > LIMIT_AUDIT_RECORDS / 2);
    add(1, LIMIT_AUDIT_RECORDS / 8); /* ends go on */
    audit_seal();
    assert_int_equal(audit_oldest(), 1);
    assert_int_equal(count_of(KAAL_AUDIT_GAP), 0);
    audit_fetched(1, audit_sealed());
    assert_false(audit_is_full());
    add(1, LIMIT_AUDIT_RECORDS);
    assert_true(audit_is_full());
    assert_true(audit_oldest() > 1);
}

/* The broker itself finds what somebody has changed in its memory. */
static void finds_what_was_changed_in_place(void **state)
{
    uint64_t after = 0;
    uint64_t first = 0;

    (void)state;
    begin(KAAL_AUDIT_FULL_OVERWRITE);
    for (unsigned i = 0; i < 400; i++) {
        add(1, 1 + i % 60);
        audit_seal();
    }
    for (uint64_t seq = audit_oldest(); seq < audit_sealed(); seq = after) {
        first = seq;
        assert_true(audit_check(seq, &after));
        assert_true(after > seq);
    }
    for (size_t byte = 0; byte < sizeof(file[0]); byte++) {
        uint8_t *target = (uint8_t *)(uintptr_t)audit_get(first) + byte;

        *target ^= 0x10;
        assert_false(audit_check(first, &after));
        assert_int_equal(after, audit_sealed());
        *target ^= 0x10;
    }
    assert_true(audit_check(first, &after));
    assert_true(audit_check(UINT64_MAX, &after));
    assert_int_equal(after, audit_sealed());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seals_what_is_many_or_old),
        cmocka_unit_test(what_is_overwritten_is_told),
        cmocka_unit_test(what_was_fetched_is_not_lost),
        cmocka_unit_test(what_was_skipped_is_not_fetched),
        cmocka_unit_test(grants_can_be_refused_when_full),
        cmocka_unit_test(finds_what_was_changed_in_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
