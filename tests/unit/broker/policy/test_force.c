/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From one policy to the next: in pieces, signed, and only upwards.
 */
#include "support/cmocka_all.h"

#include <sodium.h>

#include "policy/force.h"
#include "support/policy_sample.h"

#define ME    1
#define OTHER 2

static struct sample first;
static struct sample next;
static uint8_t public_key[KAAL_POLICY_KEY_BYTES];
static uint8_t secret_key[crypto_sign_SECRETKEYBYTES];
static uint8_t message[sizeof(struct kaal_wire_policy_signed) + KAAL_POLICY_BYTES_MAX + 1];
static uint64_t message_bytes;
static const char *reason;

static void make(struct sample *sample, uint32_t version)
{
    sample_begin(sample, 3);
    sample->header.version = version;
    sample_channel(sample, 0, 1);
    sample_write(sample);
}

/* The next policy with its signature. */
static void sign(void)
{
    struct kaal_wire_policy_signed *head = (void *)message;
    crypto_sign_state state;

    sample_write(&next);
    *head =
        (struct kaal_wire_policy_signed){.magic = KAAL_POLICY_SIGNED_MAGIC, .bytes = next.bytes};
    crypto_sign_init(&state);
    crypto_sign_update(&state, next.binary, next.bytes);
    crypto_sign_final_create(&state, head->signature, NULL, secret_key);
    memcpy(head + 1, next.binary, next.bytes);
    message_bytes = sizeof(*head) + next.bytes;
}

static void begin(void)
{
    for (uint32_t i = 0; i < sizeof(public_key); i++) {
        public_key[i] = 0;
    }
    assert_int_equal(crypto_sign_seed_keypair(public_key, secret_key,
                                              (const uint8_t *)"a seed of 32 bytes for the tests"),
                     0);
    make(&first, 5);
    make(&next, 6);
    sign();
    assert_int_equal(force_begin(first.binary, first.bytes, public_key, &reason), KAAL_OK);
}

static void put_in_pieces(uint64_t piece_bytes)
{
    for (uint64_t at = 0; at < message_bytes; at += piece_bytes) {
        uint64_t left = message_bytes - at;

        assert_int_equal(force_put(ME, at, message + at, (left < piece_bytes) ? left : piece_bytes),
                         KAAL_OK);
    }
}

static kaal_err_t prove(kaal_err_t err)
{
    if (err == KAAL_OK) {
        while (!force_prove(&err, &reason)) {
            assert_int_equal(err, KAAL_OK);
        }
    }
    return err;
}

static kaal_err_t finish(uint64_t by)
{
    return prove(force_finish(by, &reason));
}

static kaal_err_t take(void)
{
    return prove(force_take(ME, next.binary, next.bytes, &reason));
}

static kaal_err_t put_and_finish(void)
{
    put_in_pieces(896);
    reason = NULL;
    return finish(ME);
}

static void a_signed_one_comes_in_pieces_of_any_size(void **state)
{
    (void)state;
    for (uint64_t bytes = 1; bytes < 200; bytes += 7) {
        begin();
        put_in_pieces(bytes);
        assert_null(force_candidate());
        assert_int_equal(finish(ME), KAAL_OK);
        assert_int_equal(force_candidate()->header->version, 6);
        assert_int_equal(force_policy()->header->version, 5);
        force_switch();
        assert_int_equal(force_policy()->header->version, 6);
        assert_int_equal(force_generation(), 1);
        assert_null(force_candidate());
    }
}

static void the_hash_is_that_of_the_policy(void **state)
{
    uint8_t hash[FORCE_HASH_BYTES];

    (void)state;
    begin();
    crypto_hash_sha256(hash, first.binary, first.bytes);
    assert_memory_equal(force_hash(), hash, sizeof(hash));
    assert_int_equal(put_and_finish(), KAAL_OK);
    crypto_hash_sha256(hash, next.binary, next.bytes);
    assert_memory_equal(force_candidate_hash(), hash, sizeof(hash));
    force_switch();
    assert_memory_equal(force_hash(), hash, sizeof(hash));
}

/* What is in force lies in one place while the next comes into the other, and so on. */
static void one_follows_the_other(void **state)
{
    (void)state;
    begin();
    for (uint32_t version = 6; version < 12; version++) {
        make(&next, version);
        sign();
        assert_int_equal(put_and_finish(), KAAL_OK);
        assert_int_equal(force_policy()->header->version, version - 1);
        force_switch();
        assert_int_equal(force_policy()->header->version, version);
        assert_int_not_equal(kaal_policy_find(force_policy(), 0, KAAL_POLICY_CHANNEL, 1, NULL),
                             KAAL_POLICY_NONE);
    }
}

