/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames out of device untypeds, piece by piece of the tree in resource/buddy.
 */
#include "grant/mmio.h"

#include "resource/slots.h"
#include "resource/untyped.h"

#define PIECE_BITS_MAX 20U /* 256 pages: as many as one Retype makes */

/* The largest aligned power of two that begins at `start` and ends at or before `end`. */
static unsigned piece_bits(uint64_t start, uint64_t end)
{
    unsigned bits = KAAL_PAGE_BITS;

    while (bits < PIECE_BITS_MAX && start % ((uint64_t)2 << bits) == 0 &&
           ((uint64_t)2 << bits) <= end - start) {
        bits++;
    }
    return bits;
}

static kaal_err_t take_piece(uint64_t paddr, unsigned bits, struct mmio_piece *piece)
{
    uint32_t count = (uint32_t)1 << (bits - KAAL_PAGE_BITS);
    kaal_err_t err = buddy_alloc_at((kaal_paddr_t){paddr}, bits, &piece->piece);

    if (err != KAAL_OK) {
        return err;
    }
    err = slots_alloc(count, &piece->frames.first);
    if (err != KAAL_OK) {
        buddy_free(piece->piece);
        return err;
    }
    piece->frames.count = count;
    if (untyped_retype(buddy_slot(piece->piece), seL4_ARM_SmallPageObject, seL4_PageBits,
                       piece->frames.first, count) != KAAL_OK) {
        slots_free(piece->frames.first, count);
        buddy_free(piece->piece);
        return KAAL_ERR_KERNEL;
    }
    return KAAL_OK;
}

/* Revoking the untyped deletes and so unmaps the frames. */
static bool drop_piece(const struct mmio_piece *piece)
{
    if (!untyped_revoke(buddy_slot(piece->piece))) {
        return false;
    }
    slots_free(piece->frames.first, piece->frames.count);
    buddy_free(piece->piece);
    return true;
}

static kaal_err_t map_pieces(struct component *component, uint64_t start, uint64_t end,
                             struct mmio_mapping *mapping, uint64_t base)
{
    uint64_t at = start;

    while (at < end) {
        unsigned bits = piece_bits(at, end);
        struct mmio_piece *piece = &mapping->pieces[mapping->count];
        kaal_err_t err = KAAL_OK;

        if (mapping->count == MMIO_PIECES_MAX) {
            return KAAL_ERR_RANGE;
        }
        err = take_piece(at, bits, piece);
        if (err != KAAL_OK) {
            return err;
        }
        mapping->count++;
        err = vspace_map(&component->vspace, base + (at - start), &piece->frames, seL4_PageBits,
                         VSPACE_DEVICE);
        if (err != KAAL_OK) {
            return err;
        }
        at += (uint64_t)1 << bits;
    }
    return KAAL_OK;
}

kaal_err_t mmio_map(struct component *component, kaal_paddr_t paddr, uint64_t bytes,
                    struct mmio_mapping *mapping, uint64_t *address)
{
    uint64_t start = paddr.value & ~(KAAL_PAGE_BYTES - 1);
    uint64_t end = (paddr.value + bytes + KAAL_PAGE_BYTES - 1) & ~(KAAL_PAGE_BYTES - 1);
    struct mmio_mapping made = {0};
    uint64_t base = 0;
    kaal_err_t err = KAAL_OK;

    if (bytes == 0 || end <= start) {
        return KAAL_ERR_RANGE;
    }
    err = component_take_window(&component->mmio_window, end - start, KAAL_PAGE_BITS, &base);
    if (err == KAAL_OK) {
        err = map_pieces(component, start, end, &made, base);
    }
    if (err != KAAL_OK) {
        (void)mmio_unmap(&made);
        return err;
    }
    *mapping = made;
    *address = base + (paddr.value - start);
    return KAAL_OK;
}

bool mmio_unmap(struct mmio_mapping *mapping)
{
    bool is_clean = true;

    while (mapping->count > 0) {
        mapping->count--;
        is_clean = drop_piece(&mapping->pieces[mapping->count]) && is_clean;
    }
    return is_clean;
}
