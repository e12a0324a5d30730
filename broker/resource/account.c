/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accounts: lists of untyped blocks and of slot runs in fixed pools.
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
#define OBJECTS_MAX    128U /* of one Retype; the kernel's limit is CONFIG_RETYPE_FAN_OUT_LIMIT */

_Static_assert(OBJECTS_MAX <= CONFIG_RETYPE_FAN_OUT_LIMIT, "one Retype makes them all");

struct block {
    buddy_piece_t piece;
    uint64_t used_bytes; /* where the kernel's next object in it may begin */
    uint16_t next;
};

struct run {
    struct slot_run slots;
    bool is_copies; /* capabilities to be deleted by name, not by the revoke of a block */
    uint16_t next;
};

static struct block blocks[LIMIT_BLOCKS];
static struct run runs[LIMIT_RUNS];
static uint16_t free_blocks;
static uint16_t free_runs;

void account_pool_init(void)
{
    for (uint32_t i = 0; i < KAAL_ARRAY_LENGTH(blocks); i++) {
        blocks[i].next = (i + 1U < KAAL_ARRAY_LENGTH(blocks)) ? (uint16_t)(i + 1) : NONE;
    }
    for (uint32_t i = 0; i < KAAL_ARRAY_LENGTH(runs); i++) {
        runs[i].next = (i + 1U < KAAL_ARRAY_LENGTH(runs)) ? (uint16_t)(i + 1) : NONE;
    }
    free_blocks = 0;
    free_runs = 0;
}

void account_init(struct account *account, uint64_t limit_bytes)
{
    *account = (struct account){
        .limit_bytes = limit_bytes,
        .first_block = NONE,
        .first_run = NONE,
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

static uint16_t block_with_room(const struct account *account, unsigned object_bits, uint64_t bytes)
{
    for (uint16_t i = account->first_block; i != NONE; i = blocks[i].next) {
        uint64_t size = (uint64_t)1 << buddy_size_bits(blocks[i].piece);

        if (aligned_start(&blocks[i], object_bits) + bytes <= size) {
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
    uint16_t index = free_runs;
    kaal_err_t err = KAAL_OK;

    if (index == NONE) {
        return KAAL_ERR_NO_SLOTS;
    }
    err = slots_alloc(count, first);
    if (err != KAAL_OK) {
        return err;
    }
    free_runs = runs[index].next;
    runs[index] = (struct run){
        .slots = {*first, count},
        .is_copies = is_copies,
        .next = account->first_run,
    };
    account->first_run = index;
    return KAAL_OK;
}

/* Take back the run that was added last. */
static void run_undo(struct account *account)
{
    uint16_t index = account->first_run;

    slots_free(runs[index].slots.first, runs[index].slots.count);
    account->first_run = runs[index].next;
    runs[index].next = free_runs;
    free_runs = index;
}

kaal_err_t account_add_slots(struct account *account, uint32_t count, uint32_t *first)
{
    return run_add(account, count, true, first);
}

kaal_err_t account_make(struct account *account, seL4_Word type, unsigned size_bits,
                        unsigned object_bits, uint32_t count, uint32_t *first)
{
    uint64_t bytes = (uint64_t)count << object_bits;
    uint16_t index = block_with_room(account, object_bits, bytes);
    uint32_t slot = 0;
    kaal_err_t err = KAAL_OK;

    KAAL_ASSERT(count > 0 && count <= OBJECTS_MAX);
    if (index == NONE) {
        err = block_add(account, bits_for(bytes));
        if (err != KAAL_OK) {
            return err;
        }
        index = account->first_block;
    }
    err = run_add(account, count, false, &slot);
    if (err != KAAL_OK) {
        return err;
    }
    if (untyped_retype(buddy_slot(blocks[index].piece), type, size_bits, slot, count) !=
        seL4_NoError) {
        run_undo(account);
        return KAAL_ERR_KERNEL;
    }
    blocks[index].used_bytes = aligned_start(&blocks[index], object_bits) + bytes;
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
                           (rest < OBJECTS_MAX) ? rest : OBJECTS_MAX) != seL4_NoError) {
            return KAAL_ERR_KERNEL;
        }
    }
    blocks[index].used_bytes = (uint64_t)1 << size_bits;
    *run = (struct slot_run){slot, count};
    *frame_bits = bits;
    *paddr = buddy_paddr(blocks[index].piece);
    return KAAL_OK;
}

static bool runs_release(struct account *account)
{
    bool is_clean = true;

    while (account->first_run != NONE) {
        uint16_t index = account->first_run;
        struct run *run = &runs[index];

        for (uint32_t i = 0; i < run->slots.count; i++) {
            if (!run->is_copies || untyped_delete(run->slots.first + i)) {
                slots_free(run->slots.first + i, 1);
            } else {
                is_clean = false;
            }
        }
        account->first_run = run->next;
        run->next = free_runs;
        free_runs = index;
    }
    return is_clean;
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
    return runs_release(account);
}
