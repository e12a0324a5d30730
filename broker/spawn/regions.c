/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The image is parsed again: nothing of it is kept from the spawn.
 */
#include "spawn/regions.h"

#include <kaal/assert.h>
#include <kaal/layout.h>

static struct kaal_archive *images;

struct list {
    struct kaal_wire_crash_region *regions;
    uint32_t count;
};

void regions_init(struct kaal_archive *archive)
{
    images = archive;
}

static void add(struct list *list, enum kaal_region_kind kind, uint32_t access, uint64_t start,
                uint64_t end)
{
    if (start < end) {
        KAAL_ASSERT(list->count < REGIONS_MAX);
        list->regions[list->count] =
            (struct kaal_wire_crash_region){start, end, (uint32_t)kind, access};
        list->count++;
    }
}

static uint64_t page_up(uint64_t address)
{
    return (address + KAAL_PAGE_BYTES - 1) & ~(KAAL_PAGE_BYTES - 1);
}

uint64_t regions_heap_start(const struct kaal_elf *elf)
{
    return page_up(elf->end) + KAAL_PAGE_BYTES;
}

/* The segments, and the heap. */
static void add_image(const struct component *component, const struct kaal_elf *elf,
                      struct list *list)
{
    uint64_t heap = regions_heap_start(elf);

    for (uint32_t i = 0; i < elf->segment_count; i++) {
        const struct kaal_elf_segment *segment = &elf->segments[i];
        uint32_t access = KAAL_ACCESS_READ;

        access |= segment->is_writable ? (uint32_t)KAAL_ACCESS_WRITE : 0;
        access |= segment->is_executable ? (uint32_t)KAAL_ACCESS_EXECUTE : 0;
        add(list, KAAL_REGION_IMAGE, access, segment->vaddr & ~(KAAL_PAGE_BYTES - 1),
            page_up(segment->vaddr + segment->memory_bytes));
    }
    add(list, KAAL_REGION_HEAP, KAAL_ACCESS_READ | KAAL_ACCESS_WRITE, heap,
        heap + component->description->heap_bytes);
}

uint32_t regions_list(const struct component *component, const struct kaal_elf *elf,
                      struct kaal_wire_crash_region regions[REGIONS_MAX])
{
    const uint32_t read_write = KAAL_ACCESS_READ | KAAL_ACCESS_WRITE;
    struct list list = {regions, 0};

    add(&list, KAAL_REGION_PAGE, read_write, KAAL_VA_IPC_BUFFER,
        KAAL_VA_IPC_BUFFER + KAAL_PAGE_BYTES);
    add(&list, KAAL_REGION_MEMORY, read_write, KAAL_VA_HANDOVER,
        KAAL_VA_HANDOVER + component->description->handover_bytes);
    add(&list, KAAL_REGION_PAGE, KAAL_ACCESS_READ, KAAL_VA_STARTUP,
        KAAL_VA_STARTUP + KAAL_PAGE_BYTES);
    add(&list, KAAL_REGION_STACK, read_write,
        KAAL_VA_STACK_TOP - component->description->stack_bytes, KAAL_VA_STACK_TOP);
    add_image(component, elf, &list);
    return list.count;
}

uint32_t regions_of(const struct component *component,
                    struct kaal_wire_crash_region regions[REGIONS_MAX])
{
    struct kaal_elf elf = {0};
    const void *file = NULL;
    uint64_t bytes = 0;
    const char *reason = NULL;

    if (kaal_archive_find(images, KAAL_ARCHIVE_IMAGE, component->description->image, &file, &bytes,
                          &reason) != KAAL_OK ||
        kaal_elf_parse(file, bytes, KAAL_VA_IMAGE, KAAL_VA_IMAGE_END, &elf, &reason) != KAAL_OK) {
        return 0; /* it was sound when it was spawned */
    }
    return regions_list(component, &elf, regions);
}
