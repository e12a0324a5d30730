/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whatever is done to a file of audit records without the key is found.
 */
#include "support/cmocka_all.h"

#include "seal/verify.h"
#include "support/audit_file.h"

static struct audit_sample sample;
static struct audit_verdict verdict;
static uint64_t state = 1;

/* Knuth's MMIX generator, upper half. */
static uint32_t draw(uint32_t below)
{
    state = state * 6364136223846793005 + 1442695040888963407;
    return (uint32_t)(state >> 33) % below;
}

static bool is_genuine_after(const struct audit_sample *file, uint64_t after)
{
    const struct audit_check check = {audit_sample_key, after, 1000};
    const struct kaal_wire_audit_record *records = NULL;
    uint64_t count = 0;

    return audit_file_open(file, audit_sample_bytes(file), &records, &count) == KAAL_OK &&
           audit_verify(records, count, &check, &verdict) == KAAL_OK;
}

static bool is_genuine(const struct audit_sample *file)
{
    return is_genuine_after(file, 0);
}

/* batches: of 1 to `most` records; the last one is of an export. */
static void fill(unsigned batches, uint32_t most)
{
    audit_sample_init(&sample);
    audit_sample_add(&sample, KAAL_AUDIT_BOOT, 0);
    for (unsigned i = 0; i < batches; i++) {
        for (uint32_t left = 1 + draw(most); left > 0; left--) {
            audit_sample_add(&sample, KAAL_AUDIT_GRANT, draw(UINT32_MAX));
        }
        audit_sample_seal(&sample);
    }
    audit_sample_add(&sample, KAAL_AUDIT_EXPORT, 0);
    audit_sample_seal(&sample);
}

static void remove_record(struct audit_sample *file, uint64_t index)
{
    memmove(&file->records[index], &file->records[index + 1],
            (file->count - index - 1) * sizeof(file->records[0]));
    file->count--;
}

static void takes_genuine_ones(void **cmocka_state)
{
    (void)cmocka_state;
    for (unsigned batches = 0; batches < 20; batches++) {
        fill(batches, 30);
        assert_true(is_genuine(&sample));
        assert_int_equal(verdict.first, 1);
        assert_int_equal(verdict.last, sample.count);
        assert_int_equal(verdict.at, sample.count);
    }
}

static void finds_every_changed_bit(void **cmocka_state)
{
    uint8_t *bytes = (uint8_t *)&sample;

    (void)cmocka_state;
    fill(3, 3);
    for (size_t i = 0; i < audit_sample_bytes(&sample); i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            bytes[i] ^= (uint8_t)(1U << bit);
            assert_false(is_genuine(&sample));
            bytes[i] ^= (uint8_t)(1U << bit);
        }
    }
    assert_true(is_genuine(&sample));
}

/* Dropped, doubled and moved, as they are and with numbers that fit again. */
static void finds_every_other_order(void **cmocka_state)
{
    static struct audit_sample changed;

    (void)cmocka_state;
    fill(4, 3);
    for (uint64_t i = 0; i < sample.count; i++) {
        changed = sample;
        remove_record(&changed, i);
        assert_false(is_genuine(&changed));
        for (uint64_t j = i; j < changed.count; j++) {
            changed.records[j].seq = j + 1;
        }
        assert_false(is_genuine(&changed));
        for (uint64_t j = 0; j < sample.count; j++) {
            if (j == i) {
                continue;
            }
            changed = sample;
            changed.records[i] = sample.records[j];
            assert_false(is_genuine(&changed));
            changed.records[j] = sample.records[i];
            assert_false(is_genuine(&changed));
            changed.records[i].seq = i + 1;
            changed.records[j].seq = j + 1;
            assert_false(is_genuine(&changed));
        }
    }
}

static void finds_every_cut(void **cmocka_state)
{
    static struct audit_sample cut;

    (void)cmocka_state;
    fill(4, 3);
    for (uint64_t i = 0; i < sample.count; i++) {
        cut = sample;
        cut.count = i;
        assert_false(is_genuine(&cut));
    }
    for (size_t bytes = 0; bytes < audit_sample_bytes(&sample); bytes++) {
        const struct kaal_wire_audit_record *records = NULL;
        uint64_t count = 0;

        if (bytes % sizeof(sample.records[0]) != sizeof(sample.header)) {
            assert_int_equal(audit_file_open(&sample, bytes, &records, &count), KAAL_ERR_FORMAT);
        }
    }
}

