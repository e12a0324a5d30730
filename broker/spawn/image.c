/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loading of images into frames of the stock.
 * Whether the image is sound was decided by lib/elf.
 */
#include "spawn/image.h"

#include <kaal/assert.h>

#include "resource/window.h"

#define BATCH_PAGES 256U /* frames that one Retype makes at most */

static uint64_t page_down(uint64_t address)
{
    return address & ~(KAAL_PAGE_BYTES - 1);
}

static uint64_t page_up(uint64_t address)
{
    return page_down(address + KAAL_PAGE_BYTES - 1);
}

/* The part of a segment's file bytes that falls into one page. */
static kaal_err_t fill_page(const struct kaal_elf_segment *segment, const uint8_t *file,
                            uint64_t page, seL4_CPtr frame)
{
    uint64_t start = (segment->vaddr > page) ? segment->vaddr : page;
    uint64_t file_end = segment->vaddr + segment->file_bytes;
    uint64_t end = (file_end < page + KAAL_PAGE_BYTES) ? file_end : page + KAAL_PAGE_BYTES;

    if (start >= end) {
        return KAAL_OK; /* bss: the kernel has zeroed the frame */
    }
    return window_fill(frame, start - page, file + segment->file_offset + (start - segment->vaddr),
                       end - start, segment->is_executable);
}

static enum vspace_access access_of(const struct kaal_elf_segment *segment)
{
    if (segment->is_executable) {
        return VSPACE_READ_EXECUTE;
    }
    return segment->is_writable ? VSPACE_READ_WRITE : VSPACE_READ;
}

uint64_t image_pages(const struct kaal_elf *elf)
{
    uint64_t pages = 0;

    for (uint32_t i = 0; i < elf->segment_count; i++) {
        const struct kaal_elf_segment *segment = &elf->segments[i];
        uint64_t end = page_up(segment->vaddr + segment->memory_bytes);

        pages += (end - page_down(segment->vaddr)) / KAAL_PAGE_BYTES;
    }
    return pages;
}

kaal_err_t image_make_stock(struct component *component, uint64_t pages, struct image_stock *stock)
{
    struct image_stock made = {0};

    while (pages > 0) {
        uint32_t some = (pages < BATCH_PAGES) ? (uint32_t)pages : BATCH_PAGES;
        uint32_t first = 0;
        kaal_err_t err = account_make(&component->account, seL4_ARM_SmallPageObject, seL4_PageBits,
                                      seL4_PageBits, some, &first);

        if (err != KAAL_OK) {
            return err;
        }
        if (made.end == 0) {
            made = (struct image_stock){first, first};
        }
        KAAL_ASSERT(first == made.end); /* slots of the reserve come in a row */
        made.end += some;
        pages -= some;
    }
    *stock = made;
    return KAAL_OK;
}

/* Take frames for [start, end), fill them from a segment (NULL: leave them zero), map them. */
static kaal_err_t map_range(struct component *component, struct image_stock *stock, uint64_t start,
                            uint64_t end, const struct kaal_elf_segment *segment,
                            const uint8_t *file)
{
    enum vspace_access access = (segment != NULL) ? access_of(segment) : VSPACE_READ_WRITE;
    struct slot_run run = {stock->next, (uint32_t)((end - start) / KAAL_PAGE_BYTES)};

    KAAL_ASSERT(run.count <= stock->end - stock->next);
    stock->next += run.count;
    for (uint32_t i = 0; i < run.count && segment != NULL; i++) {
        kaal_err_t err = fill_page(segment, file, start + i * KAAL_PAGE_BYTES, run.first + i);

        if (err != KAAL_OK) {
            return err;
        }
    }
    return vspace_map(&component->vspace, start, &run, seL4_PageBits, access);
}

kaal_err_t image_map(struct component *component, struct image_stock *stock,
                     const struct kaal_elf *elf, const uint8_t *file)
{
    for (uint32_t i = 0; i < elf->segment_count; i++) {
        const struct kaal_elf_segment *segment = &elf->segments[i];
        kaal_err_t err = map_range(component, stock, page_down(segment->vaddr),
                                   page_up(segment->vaddr + segment->memory_bytes), segment, file);

        if (err != KAAL_OK) {
            return err;
        }
    }
    return KAAL_OK;
}

kaal_err_t image_map_zero(struct component *component, struct image_stock *stock, uint64_t start,
                          uint64_t end)
{
    return map_range(component, stock, start, end, NULL, NULL);
}

kaal_err_t image_map_page(struct component *component, struct image_stock *stock, uint64_t address,
                          const void *data, uint64_t bytes)
{
    struct slot_run run = {stock->next, 1};
    kaal_err_t err = KAAL_OK;

    KAAL_ASSERT(stock->next < stock->end);
    stock->next++;
    err = window_fill(run.first, 0, data, bytes, false);
    if (err != KAAL_OK) {
        return err;
    }
    return vspace_map(&component->vspace, address, &run, seL4_PageBits, VSPACE_READ);
}
