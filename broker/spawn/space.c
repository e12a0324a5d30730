/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The regions one behind the other, as one row of pages.
 */
#include "spawn/space.h"

#include <string.h>

#include <kaal/layout.h>
#include <kaal/wire/startup.h>

#include "arch/counter.h"
#include "spawn/regions.h"

#define TABLES_ABOVE 2U /* translation tables above the one that a small component needs */

/* Whether it goes with the component: a hand-over region may not. */
static bool is_own(const struct kaal_wire_crash_region *region)
{
    return region->kind != KAAL_REGION_MEMORY;
}

static uint64_t pages_of(uint64_t start, uint64_t end)
{
    return (end - start) / KAAL_PAGE_BYTES;
}

uint64_t space_pages(const struct component *component, const struct kaal_elf *elf)
{
    struct kaal_wire_crash_region regions[REGIONS_MAX];
    uint32_t count = regions_list(component, elf, regions);
    uint64_t pages = 0;

    for (uint32_t i = 0; i < count; i++) {
        pages += is_own(&regions[i]) ? pages_of(regions[i].start, regions[i].end) : 0;
    }
    return pages;
}

/* One for 2 MiB, and those above. */
uint64_t space_tables(const struct component *component, const struct kaal_elf *elf)
{
    uint64_t end = regions_heap_start(elf) + component->description->heap_bytes;

    return (end >> seL4_LargePageBits) + 1 + TABLES_ABOVE;
}

static void fill_startup(struct kaal_wire_startup *page, const struct component *component,
                         const struct kaal_elf *elf)
{
    const struct kaal_wire_system_component *description = component->description;
    uint64_t heap_start = regions_heap_start(elf);

    *page = (struct kaal_wire_startup){
        .magic = KAAL_STARTUP_MAGIC,
        .abi_version = KAAL_ABI_VERSION,
        .size_bytes = sizeof(*page),
        .heap_start = heap_start,
        .heap_end = heap_start + description->heap_bytes,
        .stack_start = KAAL_VA_STACK_TOP - description->stack_bytes,
        .stack_end = KAAL_VA_STACK_TOP,
        .counter_hz = counter_hz(),
        .rights = description->rights,
        .handover_bytes = description->handover_bytes,
    };
    memcpy(page->name, description->name, sizeof(page->name));
    memcpy(page->args, description->args, sizeof(page->args));
}

/* What a component is made from, and the page that tells it what it has. */
struct source {
    const struct component *component;
    const struct kaal_elf *elf;
    const uint8_t *file;
    uint32_t segment; /* the next one */
    struct kaal_wire_startup *page;
};

/* What a region is to have. */
static struct image_range range_of(struct source *source,
                                   const struct kaal_wire_crash_region *region)
{
    struct image_range range = {
        .start = region->start, .end = region->end, .access = VSPACE_READ_WRITE};

    if (region->kind == KAAL_REGION_IMAGE) {
        range = image_segment(&source->elf->segments[source->segment], source->file);
        source->segment++;
    } else if (region->start == KAAL_VA_STARTUP) {
        fill_startup(source->page, source->component, source->elf);
        range.access = VSPACE_READ;
        range.data = (const uint8_t *)source->page;
        range.bytes = sizeof(*source->page);
    }
    return range;
}

/* Map pages of a range from the first-th on. left: how many this part may still map. */
static kaal_err_t map_range(struct component *component, struct space_filling *filling,
                            const struct image_range *range, uint64_t first, uint64_t *left)
{
    uint64_t count = pages_of(range->start, range->end);
    kaal_err_t err = KAAL_OK;

    while (err == KAAL_OK && *left != 0 && first < count) {
        uint64_t mapped = 0;

        err = image_fill_stock(component, &filling->stock);
        if (err == KAAL_OK) {
            err = image_map(component, &filling->stock, range, first, *left, &mapped);
        }
        filling->mapped_pages += mapped;
        *left -= mapped;
        first += mapped;
    }
    return err;
}

kaal_err_t space_fill(struct component *component, const struct kaal_elf *elf, const uint8_t *file,
                      struct space_filling *filling)
{
    struct kaal_wire_startup page;
    struct source source = {.component = component, .elf = elf, .file = file, .page = &page};
    struct kaal_wire_crash_region regions[REGIONS_MAX];
    uint32_t count = regions_list(component, elf, regions);
    uint64_t before = 0; /* pages of the regions in front */
    uint64_t left = IMAGE_BATCH_PAGES;
    kaal_err_t err = KAAL_OK;

    if (filling->mapped_pages == 0) {
        filling->ipc_frame = filling->stock.next; /* that region is the first */
    }
    for (uint32_t i = 0; i < count && left > 0 && err == KAAL_OK; i++) {
        if (is_own(&regions[i])) {
            struct image_range range = range_of(&source, &regions[i]);
            uint64_t pages = pages_of(range.start, range.end);

            if (filling->mapped_pages < before + pages) {
                err = map_range(component, filling, &range, filling->mapped_pages - before, &left);
            }
            before += pages;
        }
    }
    filling->is_over = err == KAAL_OK && filling->mapped_pages == filling->pages;
    return err;
}
