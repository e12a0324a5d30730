/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tree of untyped memory: power-of-two pieces that are split in halves and joined again.
 * RAM is taken by size, device memory by address. Pure book-keeping; the two kernel operations that
 * it needs are buddy_kernel_split and buddy_kernel_join, which resource/untyped.c implements.
 *
 * Free pieces are joined only when nothing else that is ready would do, and only those that make
 * the piece that is wanted: the kernel clears an untyped that is used again as a whole, 0.46
 * instructions a byte, so joining early is work for nothing.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

/* A piece of the tree: an index, valid from alloc to free. */
typedef struct buddy_piece {
    uint16_t index;
} buddy_piece_t;

/*
 * Forget everything. first_slot: LIMIT_NODES slots in a row, one for the untyped of each node, so
 * that splitting and joining never need any. Once, at boot.
 */
void buddy_init(uint32_t first_slot);

/*
 * Take over an untyped that the kernel gave at boot: [paddr, paddr + 2^size_bits), aligned to its
 * size. slot: where its capability is. Errors: KAAL_ERR_NO_SLOTS the pool of nodes is full.
 */
KAAL_CHECKED kaal_err_t buddy_add(uint32_t slot, kaal_paddr_t paddr, unsigned size_bits,
                                  bool is_device);

/*
 * Take a piece of RAM of 2^size_bits bytes. piece: what to give back.
 * Errors: KAAL_ERR_NO_MEMORY there is none; KAAL_ERR_NO_SLOTS no node for splitting is left;
 * KAAL_ERR_KERNEL the kernel refused. Nothing is lost on failure.
 */
KAAL_CHECKED kaal_err_t buddy_alloc(unsigned size_bits, buddy_piece_t *piece);

/*
 * Take the piece of device memory [paddr, paddr + 2^size_bits), aligned to its size.
 * Errors: KAAL_ERR_NOT_FOUND no device untyped of the kernel's covers it; KAAL_ERR_BUSY a part of
 * it is taken; KAAL_ERR_NO_SLOTS, KAAL_ERR_KERNEL as above.
 */
KAAL_CHECKED kaal_err_t buddy_alloc_at(kaal_paddr_t paddr, unsigned size_bits,
                                       buddy_piece_t *piece);

/* Give a piece back. Its untyped has no children any more (revoked). Never fails or allocates. */
void buddy_free(buddy_piece_t piece);

/* Whether the kernel gave device memory at this address at all. */
bool buddy_is_device_address(kaal_paddr_t paddr);

/* Where a piece's capability is, where its memory begins, and how large it is. */
uint32_t buddy_slot(buddy_piece_t piece);
kaal_paddr_t buddy_paddr(buddy_piece_t piece);
unsigned buddy_size_bits(buddy_piece_t piece);

/* Bytes of RAM: all that was added, what is free, the largest free piece as it is now. */
uint64_t buddy_total_bytes(void);
uint64_t buddy_free_bytes(void);
uint64_t buddy_largest_free_bytes(void);

/* A split that the kernel is to make: its slots are as those of buddy_kernel_split. */
struct buddy_split {
    uint32_t slot;
    unsigned child_bits;
    uint32_t first_child;
};

/*
 * Whether a request that takes as much as it may could get it only by a split of an untyped of
 * which nothing was made yet: what is ready, in pieces large enough, is too little.
 */
bool buddy_is_short(void);

/*
 * Begin to split the smallest untyped of boot's that is large and of which nothing was made yet, if
 * memory is short, or what is ready is less than twice as large, or than a reserve: so much is
 * seldom used up meanwhile. Whoever asked makes the split and then says how it went. It counts as
 * free, but nobody gets it. One at a time. Returns false when there is none, or it is too early.
 */
bool buddy_ahead_begin(struct buddy_split *split);
void buddy_ahead_end(bool is_split);

/* How many bytes are being split. */
uint64_t buddy_ahead_bytes(void);

/* Whether lists, states, sizes and sums agree; for tests and fuzzers. */
bool buddy_is_valid(void);

/*
 * Kernel side: make two untypeds of 2^child_bits bytes out of the one in `slot`, in `first_child`
 * and the slot behind. Errors as of buddy_alloc.
 */
KAAL_CHECKED kaal_err_t buddy_kernel_split(uint32_t slot, unsigned child_bits,
                                           uint32_t first_child);

/* Kernel side: delete all that was made of the untyped in `slot`, so that it is whole again. */
KAAL_CHECKED kaal_err_t buddy_kernel_join(uint32_t slot);