static void every_changed_byte_is_noticed(void **state)
{
    (void)state;
    begin();
    for (uint64_t i = 0; i < message_bytes; i++) {
        message[i] ^= 1;
        assert_int_not_equal(put_and_finish(), KAAL_OK);
        assert_non_null(reason);
        assert_null(force_candidate());
        message[i] ^= 1;
    }
    assert_int_equal(put_and_finish(), KAAL_OK);
}

static void others_signatures_do_not_count(void **state)
{
    (void)state;
    begin();
    secret_key[0] ^= 1;
    sign();
    assert_int_equal(put_and_finish(), KAAL_ERR_DENIED);
    begin();
    assert_int_equal(force_begin(first.binary, first.bytes, NULL, &reason), KAAL_OK);
    assert_int_equal(put_and_finish(), KAAL_ERR_DENIED);
    begin();
    message_bytes = next.bytes;
    memcpy(message, next.binary, next.bytes);
    assert_int_equal(put_and_finish(), KAAL_ERR_FORMAT);
}

static void the_version_must_rise(void **state)
{
    (void)state;
    for (uint32_t version = 4; version <= 5; version++) {
        begin();
        make(&next, version);
        sign();
        assert_int_equal(put_and_finish(), KAAL_ERR_VERSION);
        assert_int_equal(take(), KAAL_ERR_VERSION);
        assert_null(force_candidate());
    }
    make(&next, 6);
    assert_int_equal(take(), KAAL_OK);
    force_switch();
    assert_int_equal(force_policy()->header->version, 6);
}

static void pieces_come_in_order(void **state)
{
    (void)state;
    begin();
    assert_int_equal(force_put(ME, 10, message, 10), KAAL_ERR_STATE);
    assert_int_equal(force_put(ME, 0, message, 10), KAAL_OK);
    assert_int_equal(force_put(ME, 20, message, 10), KAAL_ERR_STATE);
    assert_int_equal(force_put(ME, 10, message + 10, 10), KAAL_ERR_STATE);
    assert_int_equal(finish(ME), KAAL_ERR_SHORT);
    assert_int_equal(put_and_finish(), KAAL_OK);
}

static void any_other_size_is_refused(void **state)
{
    (void)state;
    begin();
    for (uint64_t bytes = 0; bytes < message_bytes; bytes += 5) {
        assert_int_equal(force_put(ME, 0, message, bytes), KAAL_OK);
        assert_int_equal(finish(ME), KAAL_ERR_SHORT);
    }
    message_bytes++;
    assert_int_equal(put_and_finish(), KAAL_ERR_LONG);
    assert_int_equal(force_put(ME, 0, message, sizeof(message)), KAAL_ERR_LONG);
    assert_int_equal(force_put(ME, 0, message, UINT64_MAX), KAAL_ERR_LONG);
}

static void a_candidate_is_dropped_by_the_next(void **state)
{
    (void)state;
    begin();
    assert_int_equal(put_and_finish(), KAAL_OK);
    assert_int_equal(force_put(ME, 0, message, 1), KAAL_OK);
    assert_null(force_candidate());
    assert_int_equal(put_and_finish(), KAAL_OK);
    assert_int_equal(force_drop(ME), KAAL_OK);
    assert_null(force_candidate());
    assert_null(force_candidate_hash());
    assert_int_equal(force_drop(ME), KAAL_OK);
}

static void it_is_his_who_brought_it(void **state)
{
    (void)state;
    begin();
    assert_true(force_is_own(OTHER));
    assert_int_equal(force_put(ME, 0, message, 100), KAAL_OK);
    assert_int_equal(force_put(OTHER, 100, message + 100, 1), KAAL_ERR_STATE);
    assert_int_equal(finish(OTHER), KAAL_ERR_SHORT);
    assert_int_equal(force_drop(OTHER), KAAL_ERR_STATE);
    assert_int_equal(force_put(ME, 100, message + 100, message_bytes - 100), KAAL_OK);
    assert_int_equal(finish(ME), KAAL_OK);
    assert_true(force_is_own(ME));
    assert_false(force_is_own(OTHER));
    assert_int_equal(force_drop(OTHER), KAAL_ERR_STATE);
    assert_non_null(force_candidate());
    assert_int_equal(force_put(OTHER, 0, message, 100), KAAL_OK);
    assert_null(force_candidate()); /* one place for what comes */
    assert_int_equal(force_put(ME, 100, message + 100, 1), KAAL_ERR_STATE);
    assert_int_equal(force_drop(OTHER), KAAL_OK);
    assert_int_equal(finish(OTHER), KAAL_ERR_SHORT);
}

