/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists of untypeds, so that memory of the broker's goes back together. Whose they are and what is
 * made of them belongs to resource/account.h, which alone calls this; a list is one index.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

/* An empty list. */
#define BLOCKS_NONE ((uint16_t)0xffff)

/* Forget all lists. Once, at boot. */
void blocks_init(void);

/*
 * Take an untyped of 2^size_bits bytes and put it at the front of a list.
 * Errors: as of buddy_alloc; KAAL_ERR_NO_SLOTS no room for another block.
 */
KAAL_CHECKED kaal_err_t blocks_add(uint16_t *list, unsigned size_bits);

/* Give back the block at the front, of which nothing was made. Returns how many bytes it had. */
uint64_t blocks_undo(uint16_t *list);

/* The first block in front of `until` with room for an object; BLOCKS_NONE: there is none. */
uint16_t blocks_with_room(uint16_t list, uint16_t until, unsigned object_bits);

/* How many objects of 2^object_bits bytes still fit into a block. */
uint64_t blocks_room(uint16_t block, unsigned object_bits);

/* So many objects were made of it. */
void blocks_use(uint16_t block, unsigned object_bits, uint64_t count);

/* Where a block's capability is, and where its memory begins. */
uint32_t blocks_slot(uint16_t block);
kaal_paddr_t blocks_paddr(uint16_t block);

/*
 * Delete all that was made of the blocks in front of `until`, BLOCKS_NONE for all, and give them
 * back. bytes: how many came back. Returns false when the kernel refused for a block, which is then
 * never used again.
 */
bool blocks_release(uint16_t *list, uint16_t until, uint64_t *bytes);

/* The same with the one at the front alone. */
bool blocks_release_one(uint16_t *list, uint64_t *bytes);

/* How many entries of the pool of blocks of all lists are free. */
uint32_t blocks_available(void);
