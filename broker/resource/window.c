/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The broker's own mappings.
 * What is copied where is known to spawn/.
 */
#include "resource/window.h"

#include <string.h>

#include <kaal/assert.h>

#include "resource/buddy.h"
#include "resource/kernel.h"
#include "resource/slots.h"
#include "resource/untyped.h"

static struct account own_account;
static struct vspace own_vspace;

void window_init(void)
{
    account_init(&own_account, UINT64_MAX, UINT32_MAX);
    own_vspace = (struct vspace){.root = seL4_CapInitThreadVSpace, .account = &own_account};
}

/* Page tables of a mapping that fails go with it. */
static kaal_err_t map(uint64_t address, const struct slot_run *frames, unsigned frame_bits,
                      enum vspace_access access)
{
    kaal_err_t err = KAAL_OK;

    account_begin(&own_account);
    err = vspace_map(&own_vspace, address, frames, frame_bits, access);
    if (err != KAAL_OK) {
        (void)account_undo(&own_account);
        return err;
    }
    account_commit(&own_account);
    return KAAL_OK;
}

kaal_err_t window_map_frame(uint64_t address, seL4_CPtr frame)
{
    return map(address, &(struct slot_run){(uint32_t)frame, 1}, seL4_PageBits, VSPACE_READ_WRITE);
}

/* Pieces of device memory, each one frame. */
struct device_frames {
    buddy_piece_t pieces[WINDOW_FRAMES_MAX];
    uint32_t taken;
    struct slot_run run;
};

static kaal_err_t take(struct device_frames *frames, kaal_paddr_t paddr, unsigned frame_bits)
{
    seL4_Word type =
        (frame_bits == seL4_PageBits) ? seL4_ARM_SmallPageObject : seL4_ARM_LargePageObject;

    while (frames->taken < frames->run.count) {
        uint32_t i = frames->taken;
        kaal_err_t err = buddy_alloc_at((kaal_paddr_t){paddr.value + ((uint64_t)i << frame_bits)},
                                        frame_bits, &frames->pieces[i]);

        if (err != KAAL_OK) {
            return err;
        }
        frames->taken++;
        err = untyped_retype(buddy_slot(frames->pieces[i]), type, frame_bits, frames->run.first + i,
                             1);
        if (err != KAAL_OK) {
            return err;
        }
    }
    return KAAL_OK;
}

/* Revoking a piece deletes and so unmaps its frame. */
static void give_back(struct device_frames *frames)
{
    bool is_clean = true;

    while (frames->taken > 0) {
        frames->taken--;
        if (untyped_revoke(buddy_slot(frames->pieces[frames->taken]))) {
            buddy_free(frames->pieces[frames->taken]);
        } else {
            is_clean = false;
        }
    }
    if (is_clean) {
        slots_free(frames->run.first, frames->run.count);
    }
}

kaal_err_t window_map_device(uint64_t address, kaal_paddr_t paddr, uint32_t count,
                             unsigned frame_bits)
{
    struct device_frames frames = {.run = {0, count}};
    kaal_err_t err = slots_alloc(count, &frames.run.first);

    KAAL_ASSERT(count <= WINDOW_FRAMES_MAX);
    if (err != KAAL_OK) {
        return err;
    }
    err = take(&frames, paddr, frame_bits);
    if (err == KAAL_OK) {
        err = map(address, &frames.run, frame_bits, VSPACE_DEVICE);
    }
    if (err != KAAL_OK) {
        give_back(&frames);
    }
    return err;
}

kaal_err_t window_fill(seL4_CPtr frame, uint64_t offset, const void *data, uint64_t bytes,
                       bool is_code)
{
    struct slot_run run = {(uint32_t)frame, 1};
    kaal_err_t err = map(WINDOW_VA, &run, seL4_PageBits, VSPACE_READ_WRITE);

    KAAL_ASSERT(offset <= KAAL_PAGE_BYTES && bytes <= KAAL_PAGE_BYTES - offset);
    if (err != KAAL_OK) {
        return err;
    }
    memcpy((uint8_t *)WINDOW_VA + offset, data, bytes);
    if (is_code) {
        err = KERNEL_CALL(seL4_ARM_Page_Unify_Instruction, frame, 0, KAAL_PAGE_BYTES);
    }
    return vspace_unmap(&run) ? err : KAAL_ERR_KERNEL;
}
