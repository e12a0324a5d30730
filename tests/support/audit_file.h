/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A small file of audit records, sealed as the broker does it.
 */
#pragma once

#include <string.h>

#include "seal/chain.h"

#define AUDIT_FILE_RECORDS_MAX 4096

/* Aligned, and as it lies in a file. */
struct audit_sample {
    struct kaal_wire_audit_file header;
    struct kaal_wire_audit_record records[AUDIT_FILE_RECORDS_MAX];
    uint64_t count;
    struct audit_chain chain;
    struct audit_batch batch;
    uint32_t waiting;
};

static const uint8_t audit_sample_key[KAAL_AUDIT_KEY_BYTES] = "the audit log's key for tests..";

static inline void audit_sample_init(struct audit_sample *sample)
{
    *sample = (struct audit_sample){
        .header = {KAAL_AUDIT_MAGIC, KAAL_AUDIT_VERSION, sizeof(sample->records[0])}};
    audit_chain_init(&sample->chain, audit_sample_key);
}

static inline void audit_sample_add(struct audit_sample *sample, enum kaal_audit_op op, uint64_t a)
{
    struct kaal_wire_audit_record *record = &sample->records[sample->count];

    *record = (struct kaal_wire_audit_record){
        .seq = sample->count + 1, .time_ns = 10 * sample->count, .op = (uint16_t)op, .a = a};
    sample->count++;
    if (sample->waiting == 0) {
        audit_batch_begin(&sample->batch, sample->chain.chain);
    }
    audit_batch_add(&sample->batch, record);
    sample->waiting++;
}

static inline void audit_sample_seal(struct audit_sample *sample)
{
    struct kaal_wire_audit_seal seal = {
        .seq = sample->count + 1, .time_ns = 10 * sample->count, .count = sample->waiting};
    uint8_t next[KAAL_AUDIT_HASH_BYTES];

    audit_batch_end(&sample->batch, next);
    audit_chain_seal(&sample->chain, next, &seal);
    memcpy(&sample->records[sample->count], &seal, sizeof(seal));
    sample->count++;
    sample->waiting = 0;
}

static inline size_t audit_sample_bytes(const struct audit_sample *sample)
{
    return sizeof(sample->header) + sample->count * sizeof(sample->records[0]);
}
