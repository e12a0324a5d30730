/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accounts: a list of untypeds (resource/blocks.h) and one of slots (resource/runs.h).
 * What the objects are for is known to whoever made them.
 */
#include "resource/account.h"

#include <kaal/assert.h>

#include "limits.h"
#include "resource/quota.h"
#include "resource/untyped.h"

#define BLOCK_BITS_MIN 14U /* untypeds smaller than 16 KiB would be all book-keeping */
#define BLOCK_BITS_MAX \
    20U /* ... larger than 1 MiB keep others waiting: cleared as a whole (ADR 10) */
#define OBJECTS_MAX 256U /* of one Retype; the kernel's limit is CONFIG_RETYPE_FAN_OUT_LIMIT */

_Static_assert(OBJECTS_MAX <= CONFIG_RETYPE_FAN_OUT_LIMIT, "one Retype makes them all");

void account_pool_init(void)
{
    blocks_init();
    runs_init();
}

void account_init(struct account *account, uint64_t limit_bytes, uint32_t limit_slots)
{
    *account = (struct account){
        .limit_bytes = limit_bytes,
        .limit_slots = limit_slots,
        .owner = QUOTA_NOBODY,
        .first_block = BLOCKS_NONE,
        .first_run = RUNS_NONE,
        .kept = {.block = BLOCKS_NONE, .run = RUNS_NONE},
    };
}

void account_init_part(struct account *account, struct account *payer)
{
    account_init(account, UINT64_MAX, UINT32_MAX);
    account->payer = payer;
}

void account_own(struct account *account, uint32_t owner, uint32_t limit_cpu)
{
    account->owner = owner;
    account->limit_cpu = limit_cpu;
}

kaal_err_t account_check(const struct account *account, uint64_t bytes, uint32_t slots)
{
    for (; account != NULL; account = account->payer) {
        if (bytes > account->limit_bytes - account->used_bytes) {
            return quota_refuse(account->owner, QUOTA_MEMORY, bytes, account->used_bytes,
                                account->limit_bytes);
        }
        if (slots > account->limit_slots - account->used_slots) {
            return quota_refuse(account->owner, QUOTA_SLOTS, slots, account->used_slots,
                                account->limit_slots);
        }
    }
    return KAAL_OK;
}

static void pay(struct account *account, uint64_t bytes, uint32_t slots)
{
    for (; account != NULL; account = account->payer) {
        account->used_bytes += bytes;
        account->used_slots += slots;
    }
}

static void pay_back(struct account *account, uint64_t bytes, uint32_t slots)
{
    for (; account != NULL; account = account->payer) {
        KAAL_ASSERT(bytes <= account->used_bytes && slots <= account->used_slots);
        account->used_bytes -= bytes;
        account->used_slots -= slots;
    }
}

kaal_err_t account_charge(struct account *account, uint64_t bytes)
{
    kaal_err_t err = account_check(account, bytes, 0);

    if (err == KAAL_OK) {
        pay(account, bytes, 0);
    }
    return err;
}

void account_refund(struct account *account, uint64_t bytes)
{
    pay_back(account, bytes, 0);
}

kaal_err_t account_charge_cpu(struct account *account, uint32_t earlier, uint32_t share,
                              bool is_forced)
{
    uint64_t others = account->used_cpu - earlier;

    KAAL_ASSERT(earlier <= account->used_cpu);
    if (share > earlier && !is_forced && others + share > account->limit_cpu) {
        return quota_refuse(account->owner, QUOTA_CPU, share, others, account->limit_cpu);
    }
    account->used_cpu = (uint32_t)(others + share);
    return KAAL_OK;
}

static kaal_err_t block_add(struct account *account, unsigned size_bits)
{
    uint64_t bytes = (uint64_t)1 << size_bits;
    kaal_err_t err = account_check(account, bytes, 0);

    if (err == KAAL_OK) {
        err = blocks_add(&account->first_block, size_bits);
    }
    if (err == KAAL_OK) {
        pay(account, bytes, 0);
    }
    return err;
}

static unsigned bits_for(uint64_t bytes)
{
    unsigned bits = BLOCK_BITS_MIN;

    while (bits < BLOCK_BITS_MAX && ((uint64_t)1 << bits) < bytes) {
        bits++;
    }
    return bits;
}

