/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accounts: lists of untyped blocks, and of slot runs (resource/runs.h).
 * What the objects are for is known to whoever made them.
 */
#include "resource/account.h"

#include <kaal/assert.h>

#include "limits.h"
#include "resource/buddy.h"
#include "resource/slots.h"
#include "resource/untyped.h"

#define NONE           ((uint16_t)0xffff)
#define BLOCK_BITS_MIN 14U  /* untypeds smaller than 16 KiB would be all book-keeping */
#define OBJECTS_MAX    256U /* of one Retype; the kernel's limit is CONFIG_RETYPE_FAN_OUT_LIMIT */

_Static_assert(OBJECTS_MAX <= CONFIG_RETYPE_FAN_OUT_LIMIT, "one Retype makes them all");

struct block {
    buddy_piece_t piece;
    uint64_t used_bytes; /* where the kernel's next object in it may begin */
    uint16_t next;
};

static struct block blocks[LIMIT_BLOCKS];
static uint16_t free_blocks;
static uint32_t blocks_available;

void account_pool_init(void)
{
    for (uint32_t i = 0; i < KAAL_ARRAY_LENGTH(blocks); i++) {
        blocks[i].next = (i + 1U < KAAL_ARRAY_LENGTH(blocks)) ? (uint16_t)(i + 1) : NONE;
    }
    free_blocks = 0;
    blocks_available = KAAL_ARRAY_LENGTH(blocks);
    runs_init();
}

void account_init(struct account *account, uint64_t limit_bytes, uint32_t limit_slots)
{
    *account = (struct account){
        .limit_bytes = limit_bytes,
        .limit_slots = limit_slots,
        .first_block = NONE,
        .first_run = RUNS_NONE,
    };
}

kaal_err_t account_charge(struct account *account, uint64_t bytes)
{
    if (bytes > account->limit_bytes - account->used_bytes) {
        return KAAL_ERR_QUOTA;
    }
    account->used_bytes += bytes;
    return KAAL_OK;
}

void account_refund(struct account *account, uint64_t bytes)
{
    KAAL_ASSERT(bytes <= account->used_bytes);
    account->used_bytes -= bytes;
}

static kaal_err_t block_add(struct account *account, unsigned size_bits)
{
    uint16_t index = free_blocks;
    kaal_err_t err = KAAL_OK;

    if (index == NONE) {
        return KAAL_ERR_NO_SLOTS;
    }
    if (((uint64_t)1 << size_bits) > account->limit_bytes - account->used_bytes) {
        return KAAL_ERR_QUOTA;
    }
    err = buddy_alloc(size_bits, &blocks[index].piece);
    if (err != KAAL_OK) {
        return err;
    }
    free_blocks = blocks[index].next;
    blocks_available--;
    blocks[index].used_bytes = 0;
    blocks[index].next = account->first_block;
    account->first_block = index;
    account->used_bytes += (uint64_t)1 << size_bits;
    return KAAL_OK;
}

/* Where an object of 2^object_bits bytes would begin in a block. */
static uint64_t aligned_start(const struct block *block, unsigned object_bits)
{
    uint64_t mask = ((uint64_t)1 << object_bits) - 1;

    return (block->used_bytes + mask) & ~mask;
}

/* How many objects of 2^object_bits bytes still fit into a block. */
static uint64_t room_for(const struct block *block, unsigned object_bits)
{
    uint64_t size = (uint64_t)1 << buddy_size_bits(block->piece);
    uint64_t start = aligned_start(block, object_bits);

    return (start < size) ? (size - start) >> object_bits : 0;
}

static uint16_t block_with_room(const struct account *account, unsigned object_bits)
{
    for (uint16_t i = account->first_block; i != NONE; i = blocks[i].next) {
        if (room_for(&blocks[i], object_bits) > 0) {
            return i;
        }
    }
    return NONE;
}

static unsigned bits_for(uint64_t bytes)
{
    unsigned bits = BLOCK_BITS_MIN;

    while (((uint64_t)1 << bits) < bytes) {
        bits++;
    }
    return bits;
}

static kaal_err_t run_add(struct account *account, uint32_t count, bool is_copies, uint32_t *first)
{
    kaal_err_t err = KAAL_ERR_QUOTA;

    if (count <= account->limit_slots - account->used_slots) {
        err = runs_add(&account->first_run, count, is_copies, first);
    }
    if (err == KAAL_OK) {
        account->used_slots += count;
    }
    return err;
}

