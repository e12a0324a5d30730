/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Blocks in a fixed pool. Which piece of memory a block is, is decided in resource/buddy.
 */
#include "resource/blocks.h"

#include "limits.h"
#include "resource/buddy.h"
#include "resource/untyped.h"

_Static_assert(LIMIT_BLOCKS < BLOCKS_NONE, "a link holds the index");

struct block {
    buddy_piece_t piece;
    uint64_t used_bytes; /* where the kernel's next object in it may begin */
    uint16_t next;
};

static struct block blocks[LIMIT_BLOCKS];
static uint16_t unused;
static uint16_t begun; /* entries that were in use at some time: [0, begun) */
static uint32_t available;

void blocks_init(void)
{
    unused = BLOCKS_NONE;
    begun = 0;
    available = KAAL_ARRAY_LENGTH(blocks);
}

static uint64_t size_of(const struct block *block)
{
    return (uint64_t)1 << buddy_size_bits(block->piece);
}

kaal_err_t blocks_add(uint16_t *list, unsigned size_bits)
{
    uint16_t index = (unused != BLOCKS_NONE) ? unused : begun;
    kaal_err_t err = KAAL_OK;

    if (available == 0) {
        return KAAL_ERR_NO_SLOTS;
    }
    err = buddy_alloc(size_bits, &blocks[index].piece);
    if (err != KAAL_OK) {
        return err;
    }
    if (index == unused) {
        unused = blocks[index].next;
    } else {
        begun++;
    }
    available--;
    blocks[index].used_bytes = 0;
    blocks[index].next = *list;
    *list = index;
    return KAAL_OK;
}

/* The block is on no list any more. */
static uint64_t give_back(uint16_t index)
{
    uint64_t bytes = size_of(&blocks[index]);

    buddy_free(blocks[index].piece);
    blocks[index].next = unused;
    unused = index;
    available++;
    return bytes;
}

uint64_t blocks_undo(uint16_t *list)
{
    uint16_t index = *list;

    *list = blocks[index].next;
    return give_back(index);
}

/* Where an object of 2^object_bits bytes would begin in a block. */
static uint64_t aligned_start(const struct block *block, unsigned object_bits)
{
    uint64_t mask = ((uint64_t)1 << object_bits) - 1;

    return (block->used_bytes + mask) & ~mask;
}

uint64_t blocks_room(uint16_t block, unsigned object_bits)
{
    uint64_t start = aligned_start(&blocks[block], object_bits);
    uint64_t size = size_of(&blocks[block]);

    return (start < size) ? (size - start) >> object_bits : 0;
}

uint16_t blocks_with_room(uint16_t list, uint16_t until, unsigned object_bits)
{
    while (list != until) {
        if (blocks_room(list, object_bits) > 0) {
            return list;
        }
        list = blocks[list].next;
    }
    return BLOCKS_NONE;
}

void blocks_use(uint16_t block, unsigned object_bits, uint64_t count)
{
    blocks[block].used_bytes = aligned_start(&blocks[block], object_bits) + (count << object_bits);
}

uint32_t blocks_slot(uint16_t block)
{
    return buddy_slot(blocks[block].piece);
}

kaal_paddr_t blocks_paddr(uint16_t block)
{
    return buddy_paddr(blocks[block].piece);
}

bool blocks_release_one(uint16_t *list, uint64_t *bytes)
{
    uint16_t index = *list;
    bool is_clean = untyped_revoke(blocks_slot(index));

    *list = blocks[index].next;
    *bytes = is_clean ? give_back(index) : 0;
    return is_clean;
}

bool blocks_release(uint16_t *list, uint16_t until, uint64_t *bytes)
{
    bool is_clean = true;

    *bytes = 0;
    while (*list != until) {
        uint64_t some = 0;

        is_clean = blocks_release_one(list, &some) && is_clean;
        *bytes += some;
    }
    return is_clean;
}

uint32_t blocks_available(void)
{
    return available;
}