/* Who does not have the key cannot seal what he has written. */
static void finds_what_is_sealed_by_another_key(void **cmocka_state)
{
    static const uint8_t other[KAAL_AUDIT_KEY_BYTES];
    const struct audit_check check = {.key = other};

    (void)cmocka_state;
    fill(2, 5);
    assert_int_equal(audit_verify(sample.records, sample.count, &check, &verdict),
                     KAAL_ERR_CHECKSUM);
    assert_string_equal(verdict.reason, "the seal was not made by this key");
}

/* Who gets at the running system has the present key: what was sealed before stays as it was. */
static void keys_of_the_past_are_not_told_by_the_present_one(void **cmocka_state)
{
    struct audit_chain now;
    struct kaal_wire_audit_seal *seal = NULL;
    uint64_t first = 0;

    (void)cmocka_state;
    fill(3, 3);
    now = sample.chain;
    while (sample.records[first].op != KAAL_AUDIT_SEAL) {
        first++;
    }
    seal = (void *)&sample.records[first];
    sample.records[0].a++;
    audit_batch_begin(&sample.batch, (const uint8_t[KAAL_AUDIT_HASH_BYTES]){0});
    for (uint64_t i = 0; i < first; i++) {
        audit_batch_add(&sample.batch, &sample.records[i]);
    }
    audit_batch_end(&sample.batch, seal->chain);
    now.number = 0;
    audit_chain_seal(&now, seal->chain, seal);
    assert_false(is_genuine(&sample));
}

/* What was fetched before, or is recorded as lost, may be missing in front. */
static void begins_where_another_file_ended(void **cmocka_state)
{
    static struct audit_sample rest;
    uint64_t cut = 0;

    (void)cmocka_state;
    fill(5, 3);
    for (unsigned seals = 0; seals < 3; cut++) {
        seals += sample.records[cut].op == KAAL_AUDIT_SEAL;
    }
    cut--; /* the third seal is the first record of the rest */
    rest = sample;
    for (uint64_t i = 0; i < cut; i++) {
        remove_record(&rest, 0);
    }
    assert_false(is_genuine(&rest));
    assert_false(is_genuine_after(&rest, cut - 1));
    assert_true(is_genuine_after(&rest, cut));
    assert_int_equal(verdict.first, cut + 1);
    remove_record(&rest, 0);
    assert_false(is_genuine_after(&rest, cut + 1));
}

static void a_recorded_gap_is_no_fault(void **cmocka_state)
{
    static struct audit_sample rest;
    uint64_t cut = 0;

    (void)cmocka_state;
    audit_sample_init(&sample);
    audit_sample_add(&sample, KAAL_AUDIT_BOOT, 0);
    audit_sample_seal(&sample);
    for (unsigned i = 0; i < 10; i++) {
        audit_sample_add(&sample, KAAL_AUDIT_GRANT, 0);
    }
    audit_sample_seal(&sample);
    cut = sample.count - 1;
    audit_sample_add(&sample, KAAL_AUDIT_GAP, 1);
    sample.records[sample.count - 1].b = cut;
    audit_batch_begin(&sample.batch, sample.chain.chain);
    audit_batch_add(&sample.batch, &sample.records[sample.count - 1]);
    audit_sample_add(&sample, KAAL_AUDIT_EXPORT, 0);
    audit_sample_seal(&sample);
    rest = sample;
    for (uint64_t i = 0; i < cut; i++) {
        remove_record(&rest, 0);
    }
    assert_true(is_genuine(&rest));
    assert_int_equal(verdict.first, cut + 1);
    assert_int_equal(verdict.lost, cut);
}

static void finds_random_changes_of_a_large_one(void **cmocka_state)
{
    (void)cmocka_state;
    fill(80, 40);
    assert_true(is_genuine(&sample));
    for (unsigned i = 0; i < 300; i++) {
        uint8_t *byte = (uint8_t *)&sample + draw((uint32_t)audit_sample_bytes(&sample));
        uint8_t change = (uint8_t)(1 + draw(255));

        *byte ^= change;
        assert_false(is_genuine(&sample));
        *byte ^= change;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_genuine_ones),
        cmocka_unit_test(finds_every_changed_bit),
        cmocka_unit_test(finds_every_other_order),
        cmocka_unit_test(finds_every_cut),
        cmocka_unit_test(finds_what_is_sealed_by_another_key),
        cmocka_unit_test(keys_of_the_past_are_not_told_by_the_present_one),
        cmocka_unit_test(begins_where_another_file_ended),
        cmocka_unit_test(a_recorded_gap_is_no_fault),
        cmocka_unit_test(finds_random_changes_of_a_large_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
