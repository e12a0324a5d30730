/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is hashed, and in which order.
 */
#include "seal/chain.h"

#include <string.h>

#include <sodium/crypto_auth_hmacsha256.h>
#include <sodium/crypto_hash_sha256.h>
#include <sodium/utils.h>

_Static_assert(sizeof(struct audit_batch) >= sizeof(crypto_hash_sha256_state), "libsodium's state");
_Static_assert(_Alignof(struct audit_batch) >= _Alignof(crypto_hash_sha256_state), "its alignment");
_Static_assert(KAAL_AUDIT_HASH_BYTES == crypto_hash_sha256_BYTES, "SHA-256");
_Static_assert(KAAL_AUDIT_KEY_BYTES == crypto_auth_hmacsha256_KEYBYTES, "HMAC-SHA-256");

static crypto_hash_sha256_state *state_of(struct audit_batch *batch)
{
    return (void *)batch->opaque;
}

void audit_chain_init(struct audit_chain *chain, const uint8_t key[KAAL_AUDIT_KEY_BYTES])
{
    *chain = (struct audit_chain){0};
    memcpy(chain->key, key, sizeof(chain->key));
}

void audit_key_erase(uint8_t key[KAAL_AUDIT_KEY_BYTES])
{
    sodium_memzero(key, KAAL_AUDIT_KEY_BYTES);
}

void audit_chain_next_key(struct audit_chain *chain)
{
    static const char prefix[] = KAAL_AUDIT_NEXT_KEY;
    crypto_hash_sha256_state state;

    /* These functions of libsodium give 0 always. */
    (void)crypto_hash_sha256_init(&state);
    (void)crypto_hash_sha256_update(&state, (const uint8_t *)prefix, sizeof(prefix) - 1);
    (void)crypto_hash_sha256_update(&state, chain->key, sizeof(chain->key));
    (void)crypto_hash_sha256_final(&state, chain->key);
    sodium_memzero(&state, sizeof(state));
    chain->number++;
}

void audit_batch_begin(struct audit_batch *batch, const uint8_t chain[KAAL_AUDIT_HASH_BYTES])
{
    (void)crypto_hash_sha256_init(state_of(batch));
    (void)crypto_hash_sha256_update(state_of(batch), chain, KAAL_AUDIT_HASH_BYTES);
}

void audit_batch_add(struct audit_batch *batch, const struct kaal_wire_audit_record *record)
{
    (void)crypto_hash_sha256_update(state_of(batch), (const uint8_t *)record, sizeof(*record));
}

void audit_batch_end(struct audit_batch *batch, uint8_t chain[KAAL_AUDIT_HASH_BYTES])
{
    (void)crypto_hash_sha256_final(state_of(batch), chain);
}

static void mac_of(const struct audit_chain *chain, const struct kaal_wire_audit_seal *seal,
                   uint8_t mac[KAAL_AUDIT_HASH_BYTES])
{
    crypto_auth_hmacsha256_state state;

    (void)crypto_auth_hmacsha256_init(&state, chain->key, sizeof(chain->key));
    (void)crypto_auth_hmacsha256_update(&state, seal->chain, sizeof(seal->chain));
    (void)crypto_auth_hmacsha256_update(&state, (const uint8_t *)seal, KAAL_AUDIT_SEAL_HEAD_BYTES);
    (void)crypto_auth_hmacsha256_final(&state, mac);
    sodium_memzero(&state, sizeof(state));
}

void audit_chain_seal(struct audit_chain *chain, const uint8_t next[KAAL_AUDIT_HASH_BYTES],
                      struct kaal_wire_audit_seal *seal)
{
    seal->op = KAAL_AUDIT_SEAL;
    seal->reserved = 0;
    seal->number = chain->number;
    memcpy(seal->chain, next, sizeof(seal->chain));
    memset(seal->zero, 0, sizeof(seal->zero));
    mac_of(chain, seal, seal->mac);
    memcpy(chain->chain, next, sizeof(chain->chain));
    audit_chain_next_key(chain);
}

bool audit_seal_is_genuine(const struct audit_chain *chain, const struct kaal_wire_audit_seal *seal)
{
    static const uint8_t zero[sizeof(seal->zero)];
    uint8_t mac[KAAL_AUDIT_HASH_BYTES];

    mac_of(chain, seal, mac);
    return seal->op == KAAL_AUDIT_SEAL && seal->reserved == 0 && seal->number == chain->number &&
           memcmp(seal->zero, zero, sizeof(zero)) == 0 &&
           sodium_memcmp(seal->mac, mac, sizeof(mac)) == 0;
}
