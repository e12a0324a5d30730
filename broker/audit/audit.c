/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ring is indexed by sequence numbers, which run freely. What goes goes by whole batches, so
 * that what is left begins with the boot or with a seal, and can be checked by itself.
 */
#include "audit/audit.h"

#include <string.h>

#include <kaal/assert.h>

#include "arch/counter.h"
#include "seal/chain.h"
#include "limits.h"

#define MASK ((uint64_t)LIMIT_AUDIT_RECORDS - 1)

/* Free after each seal: what may wait for the next one, with places for seals, gaps and exports. */
#define ROOM ((uint64_t)AUDIT_WAITING_MAX + AUDIT_WAITING_MAX / AUDIT_BATCH + 16)

/* Of KAAL_AUDIT_FULL_REFUSE: for ends, revokes and refusals. */
#define RESERVE ((uint64_t)LIMIT_AUDIT_RECORDS / 4)

_Static_assert((LIMIT_AUDIT_RECORDS & (LIMIT_AUDIT_RECORDS - 1)) == 0, "the ring is masked");
_Static_assert(LIMIT_AUDIT_RECORDS / 4 > ROOM, "what goes has been sealed long ago");

static struct kaal_wire_audit_record ring[LIMIT_AUDIT_RECORDS];
static struct audit_chain chain;
static enum kaal_audit_full full;
static uint32_t policy;
static uint64_t oldest;
static uint64_t sealed; /* records before this one are sealed */
static uint64_t open;   /* the first record of the batch that is not full yet */
static uint64_t next;
static uint64_t kept;  /* records before this one are kept elsewhere */
static uint64_t noted; /* gaps before this one are recorded */

void audit_init(uint8_t key[KAAL_AUDIT_KEY_BYTES])
{
    audit_chain_init(&chain, key);
    audit_key_erase(key);
    full = KAAL_AUDIT_FULL_OVERWRITE;
    policy = 0;
    oldest = 1;
    sealed = 1;
    open = 1;
    next = 1;
    kept = 1;
    noted = 1;
}

void audit_set_policy(uint32_t version, enum kaal_audit_full wanted)
{
    policy = version;
    full = wanted;
}

static struct kaal_wire_audit_record *at(uint64_t seq)
{
    return &ring[seq & MASK];
}

/* End the batch that is open: the place behind it is its seal's, which is made later. */
static void close_batch(void)
{
    const struct kaal_wire_audit_seal seal = {.seq = next,
                                              .time_ns = counter_now_ns(),
                                              .op = KAAL_AUDIT_SEAL,
                                              .count = (uint32_t)(next - open)};

    memcpy(at(next), &seal, sizeof(seal));
    next++;
    open = next;
}

static void put(const struct kaal_wire_audit_record *record)
{
    struct kaal_wire_audit_record *entry = at(next);

    *entry = *record;
    entry->seq = next;
    entry->time_ns = counter_now_ns();
    entry->policy = policy;
    next++;
    if (next - open == AUDIT_BATCH) {
        close_batch();
    }
}

void audit_add(const struct kaal_wire_audit_record *record)
{
    put(record);
    if (next - sealed >= AUDIT_WAITING_MAX) {
        audit_seal_one();
    }
}

bool audit_is_full(void)
{
    return full == KAAL_AUDIT_FULL_REFUSE && next - kept >= LIMIT_AUDIT_RECORDS - ROOM - RESERVE;
}

bool audit_is_due(void)
{
    return next - sealed >= AUDIT_DUE;
}

static bool is_seal(uint64_t seq)
{
    return at(seq)->op == KAAL_AUDIT_SEAL;
}

/* The seal of the batch that a record is in; the last place, if somebody has damaged it. */
static uint64_t seal_after(uint64_t seq)
{
    while (!is_seal(seq) && seq + 1 < open) {
        seq++;
    }
    return seq;
}

/* Let the oldest batches go. Each leaves its seal, to begin from. */
static void make_room(void)
{
    while (next + ROOM - oldest > LIMIT_AUDIT_RECORDS) {
        oldest = seal_after(is_seal(oldest) ? oldest + 1 : oldest);
    }
    if (oldest > kept && oldest > noted) {
        noted = oldest;
        put(&(struct kaal_wire_audit_record){.op = KAAL_AUDIT_GAP, .a = kept, .b = oldest - 1});
    }
}

/* Make the seal of the oldest batch that waits for its own. */
static void seal_batch(void)
{
    uint64_t place = seal_after(sealed);
    struct kaal_wire_audit_seal seal;
    struct audit_batch batch;
    uint8_t value[KAAL_AUDIT_HASH_BYTES];

    audit_batch_begin(&batch, chain.chain);
    for (uint64_t seq = sealed; seq < place; seq++) {
        audit_batch_add(&batch, at(seq));
    }
    audit_batch_end(&batch, value);
    memcpy(&seal, at(place), sizeof(seal));
    audit_chain_seal(&chain, value, &seal);
    memcpy(at(place), &seal, sizeof(seal));
    sealed = place + 1;
}

void audit_seal_one(void)
{
    if (sealed == next) {
        return;
    }
    if (sealed == open) {
        close_batch();
    }
    seal_batch();
    make_room();
}

void audit_seal(void)
{
    uint64_t end = next;

    while (sealed < end) {
        audit_seal_one();
    }
}

void audit_tick(uint64_t now_ns)
{
    if (sealed != open || (next != sealed && now_ns >= at(sealed)->time_ns + AUDIT_WAIT_NS)) {
        audit_seal_one();
    }
}

bool audit_mark(uint32_t actor)
{
    if (sealed != open) {
        audit_seal_one();
        return false;
    }
    put(&(struct kaal_wire_audit_record){.op = KAAL_AUDIT_EXPORT, .actor = actor});
    if (sealed == open) {
        close_batch();
    }
    seal_batch();
    return true;
}

uint64_t audit_oldest(void)
{
    return oldest;
}

uint64_t audit_sealed(void)
{
    return sealed;
}

const struct kaal_wire_audit_record *audit_get(uint64_t seq)
{
    KAAL_ASSERT(seq >= oldest && seq < sealed);
    return at(seq);
}

void audit_fetched(uint64_t from, uint64_t seq)
{
    if ((from <= kept || from <= oldest) && seq > kept && seq <= sealed) {
        kept = seq;
    }
}

/* The first record of the batch that a sealed record is in; not its seal's. */
static uint64_t batch_of(uint64_t seq)
{
    while (seq > oldest && !is_seal(seq - 1)) {
        seq--;
    }
    return seq;
}

bool audit_check(uint64_t seq, uint64_t *after)
{
    static const uint8_t zero[KAAL_AUDIT_HASH_BYTES];
    const struct kaal_wire_audit_seal *seal = NULL;
    const uint8_t *before = zero;
    struct audit_batch batch;
    uint8_t value[KAAL_AUDIT_HASH_BYTES];
    uint64_t first = (seq > oldest) ? seq : oldest;

    if (first < sealed && is_seal(first)) {
        first++;
    }
    *after = sealed;
    if (first >= sealed) {
        return true;
    }
    first = batch_of(first);
    seal = (const void *)at(seal_after(first));
    *after = seal->seq + 1;
    if (first > 1) {
        before = ((const struct kaal_wire_audit_seal *)(const void *)at(first - 1))->chain;
    }
    audit_batch_begin(&batch, before);
    for (uint64_t i = first; i < seal->seq; i++) {
        audit_batch_add(&batch, at(i));
    }
    audit_batch_end(&batch, value);
    return seal->seq - first == seal->count && memcmp(value, seal->chain, sizeof(value)) == 0;
}