/* What comes without a good signature takes nothing from who has taken one of the boot image. */
static void pieces_do_not_hurt_one_of_the_boot_image(void **state)
{
    (void)state;
    begin();
    assert_int_equal(take(), KAAL_OK);
    message[sizeof(struct kaal_wire_policy_signed)] ^= 1;
    assert_int_equal(force_put(OTHER, 0, message, message_bytes), KAAL_OK);
    assert_int_equal(finish(OTHER), KAAL_ERR_DENIED);
    assert_true(force_candidate() != NULL && force_is_own(ME));
    assert_int_equal(force_put(OTHER, 0, message, message_bytes), KAAL_OK);
    force_switch();
    assert_int_equal(force_policy()->header->version, 6);
    assert_int_equal(finish(OTHER), KAAL_ERR_SHORT);
}

/* Signed or not: what contradicts itself is not put in force. */
static void a_broken_assertion_is_refused(void **state)
{
    struct kaal_policy broken;

    (void)state;
    begin();
    sample_never(&next, 0, 1);
    sign();
    assert_int_equal(put_and_finish(), KAAL_ERR_STATE);
    assert_int_equal(force_broken(&broken)->count, 2);
    assert_int_equal(broken.header->version, 6);
    assert_int_equal(take(), KAAL_ERR_STATE);
    assert_int_equal(force_begin(next.binary, next.bytes, public_key, &reason), KAAL_ERR_STATE);
    assert_int_equal(force_policy()->header->version, 5);
}

/* Nothing else happens to its bytes until its last assertion is looked at. */
static void while_one_is_proved_others_wait(void **state)
{
    kaal_err_t err = KAAL_OK;
    uint32_t parts = 1;

    (void)state;
    begin();
    sample_begin(&next, 3);
    next.header.version = 6;
    sample_never(&next, 0, 1);
    sample_never(&next, 1, 2);
    sign();
    put_in_pieces(896);
    assert_int_equal(force_finish(ME, &reason), KAAL_OK);
    while (!force_prove(&err, &reason)) {
        assert_int_equal(err, KAAL_OK);
        assert_int_equal(force_put(OTHER, 0, message, 1), KAAL_ERR_BUSY);
        assert_int_equal(force_finish(OTHER, &reason), KAAL_ERR_BUSY);
        assert_int_equal(force_take(OTHER, first.binary, first.bytes, &reason), KAAL_ERR_BUSY);
        assert_null(force_candidate());
        parts++;
    }
    assert_int_equal(err, KAAL_OK);
    assert_int_equal(parts, 4); /* as a whole, two assertions, the end */
    assert_non_null(force_candidate());
    assert_int_equal(force_put(OTHER, 0, message, 1), KAAL_OK);
}

static void another_one_is_in_force_meanwhile(void **state)
{
    kaal_err_t err = KAAL_OK;

    (void)state;
    begin();
    assert_int_equal(take(), KAAL_OK);
    put_in_pieces(896);
    assert_int_equal(force_finish(OTHER, &reason), KAAL_ERR_SHORT);
    assert_int_equal(force_finish(ME, &reason), KAAL_OK);
    assert_false(force_prove(&err, &reason));
    force_switch();
    while (!force_prove(&err, &reason)) {
    }
    assert_int_equal(err, KAAL_ERR_VERSION);
    assert_null(force_candidate());
    assert_int_equal(force_policy()->header->version, 6);
}

static void a_broken_format_is_refused(void **state)
{
    (void)state;
    begin();
    next.header.audit = 9;
    sign();
    assert_int_equal(put_and_finish(), KAAL_ERR_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signed_one_comes_in_pieces_of_any_size),
        cmocka_unit_test(the_hash_is_that_of_the_policy),
        cmocka_unit_test(one_follows_the_other),
        cmocka_unit_test(every_changed_byte_is_noticed),
        cmocka_unit_test(others_signatures_do_not_count),
        cmocka_unit_test(the_version_must_rise),
        cmocka_unit_test(pieces_come_in_order),
        cmocka_unit_test(any_other_size_is_refused),
        cmocka_unit_test(a_candidate_is_dropped_by_the_next),
        cmocka_unit_test(it_is_his_who_brought_it),
        cmocka_unit_test(pieces_do_not_hurt_one_of_the_boot_image),
        cmocka_unit_test(a_broken_assertion_is_refused),
        cmocka_unit_test(while_one_is_proved_others_wait),
        cmocka_unit_test(another_one_is_in_force_meanwhile),
        cmocka_unit_test(a_broken_format_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