/* Give back the block that was added last, of which nothing was made. */
static void block_undo(struct account *account)
{
    uint16_t index = account->first_block;

    account->used_bytes -= (uint64_t)1 << buddy_size_bits(blocks[index].piece);
    buddy_free(blocks[index].piece);
    account->first_block = blocks[index].next;
    blocks[index].next = free_blocks;
    free_blocks = index;
    blocks_available++;
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
    if (err == KAAL_OK) {
        err = run_add(account, slots, false, &account->reserve_first);
    }
    if (err != KAAL_OK) {
        for (; made > 0; made--) {
            block_undo(account);
        }
        return err;
    }
    account->reserve_count = slots;
    return KAAL_OK;
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
        account->used_slots -= runs_undo(&account->first_run);
        return;
    }
    account->reserve_first -= count;
    account->reserve_count += count;
}

kaal_err_t account_add_slots(struct account *account, uint32_t count, uint32_t *first)
{
    return run_add(account, count, true, first);
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
    uint16_t index = block_with_room(account, making->object_bits);
    struct block *block = NULL;
    uint64_t some = 0;

    if (index == NONE) {
        kaal_err_t err =
            block_add(account, bits_for((uint64_t)making->rest << making->object_bits));

        if (err != KAAL_OK) {
            return err;
        }
        index = account->first_block;
    }
    block = &blocks[index];
    some = room_for(block, making->object_bits);
    some = (some < making->rest) ? some : making->rest;
    if (untyped_retype(buddy_slot(block->piece), making->type, making->size_bits, making->slot,
                       (uint32_t)some) != KAAL_OK) {
        return KAAL_ERR_KERNEL;
    }
    block->used_bytes = aligned_start(block, making->object_bits) + (some << making->object_bits);
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

kaal_err_t account_make_contiguous(struct account *account, unsigned size_bits,
                                   struct slot_run *run, unsigned *frame_bits, kaal_paddr_t *paddr)
{
    bool is_large = size_bits >= seL4_LargePageBits;
    unsigned bits = is_large ? seL4_LargePageBits : seL4_PageBits;
    seL4_Word type = is_large ? seL4_ARM_LargePageObject : seL4_ARM_SmallPageObject;
    uint32_t count = (uint32_t)1 << (size_bits - bits);
    uint32_t slot = 0;
    uint16_t index = NONE;
    kaal_err_t err = block_add(account, size_bits);

    if (err != KAAL_OK) {
        return err;
    }
    index = account->first_block;
    err = run_add(account, count, false, &slot);
    if (err != KAAL_OK) {
        return err;
    }
    for (uint32_t made = 0; made < count; made += OBJECTS_MAX) {
        uint32_t rest = count - made;

        if (untyped_retype(buddy_slot(blocks[index].piece), type, bits, slot + made,
                           (rest < OBJECTS_MAX) ? rest : OBJECTS_MAX) != KAAL_OK) {
            return KAAL_ERR_KERNEL;
        }
    }
    blocks[index].used_bytes = (uint64_t)1 << size_bits;
    *run = (struct slot_run){slot, count};
    *frame_bits = bits;
    *paddr = buddy_paddr(blocks[index].piece);
    return KAAL_OK;
}

/* Revoke and give back the blocks. Before the slots: the kernel empties them by the revoke. */
static bool blocks_release(struct account *account)
{
    bool is_clean = true;

    while (account->first_block != NONE) {
        uint16_t index = account->first_block;

        account->first_block = blocks[index].next;
        if (untyped_revoke(buddy_slot(blocks[index].piece))) {
            buddy_free(blocks[index].piece);
            blocks[index].next = free_blocks;
            free_blocks = index;
            blocks_available++;
        } else {
            is_clean = false;
        }
    }
    return is_clean;
}

bool account_deinit(struct account *account)
{
    bool blocks_are_clean = blocks_release(account);

    /* Slots of objects that could not be revoked still hold capabilities: they stay taken. */
    if (!blocks_are_clean) {
        return false;
    }
    account->used_bytes = 0;
    account->used_slots = 0;
    account->reserve_count = 0;
    return runs_release(&account->first_run);
}

uint32_t account_blocks_available(void)
{
    return blocks_available;
}
