/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The chain as kaal/wire/audit.h defines it, computed here in one piece.
 */
#include "support/cmocka_all.h"

#include <sodium/crypto_auth_hmacsha256.h>
#include <sodium/crypto_hash_sha256.h>

#include "support/audit_file.h"

static void is_what_the_header_says(void **state)
{
    static struct audit_sample sample;
    uint8_t batch[KAAL_AUDIT_HASH_BYTES + 2 * sizeof(sample.records[0])] = {0};
    uint8_t chain[KAAL_AUDIT_HASH_BYTES];
    uint8_t sealed[KAAL_AUDIT_HASH_BYTES + KAAL_AUDIT_SEAL_HEAD_BYTES];
    uint8_t mac[KAAL_AUDIT_HASH_BYTES];
    const struct kaal_wire_audit_seal *seal = NULL;

    (void)state;
    audit_sample_init(&sample);
    audit_sample_add(&sample, KAAL_AUDIT_BOOT, 7);
    audit_sample_add(&sample, KAAL_AUDIT_GRANT, 8);
    memcpy(batch + KAAL_AUDIT_HASH_BYTES, sample.records, 2 * sizeof(sample.records[0]));
    audit_sample_seal(&sample);
    seal = (const void *)&sample.records[2];
    assert_int_equal(crypto_hash_sha256(chain, batch, sizeof(batch)), 0);
    assert_memory_equal(seal->chain, chain, sizeof(chain));
    memcpy(sealed, chain, sizeof(chain));
    memcpy(sealed + sizeof(chain), seal, KAAL_AUDIT_SEAL_HEAD_BYTES);
    assert_int_equal(crypto_auth_hmacsha256(mac, sealed, sizeof(sealed), audit_sample_key), 0);
    assert_memory_equal(seal->mac, mac, sizeof(mac));
    assert_int_equal(seal->number, 0);
    assert_int_equal(seal->count, 2);
    assert_memory_equal(sample.chain.chain, chain, sizeof(chain));
}

static void the_next_key_is_a_hash_of_the_last(void **state)
{
    static const char prefix[] = "kaal audit next key";
    struct audit_chain chain;
    uint8_t text[sizeof(prefix) - 1 + KAAL_AUDIT_KEY_BYTES];
    uint8_t next[KAAL_AUDIT_KEY_BYTES];

    (void)state;
    memcpy(text, prefix, sizeof(prefix) - 1);
    memcpy(text + sizeof(prefix) - 1, audit_sample_key, KAAL_AUDIT_KEY_BYTES);
    assert_int_equal(crypto_hash_sha256(next, text, sizeof(text)), 0);
    audit_chain_init(&chain, audit_sample_key);
    audit_chain_next_key(&chain);
    assert_memory_equal(chain.key, next, sizeof(next));
    assert_int_equal(chain.number, 1);
}

static void a_key_is_erased(void **state)
{
    static const uint8_t zero[KAAL_AUDIT_KEY_BYTES];
    uint8_t key[KAAL_AUDIT_KEY_BYTES];

    (void)state;
    memcpy(key, audit_sample_key, sizeof(key));
    audit_key_erase(key);
    assert_memory_equal(key, zero, sizeof(key));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_what_the_header_says),
        cmocka_unit_test(the_next_key_is_a_hash_of_the_last),
        cmocka_unit_test(a_key_is_erased),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
