/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The chain over audit records and the seals on it (kaal/wire/audit.h): for the broker, which
 * makes them, and for the host, which checks them. Pure; the hashes are libsodium's.
 */
#pragma once

#include <kaal/wire/audit.h>

/* How far one has come: the key for the next seal, and the chain behind the last one. */
struct audit_chain {
    uint8_t key[KAAL_AUDIT_KEY_BYTES];
    uint8_t chain[KAAL_AUDIT_HASH_BYTES];
    uint64_t number; /* of the next seal */
};

/* Begin with key[0], which is copied, and a chain of zero. */
void audit_chain_init(struct audit_chain *chain, const uint8_t key[KAAL_AUDIT_KEY_BYTES]);

/* Overwrite a key for good. */
void audit_key_erase(uint8_t key[KAAL_AUDIT_KEY_BYTES]);

/* The key for the next seal; the present one is overwritten. */
void audit_chain_next_key(struct audit_chain *chain);

/* A batch is folded record by record; `state` may be copied in between. */
struct audit_batch {
    uint64_t opaque[16]; /* libsodium's state */
};

/* Begin the batch behind a chain value, add a record to it, get the next chain value. */
void audit_batch_begin(struct audit_batch *batch, const uint8_t chain[KAAL_AUDIT_HASH_BYTES]);
void audit_batch_add(struct audit_batch *batch, const struct kaal_wire_audit_record *record);
void audit_batch_end(struct audit_batch *batch, uint8_t chain[KAAL_AUDIT_HASH_BYTES]);

/*
 * Seal a batch: seq, time_ns and count are given, the rest is filled in, and the chain goes on by
 * one. next: the chain value that audit_batch_end gave.
 */
void audit_chain_seal(struct audit_chain *chain, const uint8_t next[KAAL_AUDIT_HASH_BYTES],
                      struct kaal_wire_audit_seal *seal);

/* Whether a seal was made with this key over its own chain value, and nothing in it was changed. */
bool audit_seal_is_genuine(const struct audit_chain *chain,
                           const struct kaal_wire_audit_seal *seal);
