/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames out of device untypeds, piece by piece of the tree in resource/buddy.
 */
#include "grant/mmio.h"

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

static kaal_err_t take_piece(struct account *slots, uint64_t paddr, unsigned bits,
                             buddy_piece_t *piece, struct slot_run *frames)
{
    uint32_t count = (uint32_t)1 << (bits - KAAL_PAGE_BITS);
    kaal_err_t err = account_add_object_slots(slots, count, &frames->first);

    if (err == KAAL_OK) {
        err = buddy_alloc_at((kaal_paddr_t){paddr}, bits, piece);
    }
    if (err != KAAL_OK) {
        return err;
    }
    frames->count = count;
    err = untyped_retype(buddy_slot(*piece), seL4_ARM_SmallPageObject, seL4_PageBits, frames->first,
                         count);
    if (err != KAAL_OK) {
        buddy_free(*piece);
    }
    return err;
}

/* Revoking the untyped deletes and so unmaps the frames. */
static bool drop_piece(buddy_piece_t piece)
{
    if (!untyped_revoke(buddy_slot(piece))) {
        return false;
    }
    buddy_free(piece);
    return true;
}

static kaal_err_t map_pieces(struct component *component, uint64_t start, uint64_t end,
                             struct mmio_mapping *mapping, const struct grant *registers)
{
    bool can_write = (registers->access & KAAL_ACCESS_WRITE) != 0;
    uint64_t at = start;

    while (at < end) {
        unsigned bits = piece_bits(at, end);
        struct slot_run *frames = &mapping->frames[mapping->count];
        kaal_err_t err = KAAL_OK;

        if (mapping->count == MMIO_PIECES_MAX) {
            return KAAL_ERR_RANGE;
        }
        err = take_piece(&mapping->slots, at, bits, &mapping->pieces[mapping->count], frames);
        if (err != KAAL_OK) {
            return err;
        }
        mapping->count++;
        err = vspace_map(&component->vspace, registers->address + (at - start), frames,
                         seL4_PageBits, can_write ? VSPACE_DEVICE : VSPACE_DEVICE_READ);
        if (err != KAAL_OK) {
            return err;
        }
        at += (uint64_t)1 << bits;
    }
    return KAAL_OK;
}

static uint64_t page_of(uint64_t paddr)
{
    return paddr & ~(KAAL_PAGE_BYTES - 1);
}

void mmio_init(struct mmio_mapping *mapping, struct component *component)
{
    *mapping = (struct mmio_mapping){0};
    account_init_part(&mapping->slots, &component->account);
}

uint64_t mmio_page_bytes(kaal_paddr_t paddr, uint64_t bytes)
{
    uint64_t end = page_of(paddr.value + bytes + KAAL_PAGE_BYTES - 1);

    return (bytes == 0 || end <= paddr.value) ? 0 : end - page_of(paddr.value);
}

kaal_err_t mmio_map(struct component *component, const struct grant *registers,
                    struct mmio_mapping *mapping)
{
    uint64_t start = page_of(registers->a);
    uint64_t page_bytes = mmio_page_bytes((kaal_paddr_t){registers->a}, registers->b);
    kaal_err_t err = KAAL_ERR_RANGE;

    if (page_bytes > 0) {
        err = map_pieces(component, start, start + page_bytes, mapping, registers);
    }
    if (err != KAAL_OK) {
        (void)mmio_unmap(mapping);
    }
    return err;
}

bool mmio_unmap(struct mmio_mapping *mapping)
{
    bool is_clean = true;

    while (mapping->count > 0) {
        mapping->count--;
        is_clean = drop_piece(mapping->pieces[mapping->count]) && is_clean;
    }
    return is_clean && account_deinit(&mapping->slots);
}
