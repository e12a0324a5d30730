/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows of refusals and pauses: what becomes one record, and that none is lost.
 */
#include "support/cmocka_all.h"

#include "arch/counter.h"
#include "audit/audit.h"
#include "audit/refusals.h"
#include "limits.h"
#include "support/audit_file.h"

static uint64_t now_ns;

uint64_t counter_now_ns(void)
{
    return now_ns;
}

static void begin(enum kaal_audit_full full)
{
    uint8_t key[KAAL_AUDIT_KEY_BYTES];

    memcpy(key, audit_sample_key, sizeof(key));
    refusals_end_all(); /* of the test before */
    audit_init(key);
    audit_set_policy(0, full);
}

static void fill(void)
{
    while (!audit_is_full()) {
        audit_add(&(struct kaal_wire_audit_record){.op = KAAL_AUDIT_GRANT, .actor = 1});
    }
}

static void refuse(uint32_t actor, uint32_t grant)
{
    refusals_add(
        &(struct kaal_wire_audit_record){
            .op = KAAL_AUDIT_REFUSE, .actor = actor, .outcome = KAAL_ERR_DENIED, .grant = grant},
        now_ns);
}

/* How many refusals or pauses of an actor are recorded, and in how many records. */
static uint64_t count_of(uint32_t actor, enum kaal_audit_op op, uint64_t *records)
{
    uint64_t count = 0;

    audit_seal();
    *records = 0;
    for (uint64_t seq = audit_oldest(); seq < audit_sealed(); seq++) {
        const struct kaal_wire_audit_record *record = audit_get(seq);

        if (record->op == op && record->actor == actor) {
            count += record->count;
            (*records)++;
        }
    }
    return count;
}

static uint64_t refusals_of(uint32_t actor, uint64_t *records)
{
    return count_of(actor, KAAL_AUDIT_REFUSE, records);
}

static void a_flood_of_refusals_is_counted(void **state)
{
    uint64_t records = 0;

    (void)state;
    now_ns = 0;
    begin(KAAL_AUDIT_FULL_OVERWRITE);
    refuse(2, 20);
    for (unsigned i = 0; i < 100000; i++) {
        now_ns += 50000; /* five seconds */
        refuse(1, 10);
        refusals_tick(now_ns);
    }
    refusals_end_all();
    assert_int_equal(refusals_of(1, &records), 100000);
    assert_true(records >= 2 && records <= 7);
    assert_int_equal(refusals_of(2, &records), 1);
}

static void each_other_refusal_is_a_record(void **state)
{
    uint64_t records = 0;

    (void)state;
    now_ns = 0;
    begin(KAAL_AUDIT_FULL_OVERWRITE);
    refuse(1, 10);
    refuse(1, 11);
    refuse(1, 10);
    refuse(1, 10);
    assert_int_equal(refusals_of(1, &records), 3);
    refusals_end(2);
    assert_int_equal(refusals_of(1, &records), 3);
    refusals_end(1);
    assert_int_equal(refusals_of(1, &records), 4);
    assert_int_equal(records, 4);
}

/* Who has stopped and comes again later is told about at once. */
static void a_row_ends_by_itself(void **state)
{
    uint64_t records = 0;

    (void)state;
    now_ns = 0;
    begin(KAAL_AUDIT_FULL_OVERWRITE);
    refuse(1, 10);
    now_ns += REFUSALS_ROW_NS;
    refusals_tick(now_ns);
    refuse(1, 10);
    assert_int_equal(refusals_of(1, &records), 2);
}

/* Actors whose places in the table are the same lose nothing. */
static void rows_share_places(void **state)
{
    uint64_t records = 0;

    (void)state;
    now_ns = 0;
    begin(KAAL_AUDIT_FULL_OVERWRITE);
    for (unsigned i = 0; i < 10; i++) {
        refuse(1, 10);
        refuse(1, 10);
        refuse(1 + LIMIT_REFUSAL_ROWS, 10);
    }
    refusals_end_all();
    assert_int_equal(refusals_of(1, &records), 20);
    assert_int_equal(refusals_of(1 + LIMIT_REFUSAL_ROWS, &records), 10);
}

/* The reserve of a full ring is not for those who knock. */
static void a_full_ring_takes_no_refusals(void **state)
{
    uint64_t records = 0;
    uint64_t sealed = 0;

    (void)state;
    now_ns = 0;
    begin(KAAL_AUDIT_FULL_REFUSE);
    fill();
    audit_seal();
    sealed = audit_sealed();
    for (unsigned i = 0; i < 1000; i++) {
        now_ns += KAAL_NS_PER_S;
        refuse(3, 30);
        refusals_tick(now_ns);
    }
    audit_seal();
    assert_int_equal(audit_sealed(), sealed);
    audit_fetched(1, sealed);
    now_ns += KAAL_NS_PER_S;
    refusals_tick(now_ns);
    assert_int_equal(refusals_of(3, &records), 1000);
    assert_int_equal(records, 1);
}

/* ... whatever it is that they ask for, and whoever they are: one record for each place. */
static void a_full_ring_takes_no_other_refusals(void **state)
{
    uint64_t records = 0;
    uint64_t sealed = 0;
    uint64_t rest = 0;

    (void)state;
    now_ns = 0;
    begin(KAAL_AUDIT_FULL_REFUSE);
    refuse(3, 29);
    fill();
    audit_seal();
    sealed = audit_sealed();
    for (uint32_t i = 0; i < 1000; i++) {
        refuse(3, 30 + i);
        refuse(3 + LIMIT_REFUSAL_ROWS, i);
    }
    audit_seal();
    assert_int_equal(audit_sealed(), sealed);
    audit_fetched(1, sealed);
    now_ns += REFUSALS_ROW_NS;
    refusals_tick(now_ns);
    assert_int_equal(refusals_of(3, &records), 1001);
    assert_int_equal(records, 2);
    rest = refusals_of(0, &records) + refusals_of(3 + LIMIT_REFUSAL_ROWS, &records);
    assert_int_equal(rest, 1000);
}

/* Who is paused again and again, and refused in between, has one row of each. */
static void pauses_have_rows_of_their_own(void **state)
{
    uint64_t records = 0;

    (void)state;
    now_ns = 0;
    begin(KAAL_AUDIT_FULL_OVERWRITE);
    for (unsigned i = 0; i < 100; i++) {
        refuse(1, 10);
        refusals_add(&(struct kaal_wire_audit_record){.op = KAAL_AUDIT_PAUSE, .actor = 1}, now_ns);
    }
    refusals_end(1);
    assert_int_equal(refusals_of(1, &records), 100);
    assert_int_equal(records, 2);
    assert_int_equal(count_of(1, KAAL_AUDIT_PAUSE, &records), 1);
    refusals_end_all();
    assert_int_equal(count_of(1, KAAL_AUDIT_PAUSE, &records), 100);
    assert_int_equal(records, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_flood_of_refusals_is_counted),
        cmocka_unit_test(each_other_refusal_is_a_record),
        cmocka_unit_test(a_row_ends_by_itself),
        cmocka_unit_test(rows_share_places),
        cmocka_unit_test(a_full_ring_takes_no_refusals),
        cmocka_unit_test(a_full_ring_takes_no_other_refusals),
        cmocka_unit_test(pauses_have_rows_of_their_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
