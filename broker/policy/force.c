/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two places: what came from outside and is in force has one, what comes in gets the other.
 * The hashes are counted piece by piece, so that no request hashes a whole policy.
 */
#include "policy/force.h"

#include <string.h>

#include <sodium/crypto_hash_sha256.h>
#include <sodium/crypto_sign_ed25519.h>

#include <kaal/assert.h>

_Static_assert(FORCE_HASH_BYTES == crypto_hash_sha256_BYTES, "SHA-256");
_Static_assert(KAAL_POLICY_KEY_BYTES == crypto_sign_ed25519_PUBLICKEYBYTES, "Ed25519");
_Static_assert(KAAL_POLICY_SIGNATURE_BYTES == crypto_sign_ed25519_BYTES, "Ed25519");

struct held {
    bool is_there;
    uint64_t by; /* who brought it */
    struct kaal_policy policy;
    uint8_t hash[FORCE_HASH_BYTES];
    uint32_t place; /* of `places`; PLACES: in the boot image */
};

#define PLACES 2

static _Alignas(8) uint8_t places[PLACES][KAAL_POLICY_BYTES_MAX];
static struct held current;
static struct held candidate;
static const uint8_t *public_key;
static uint32_t generation;

/* What comes in. */
static struct {
    bool is_begun;
    uint64_t by;
    uint64_t bytes; /* that came, with the head */
    struct kaal_wire_policy_signed head;
    crypto_sign_ed25519ph_state signature;
    crypto_hash_sha256_state hash;
} coming;

#define HASHED_BYTES 16384 /* in one part of a proof: some 15 instructions a byte */

/* The next candidate, perhaps. */
static struct {
    enum {
        PROOF_NONE,
        PROOF_HASH,
        PROOF_WHOLE,
        PROOF_ASSERTIONS
    } at;
    struct held made;
    const uint8_t *data;
    uint64_t bytes;
    uint64_t hashed;    /* of them */
    uint32_t assertion; /* the next one */
    crypto_hash_sha256_state hash;
} proof;

/* The last candidate that broke an assertion of its own. */
static struct kaal_reach_break broken;
static struct kaal_policy broken_policy;

static kaal_err_t break_assertion(const struct kaal_policy *policy, const char **reason)
{
    broken_policy = *policy;
    *reason = "it breaks one of its own assertions";
    return KAAL_ERR_STATE;
}

kaal_err_t force_begin(const void *data, uint64_t bytes, const uint8_t *key, const char **reason)
{
    struct held made = {.is_there = true, .place = PLACES};
    kaal_err_t err = kaal_policy_open(data, bytes, &made.policy, reason);

    if (err != KAAL_OK) {
        return err;
    }
    if (kaal_reach_check(&made.policy, &broken) != KAAL_OK) {
        return break_assertion(&made.policy, reason);
    }
    (void)crypto_hash_sha256(made.hash, data, bytes);
    current = made;
    candidate.is_there = false;
    coming.is_begun = false;
    proof.at = PROOF_NONE;
    public_key = key;
    generation = 0;
    return KAAL_OK;
}

const struct kaal_policy *force_policy(void)
{
    return &current.policy;
}

const uint8_t *force_hash(void)
{
    return current.hash;
}

uint32_t force_generation(void)
{
    return generation;
}

/* The place that what is in force does not lie in. */
static uint32_t free_place(void)
{
    return (current.place == 0) ? 1 : 0;
}

static void begin_coming(uint64_t by)
{
    if (candidate.place == free_place()) {
        candidate.is_there = false; /* it is written over */
    }
    coming.is_begun = true;
    coming.by = by;
    coming.bytes = 0;
    (void)crypto_sign_ed25519ph_init(&coming.signature);
    (void)crypto_hash_sha256_init(&coming.hash);
}

/* The part of a piece that belongs to the head. Returns how much of it. */
static uint64_t put_head(const uint8_t *data, uint64_t bytes)
{
    uint64_t room = sizeof(coming.head) - coming.bytes;
    uint64_t part = (bytes < room) ? bytes : room;

    memcpy((uint8_t *)&coming.head + coming.bytes, data, part);
    coming.bytes += part;
    return part;
}

kaal_err_t force_put(uint64_t by, uint64_t offset, const void *data, uint64_t bytes)
{
    const uint8_t *rest = data;
    uint64_t at = 0;

    if (proof.at != PROOF_NONE) {
        return KAAL_ERR_BUSY;
    }
    if (offset == 0) {
        begin_coming(by);
    }
    if (!coming.is_begun || coming.by != by) {
        return KAAL_ERR_STATE;
    }
    if (offset != coming.bytes) {
        coming.is_begun = false;
        return KAAL_ERR_STATE;
    }
    if (bytes > sizeof(coming.head) + KAAL_POLICY_BYTES_MAX - coming.bytes) {
        coming.is_begun = false;
        return KAAL_ERR_LONG;
    }
    if (coming.bytes < sizeof(coming.head)) {
        uint64_t part = put_head(rest, bytes);

        rest += part;
        bytes -= part;
    }
    if (bytes == 0) {
        return KAAL_OK;
    }
    at = coming.bytes - sizeof(coming.head);
    memcpy(places[free_place()] + at, rest, bytes);
    (void)crypto_sign_ed25519ph_update(&coming.signature, rest, bytes);
    (void)crypto_hash_sha256_update(&coming.hash, rest, bytes);
    coming.bytes += bytes;
    return KAAL_OK;
}