static kaal_err_t run_add(struct account *account, uint32_t count, bool is_copies, uint32_t *first)
{
    kaal_err_t err = account_check(account, 0, count);

    if (err == KAAL_OK) {
        err = runs_add(&account->first_run, count, is_copies, first);
    }
    if (err == KAAL_OK) {
        pay(account, 0, count);
    }
    return err;
}

/* The largest power of two of memory to take when so much is still wanted. */
static unsigned next_block_bits(uint64_t bytes)
{
    unsigned bits = bits_for(bytes);
    uint64_t half = (uint64_t)1 << (bits - 1);

    /* Half of it and a smaller rest, if that saves a quarter at least. */
    return (bits > BLOCK_BITS_MIN && bytes <= half + half / 2) ? bits - 1 : bits;
}

kaal_err_t account_reserve(struct account *account, uint64_t bytes, uint32_t slots)
{
    uint32_t made = 0;
    kaal_err_t err = KAAL_OK;

    while (bytes > 0 && err == KAAL_OK) {
        unsigned bits = next_block_bits(bytes);
        uint64_t size = (uint64_t)1 << bits;

        err = block_add(account, bits);
        made += (err == KAAL_OK);
        bytes -= (size < bytes) ? size : bytes;
    }
    if (err == KAAL_OK && slots > 0) {
        err = run_add(account, slots, false, &account->reserve_first);
        account->reserve_count = (err == KAAL_OK) ? slots : account->reserve_count;
    }
    if (err != KAAL_OK) {
        for (; made > 0; made--) {
            pay_back(account, blocks_undo(&account->first_block), 0);
        }
    }
    return err;
}

kaal_err_t account_take_reserve(struct account *account, uint32_t count, uint32_t *first)
{
    if (account->reserve_count < count) {
        return KAAL_ERR_NO_SLOTS;
    }
    *first = account->reserve_first;
    account->reserve_first += count;
    account->reserve_count -= count;
    return KAAL_OK;
}

/* Slots for `count` objects: of the reserve, else a run of their own. */
static kaal_err_t object_slots(struct account *account, uint32_t count, uint32_t *first,
                               bool *is_new)
{
    *is_new = account->reserve_count < count;
    return *is_new ? run_add(account, count, false, first)
                   : account_take_reserve(account, count, first);
}

/* Take back what object_slots gave last. */
static void object_slots_undo(struct account *account, uint32_t count, bool is_new)
{
    if (is_new) {
        pay_back(account, 0, runs_undo(&account->first_run));
        return;
    }
    account->reserve_first -= count;
    account->reserve_count += count;
}

kaal_err_t account_add_slots(struct account *account, uint32_t count, uint32_t *first)
{
    return run_add(account, count, true, first);
}

kaal_err_t account_add_object_slots(struct account *account, uint32_t count, uint32_t *first)
{
    return run_add(account, count, false, first);
}

/* What is being made, a block at a time. */
struct making {
    seL4_Word type;
    unsigned size_bits;
    unsigned object_bits;
    uint32_t slot; /* of the next object */
    uint32_t rest; /* objects */
};

/* Make as many of the rest as one block has room for, in one call. */
static kaal_err_t make_some(struct account *account, struct making *making)
{
    uint16_t block =
        blocks_with_room(account->first_block, account->kept.block, making->object_bits);
    uint64_t some = 0;
    kaal_err_t err = KAAL_OK;

    if (block == BLOCKS_NONE) {
        err = block_add(account, bits_for((uint64_t)making->rest << making->object_bits));
        block = account->first_block;
    }
    if (err != KAAL_OK) {
        return err;
    }
    some = blocks_room(block, making->object_bits);
    some = (some < making->rest) ? some : making->rest;
    err = untyped_retype(blocks_slot(block), making->type, making->size_bits, making->slot,
                         (uint32_t)some);
    if (err != KAAL_OK) {
        return err;
    }
    blocks_use(block, making->object_bits, some);
    making->slot += (uint32_t)some;
    making->rest -= (uint32_t)some;
    return KAAL_OK;
}

