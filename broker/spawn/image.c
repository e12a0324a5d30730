/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames of the stock, filled and mapped.
 * Whether the image is sound was decided by lib/elf.
 */
#include "spawn/image.h"

#include <kaal/assert.h>

#include "resource/window.h"

static uint64_t page_down(uint64_t address)
{
    return address & ~(KAAL_PAGE_BYTES - 1);
}

static uint64_t least(uint64_t one, uint64_t other)
{
    return (one < other) ? one : other;
}

static enum vspace_access access_of(const struct kaal_elf_segment *segment)
{
    if (segment->is_executable) {
        return VSPACE_READ_EXECUTE;
    }
    return segment->is_writable ? VSPACE_READ_WRITE : VSPACE_READ;
}

struct image_range image_segment(const struct kaal_elf_segment *segment, const uint8_t *file)
{
    return (struct image_range){
        .start = page_down(segment->vaddr),
        .end = page_down(segment->vaddr + segment->memory_bytes + KAAL_PAGE_BYTES - 1),
        .access = access_of(segment),
        .data = file + segment->file_offset,
        .offset = segment->vaddr % KAAL_PAGE_BYTES,
        .bytes = segment->file_bytes,
    };
}

kaal_err_t image_fill_stock(struct component *component, struct image_stock *stock)
{
    uint64_t some = least(stock->left, (stock->end == 0) ? IMAGE_FIRST_PAGES : IMAGE_BATCH_PAGES);
    uint32_t first = 0;
    kaal_err_t err = KAAL_OK;

    if (stock->next != stock->end || some == 0) {
        return KAAL_OK;
    }
    if (stock->reserved < some) {
        err = account_reserve(&component->account, (some - stock->reserved) << seL4_PageBits, 0);
        stock->reserved = (err == KAAL_OK) ? some : stock->reserved;
    }
    if (err == KAAL_OK) {
        err = account_make(&component->account, seL4_ARM_SmallPageObject, seL4_PageBits,
                           seL4_PageBits, (uint32_t)some, &first);
    }
    if (err != KAAL_OK) {
        return err;
    }
    *stock = (struct image_stock){first, first + (uint32_t)some, stock->left - some,
                                  stock->reserved - some};
    return KAAL_OK;
}

/* Bring the bytes of a range that fall into one of its pages into the frame. */
static kaal_err_t fill_page(const struct image_range *range, uint64_t page, seL4_CPtr frame)
{
    uint64_t behind = range->offset + range->bytes;
    uint64_t start = (range->offset > page) ? range->offset : page;
    uint64_t end = least(behind, page + KAAL_PAGE_BYTES);

    if (range->data == NULL || start >= end) {
        return KAAL_OK; /* the kernel has zeroed the frame */
    }
    return window_fill(frame, start - page, range->data + (start - range->offset), end - start,
                       range->access == VSPACE_READ_EXECUTE);
}

kaal_err_t image_map(struct component *component, struct image_stock *stock,
                     const struct image_range *range, uint64_t first, uint64_t most,
                     uint64_t *mapped)
{
    uint64_t pages = (range->end - range->start) / KAAL_PAGE_BYTES - first;
    struct slot_run run = {stock->next, stock->end - stock->next};
    kaal_err_t err = KAAL_OK;

    run.count = (uint32_t)least(run.count, least(pages, most));
    KAAL_ASSERT(run.count > 0);
    for (uint32_t i = 0; i < run.count && err == KAAL_OK; i++) {
        err = fill_page(range, (first + i) * KAAL_PAGE_BYTES, run.first + i);
    }
    if (err == KAAL_OK) {
        err = vspace_map(&component->vspace, range->start + first * KAAL_PAGE_BYTES, &run,
                         seL4_PageBits, range->access);
    }
    if (err == KAAL_OK) {
        stock->next += run.count;
        *mapped = run.count;
    }
    return err;
}