/* Before its bytes are believed in any way. */
static kaal_err_t check_signature(const char **reason)
{
    uint64_t bytes = coming.bytes - sizeof(coming.head);

    *reason = "it is not a signed policy";
    if (coming.head.magic != KAAL_POLICY_SIGNED_MAGIC) {
        return KAAL_ERR_FORMAT;
    }
    *reason = "its size is not what its head says";
    if (coming.head.bytes != bytes) {
        return (bytes < coming.head.bytes) ? KAAL_ERR_SHORT : KAAL_ERR_LONG;
    }
    *reason = "the boot image has no key for policies";
    if (public_key == NULL) {
        return KAAL_ERR_DENIED;
    }
    *reason = "its signature is not by the boot image's key";
    return (crypto_sign_ed25519ph_final_verify(&coming.signature, coming.head.signature,
                                               public_key) == 0)
               ? KAAL_OK
               : KAAL_ERR_DENIED;
}

static void begin_proof(uint64_t by, const void *data, uint64_t bytes, uint32_t place)
{
    proof.made = (struct held){.is_there = true, .by = by, .place = place};
    proof.data = data;
    proof.bytes = bytes;
    proof.assertion = 0;
}

kaal_err_t force_finish(uint64_t by, const char **reason)
{
    kaal_err_t err = KAAL_ERR_SHORT;

    *reason = "another one is being proved";
    if (proof.at != PROOF_NONE) {
        return KAAL_ERR_BUSY;
    }
    *reason = "nothing was put, or not all of it";
    if (!coming.is_begun || coming.by != by) {
        return err;
    }
    if (coming.bytes >= sizeof(coming.head)) {
        err = check_signature(reason);
    }
    coming.is_begun = false;
    if (err == KAAL_OK) {
        begin_proof(by, places[free_place()], coming.head.bytes, free_place());
        (void)crypto_hash_sha256_final(&coming.hash, proof.made.hash);
        proof.at = PROOF_WHOLE;
    }
    return err;
}

kaal_err_t force_take(uint64_t by, const void *data, uint64_t bytes, const char **reason)
{
    *reason = "another one is being proved";
    if (proof.at != PROOF_NONE) {
        return KAAL_ERR_BUSY;
    }
    begin_proof(by, data, bytes, PLACES);
    (void)crypto_hash_sha256_init(&proof.hash);
    proof.hashed = 0;
    proof.at = PROOF_HASH;
    return KAAL_OK;
}

static void prove_hash(void)
{
    uint64_t left = proof.bytes - proof.hashed;
    uint64_t bytes = (left < HASHED_BYTES) ? left : HASHED_BYTES;

    (void)crypto_hash_sha256_update(&proof.hash, proof.data + proof.hashed, bytes);
    proof.hashed += bytes;
    if (proof.hashed == proof.bytes) {
        (void)crypto_hash_sha256_final(&proof.hash, proof.made.hash);
        proof.at = PROOF_WHOLE;
    }
}

static kaal_err_t prove_version(const char **reason)
{
    *reason = "its version is not above the one in force";
    return (proof.made.policy.header->version > current.policy.header->version) ? KAAL_OK
                                                                                : KAAL_ERR_VERSION;
}

static kaal_err_t prove_whole(const char **reason)
{
    kaal_err_t err = kaal_policy_open(proof.data, proof.bytes, &proof.made.policy, reason);

    if (err != KAAL_OK) {
        return err;
    }
    err = prove_version(reason);
    if (err == KAAL_OK) {
        kaal_reach_begin(&proof.made.policy);
        proof.at = PROOF_ASSERTIONS;
    }
    return err;
}

/* Another one may be in force meanwhile. */
static kaal_err_t nominate(const char **reason)
{
    kaal_err_t err = prove_version(reason);

    if (err == KAAL_OK) {
        candidate = proof.made;
        proof.at = PROOF_NONE;
    }
    return err;
}

static kaal_err_t prove_assertion(const char **reason)
{
    if (proof.assertion == proof.made.policy.header->assertion_count) {
        return nominate(reason);
    }
    if (!kaal_reach_holds(&proof.made.policy, proof.assertion, &broken)) {
        return break_assertion(&proof.made.policy, reason);
    }
    proof.assertion++;
    return KAAL_OK;
}

bool force_prove(kaal_err_t *err, const char **reason)
{
    *err = KAAL_OK;
    switch (proof.at) {
    case PROOF_HASH:
        prove_hash();
        break;
    case PROOF_WHOLE:
        *err = prove_whole(reason);
        break;
    case PROOF_ASSERTIONS:
        *err = prove_assertion(reason);
        break;
    case PROOF_NONE:
        break;
    }
    if (*err != KAAL_OK) {
        proof.at = PROOF_NONE;
    }
    return proof.at == PROOF_NONE;
}

const struct kaal_policy *force_candidate(void)
{
    return candidate.is_there ? &candidate.policy : NULL;
}

const uint8_t *force_candidate_hash(void)
{
    return candidate.is_there ? candidate.hash : NULL;
}

bool force_is_own(uint64_t by)
{
    return !candidate.is_there || candidate.by == by;
}

kaal_err_t force_drop(uint64_t by)
{
    bool is_there = candidate.is_there || coming.is_begun;
    bool is_own = false;

    if (candidate.is_there && candidate.by == by) {
        candidate.is_there = false;
        is_own = true;
    }
    if (coming.is_begun && coming.by == by) {
        coming.is_begun = false;
        is_own = true;
    }
    return (is_there && !is_own) ? KAAL_ERR_STATE : KAAL_OK;
}

void force_switch(void)
{
    KAAL_ASSERT(candidate.is_there);
    current = candidate;
    generation++;
    candidate.is_there = false;
    coming.is_begun = false; /* its place may be that of the one in force now */
}

const struct kaal_reach_break *force_broken(struct kaal_policy *policy)
{
    *policy = broken_policy;
    return &broken;
}
