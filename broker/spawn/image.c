/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loading of images, a batch of frames at a time.
 * Whether the image is sound was decided by lib/elf.
 */
#include "spawn/image.h"

#include "resource/window.h"

#define BATCH_PAGES 64U /* one Retype makes so many frames, so a block is 256 KiB at most */

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

/* Make frames for [start, end), fill them from a segment (NULL: leave them zero), map them. */
static kaal_err_t map_range(struct component *component, uint64_t start, uint64_t end,
                            const struct kaal_elf_segment *segment, const uint8_t *file)
{
    enum vspace_access access = (segment != NULL) ? access_of(segment) : VSPACE_READ_WRITE;

    while (start < end) {
        uint64_t pages = (end - start) / KAAL_PAGE_BYTES;
        struct slot_run run = {0, (pages < BATCH_PAGES) ? (uint32_t)pages : BATCH_PAGES};
        kaal_err_t err = account_make(&component->account, seL4_ARM_SmallPageObject, seL4_PageBits,
                                      seL4_PageBits, run.count, &run.first);

        for (uint32_t i = 0; i < run.count && segment != NULL && err == KAAL_OK; i++) {
            err = fill_page(segment, file, start + i * KAAL_PAGE_BYTES, run.first + i);
        }
        if (err == KAAL_OK) {
            err = vspace_map(&component->vspace, start, &run, seL4_PageBits, access);
        }
        if (err != KAAL_OK) {
            return err;
        }
        start += run.count * KAAL_PAGE_BYTES;
    }
    return KAAL_OK;
}

kaal_err_t image_map(struct component *component, const struct kaal_elf *elf, const uint8_t *file)
{
    for (uint32_t i = 0; i < elf->segment_count; i++) {
        const struct kaal_elf_segment *segment = &elf->segments[i];
        kaal_err_t err = map_range(component, page_down(segment->vaddr),
                                   page_up(segment->vaddr + segment->memory_bytes), segment, file);

        if (err != KAAL_OK) {
            return err;
        }
    }
    return KAAL_OK;
}

kaal_err_t image_map_zero(struct component *component, uint64_t start, uint64_t end)
{
    return map_range(component, start, end, NULL, NULL);
}

kaal_err_t image_map_page(struct component *component, uint64_t address, const void *data,
                          uint64_t bytes)
{
    const struct kaal_elf_segment segment = {
        .vaddr = address,
        .memory_bytes = bytes,
        .file_bytes = bytes,
    };

    return map_range(component, address, address + KAAL_PAGE_BYTES, &segment, data);
}