kaal_err_t account_make(struct account *account, seL4_Word type, unsigned size_bits,
                        unsigned object_bits, uint32_t count, uint32_t *first)
{
    struct making making = {type, size_bits, object_bits, 0, count};
    uint32_t slot = 0;
    bool is_new = false;
    kaal_err_t err = KAAL_OK;

    KAAL_ASSERT(count > 0 && count <= OBJECTS_MAX);
    err = object_slots(account, count, &slot, &is_new);
    if (err != KAAL_OK) {
        return err;
    }
    making.slot = slot;
    while (making.rest > 0 && err == KAAL_OK) {
        err = make_some(account, &making);
    }
    if (err != KAAL_OK) {
        bool is_clean = true;

        for (uint32_t i = slot; i < making.slot; i++) {
            is_clean = untyped_delete(i) && is_clean;
        }
        if (is_clean) {
            object_slots_undo(account, count, is_new);
        }
        return err;
    }
    *first = slot;
    return KAAL_OK;
}

unsigned account_frame_bits(unsigned size_bits)
{
    return (size_bits >= seL4_LargePageBits) ? seL4_LargePageBits : seL4_PageBits;
}

kaal_err_t account_make_contiguous(struct account *account, unsigned size_bits,
                                   struct slot_run *run, kaal_paddr_t *paddr)
{
    unsigned bits = account_frame_bits(size_bits);
    seL4_Word type = (bits == seL4_PageBits) ? seL4_ARM_SmallPageObject : seL4_ARM_LargePageObject;
    uint32_t count = (uint32_t)1 << (size_bits - bits);
    uint32_t slot = 0;
    kaal_err_t err = block_add(account, size_bits);

    if (err != KAAL_OK) {
        return err;
    }
    err = run_add(account, count, false, &slot);
    if (err != KAAL_OK) {
        return err;
    }
    for (uint32_t made = 0; made < count; made += OBJECTS_MAX) {
        uint32_t rest = count - made;

        err = untyped_retype(blocks_slot(account->first_block), type, bits, slot + made,
                             (rest < OBJECTS_MAX) ? rest : OBJECTS_MAX);
        if (err != KAAL_OK) {
            return err;
        }
    }
    blocks_use(account->first_block, bits, count);
    *run = (struct slot_run){slot, count};
    *paddr = blocks_paddr(account->first_block);
    return KAAL_OK;
}

/*
 * Give back what is newer than the mark; the blocks first, since the kernel empties slots of
 * objects by the revoke. A block that it refuses to revoke stays charged.
 */
static bool release(struct account *account)
{
    uint64_t bytes = 0;
    bool are_empty =
        blocks_release(&account->first_block, account->kept.block, &bytes) && !account->is_unclean;

    pay_back(account, bytes, 0);
    return runs_release(&account->first_run, account->kept.run, are_empty);
}

void account_begin(struct account *account)
{
    KAAL_ASSERT(account->kept.block == BLOCKS_NONE && account->kept.run == RUNS_NONE);
    account->kept = (struct account_mark){
        .block = account->first_block,
        .run = account->first_run,
        .used_slots = account->used_slots,
        .reserve_first = account->reserve_first,
        .reserve_count = account->reserve_count,
    };
}

void account_commit(struct account *account)
{
    account->kept = (struct account_mark){.block = BLOCKS_NONE, .run = RUNS_NONE};
}

bool account_undo(struct account *account)
{
    bool is_clean = release(account);

    if (is_clean) {
        pay_back(account, 0, account->used_slots - account->kept.used_slots);
        account->reserve_first = account->kept.reserve_first;
        account->reserve_count = account->kept.reserve_count;
    }
    account_commit(account);
    return is_clean;
}

bool account_shrink(struct account *account)
{
    uint64_t bytes = 0;

    if (account->first_block == BLOCKS_NONE) {
        return false;
    }
    account->is_unclean = !blocks_release_one(&account->first_block, &bytes) || account->is_unclean;
    pay_back(account, bytes, 0);
    return true;
}

bool account_deinit(struct account *account)
{
    bool is_clean = release(account);

    if (is_clean) {
        pay_back(account, account->used_bytes, account->used_slots);
    }
    account->reserve_count = 0;
    account->used_cpu = 0;
    return is_clean;
}
