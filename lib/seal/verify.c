/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One pass from seal to seal.
 */
#include "seal/verify.h"

#include <string.h>

#include "seal/chain.h"

/* On the way through the records. */
struct walk {
    struct audit_chain chain;
    struct audit_batch batch;
    uint32_t waiting;  /* records of the batch so far */
    uint16_t last_op;  /* of the record before */
    uint64_t known_to; /* records up to this one were fetched before, or are said to be lost */
};

kaal_err_t audit_file_open(const void *data, size_t bytes,
                           const struct kaal_wire_audit_record **records, uint64_t *count)
{
    const struct kaal_wire_audit_file *header = data;

    if ((uintptr_t)data % 8 != 0) {
        return KAAL_ERR_ALIGN;
    }
    if (bytes < sizeof(*header) || header->magic != KAAL_AUDIT_MAGIC) {
        return KAAL_ERR_FORMAT;
    }
    if (header->version != KAAL_AUDIT_VERSION || header->record_bytes != sizeof(**records)) {
        return KAAL_ERR_VERSION;
    }
    if ((bytes - sizeof(*header)) % sizeof(**records) != 0) {
        return KAAL_ERR_FORMAT;
    }
    *records = (const void *)(header + 1);
    *count = (bytes - sizeof(*header)) / sizeof(**records);
    return KAAL_OK;
}

static const struct kaal_wire_audit_seal *seal_of(const struct kaal_wire_audit_record *record)
{
    return (const void *)record;
}

/* The first record: that of the boot, or the seal on those that are not in the file. */
static const char *begin(struct walk *walk, const struct kaal_wire_audit_record *first,
                         const struct audit_check *check)
{
    audit_chain_init(&walk->chain, check->key);
    walk->known_to = check->after;
    if (first->seq == 1) {
        return (first->op == KAAL_AUDIT_BOOT) ? NULL : "it does not begin with the boot";
    }
    if (first->op != KAAL_AUDIT_SEAL || seal_of(first)->number > check->seals_before) {
        return "it begins neither with the boot nor with a seal";
    }
    while (walk->chain.number < seal_of(first)->number) {
        audit_chain_next_key(&walk->chain);
    }
    return NULL;
}

/* A seal at the beginning vouches for the chain that it tells; what is behind it is checked. */
static const char *take_seal(struct walk *walk, const struct kaal_wire_audit_seal *seal,
                             bool is_first)
{
    uint8_t next[KAAL_AUDIT_HASH_BYTES];

    if (!audit_seal_is_genuine(&walk->chain, seal)) {
        return "the seal was not made by this key";
    }
    if (!is_first) {
        if (walk->waiting == 0 || seal->count != walk->waiting) {
            return "the seal is for another number of records";
        }
        audit_batch_end(&walk->batch, next);
        if (memcmp(next, seal->chain, sizeof(next)) != 0) {
            return "a record before the seal is not the one that was sealed";
        }
    }
    memcpy(walk->chain.chain, seal->chain, sizeof(walk->chain.chain));
    audit_chain_next_key(&walk->chain);
    walk->waiting = 0;
    return NULL;
}

static void take_record(struct walk *walk, const struct kaal_wire_audit_record *record)
{
    if (walk->waiting == 0) {
        audit_batch_begin(&walk->batch, walk->chain.chain);
    }
    audit_batch_add(&walk->batch, record);
    walk->waiting++;
    walk->last_op = record->op;
    if (record->op == KAAL_AUDIT_GAP && record->a <= walk->known_to + 1 &&
        record->b > walk->known_to) {
        walk->known_to = record->b;
    }
}

static const char *end(const struct walk *walk, const struct audit_verdict *verdict)
{
    if (walk->waiting != 0 || walk->last_op != KAAL_AUDIT_EXPORT) {
        return "it ends before its export did";
    }
    if (verdict->first > walk->known_to + 1) {
        return "records before the first one are missing, and no gap is recorded";
    }
    return NULL;
}

static void count_lost(const struct kaal_wire_audit_record *records, uint64_t count,
                       struct audit_verdict *verdict)
{
    uint64_t up_to = 0; /* each gap is told again as it grows */

    verdict->lost = 0;
    for (uint64_t i = 0; i < count; i++) {
        if (records[i].op == KAAL_AUDIT_GAP && records[i].b > up_to) {
            uint64_t from = (records[i].a > up_to) ? records[i].a : up_to + 1;

            verdict->lost += records[i].b - from + 1;
            up_to = records[i].b;
        }
    }
}

kaal_err_t audit_verify(const struct kaal_wire_audit_record *records, uint64_t count,
                        const struct audit_check *check, struct audit_verdict *verdict)
{
    static const char empty[] = "it has no records";
    struct walk walk = {0};

    *verdict = (struct audit_verdict){.reason = (count > 0) ? NULL : empty};
    if (count > 0) {
        verdict->first = records[0].seq;
        verdict->last = records[count - 1].seq;
        verdict->reason = begin(&walk, &records[0], check);
    }
    while (verdict->reason == NULL && verdict->at < count) {
        const struct kaal_wire_audit_record *record = &records[verdict->at];

        if (record->seq != verdict->first + verdict->at) {
            verdict->reason = "its number does not follow the one before";
        } else if (record->op == KAAL_AUDIT_SEAL) {
            verdict->reason = take_seal(&walk, seal_of(record), verdict->at == 0);
        } else {
            take_record(&walk, record);
        }
        verdict->at += verdict->reason == NULL;
    }
    if (verdict->reason == NULL) {
        verdict->reason = end(&walk, verdict);
    }
    if (verdict->reason == NULL) {
        count_lost(records, count, verdict);
    }
    return (verdict->reason == NULL) ? KAAL_OK : KAAL_ERR_CHECKSUM;
}
