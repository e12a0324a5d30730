/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames in chunks, since one Retype makes a chunk.
 */
#include "grant/area.h"

#include <kaal/assert.h>

#include "resource/kernel.h"
#include "resource/scratch.h"
#include "resource/window.h"

bool area_exists(const struct area *area)
{
    return area->count > 0;
}

kaal_err_t area_make(struct area *area, struct account *payer, uint64_t bytes)
{
    uint64_t pages = bytes / KAAL_PAGE_BYTES;

    KAAL_ASSERT(bytes > 0 && bytes <= AREA_BYTES_MAX && bytes % KAAL_PAGE_BYTES == 0);
    *area = (struct area){0};
    account_init_part(&area->account, payer);
    while (pages > 0) {
        struct slot_run *chunk = &area->chunks[area->count];
        kaal_err_t err = KAAL_OK;

        chunk->count = (pages < AREA_CHUNK_PAGES) ? (uint32_t)pages : AREA_CHUNK_PAGES;
        err = account_make(&area->account, seL4_ARM_SmallPageObject, seL4_PageBits, seL4_PageBits,
                           chunk->count, &chunk->first);
        if (err != KAAL_OK) {
            area->count++; /* so that it exists, and what it has goes */
            (void)!area_deinit(area);
            return err;
        }
        area->count++;
        pages -= chunk->count;
    }
    return KAAL_OK;
}

struct frames area_frames(const struct area *area)
{
    return (struct frames){area->chunks, area->count, seL4_PageBits};
}

kaal_err_t area_map(const struct area *area, struct component *component, struct account *copies,
                    enum vspace_access access, uint64_t address)
{
    const struct frames frames = area_frames(area);

    return frames_map_part(&frames, 0, UINT64_MAX, component, copies, access, address);
}

/* Through a copy: whatever the kernel refuses, deleting that leaves the window free. */
kaal_err_t area_write(const struct area *area, uint64_t offset, const void *data, uint64_t bytes)
{
    uint32_t copy = 0;
    kaal_err_t err = scratch_get(&copy);

    if (err != KAAL_OK) {
        return err;
    }
    err =
        KERNEL_CALL(seL4_CNode_Copy, seL4_CapInitThreadCNode, copy, seL4_WordBits,
                    seL4_CapInitThreadCNode, area->chunks[0].first, seL4_WordBits, seL4_AllRights);
    if (err == KAAL_OK) {
        err = window_fill(copy, offset, data, bytes, false);
    }
    return scratch_put(copy) ? err : KAAL_ERR_KERNEL;
}

bool area_deinit(struct area *area)
{
    bool is_clean = area->count == 0 || account_deinit(&area->account);

    *area = (struct area){0};
    return is_clean;
}
