/* SPDX-License-Identifier: BSD-2-Clause */
/* Free RAM at boot: an arena at its end for the first thread, the rest cut into untypeds. */
#include "boot_memory.h"

#include "kernel.h"
#include "../arch.h"

#define MAX_FREE    32
#define OTHER_PAGES 64 /* enough for all that is not the CNode or the device tree */

static struct boot_region free_ram[MAX_FREE]; /* sorted */
static unsigned free_count;
static struct boot_region arena; /* of boot_alloc, which goes upwards */

/* Where boot_next_untyped is. */
static unsigned cursor_region;
static seL4_Word cursor_paddr;
static bool is_past_devices;

static void insert(unsigned at, struct boot_region region)
{
    KERNEL_ASSERT(free_count < MAX_FREE);
    for (unsigned i = free_count; i > at; i--) {
        free_ram[i] = free_ram[i - 1];
    }
    free_ram[at] = region;
    free_count++;
}

/* Cuts a region out of all free ones; a hole in the middle makes two of one. */
static void reserve(seL4_Word start, seL4_Word end)
{
    for (unsigned i = 0; i < free_count; i++) {
        struct boot_region *region = &free_ram[i];
        if (start >= region->end || end <= region->start) {
            continue;
        }
        struct boot_region behind = {.start = end, .end = region->end};
        region->end = start > region->start ? start : region->start;
        if (behind.start < behind.end) {
            insert(i + 1, behind);
        }
    }
}

/* Begins where the largest object is aligned; what boot does not need of it becomes untypeds. */
static void take_arena(const struct boot_args *args)
{
    seL4_Word cnode = 1ul << (CONFIG_ROOT_CNODE_SIZE_BITS + seL4_SlotBits);
    seL4_Word pages = (args->dtb_bytes >> seL4_PageBits) + OTHER_PAGES;
    struct boot_region *last = &free_ram[free_count - 1];
    arena.end = last->end;
    arena.start = (arena.end - cnode - (pages << seL4_PageBits)) & ~(cnode - 1);
    KERNEL_ASSERT(arena.start >= last->start);
    last->end = arena.start;
}

void boot_memory_init(const struct boot_machine *machine, const struct boot_args *args)
{
    free_count = 0;
    cursor_region = 0;
    cursor_paddr = 0;
    is_past_devices = false;
    for (unsigned i = 0; i < machine->ram_count; i++) {
        insert(free_count, machine->ram[i]);
    }
    for (unsigned i = 0; i < machine->reserved_count; i++) {
        reserve(machine->reserved[i].start, machine->reserved[i].end);
    }
    reserve(args->image_start, args->image_end);
    if (args->dtb) {
        seL4_Word unit = (1ul << seL4_MinUntypedBits) - 1;
        reserve(args->dtb & ~unit, (args->dtb + args->dtb_bytes + unit) & ~unit);
    }
    take_arena(args);
}

seL4_Word boot_alloc(unsigned bits)
{
    seL4_Word size = 1ul << bits;
    seL4_Word start = (arena.start + size - 1) & ~(size - 1);
    KERNEL_ASSERT(start + size <= arena.end);
    arena.start = start + size;
    kernel_zero(arch_ptr(start), size);
    return start;
}

void boot_seal(void)
{
    insert(free_count, arena);
    arena.end = arena.start;
}

/* The largest aligned power of two that starts here and fits. */
static unsigned chunk_bits(seL4_Word start, seL4_Word end)
{
    unsigned bits = seL4_MinUntypedBits;
    while (bits < seL4_MaxUntypedBits && (start & ((2ul << bits) - 1)) == 0 &&
           end - start >= 2ul << bits) {
        bits++;
    }
    return bits;
}

bool boot_next_untyped(const struct boot_machine *machine, struct boot_untyped *out)
{
    for (;;) {
        const struct boot_region *regions = is_past_devices ? free_ram : machine->devices;
        unsigned count = is_past_devices ? free_count : machine->device_count;
        if (cursor_region == count) {
            if (is_past_devices) {
                return false;
            }
            is_past_devices = true;
            cursor_region = 0;
            cursor_paddr = 0;
            continue;
        }
        const struct boot_region *region = &regions[cursor_region];
        if (cursor_paddr < region->start) {
            cursor_paddr = region->start;
        }
        if (cursor_paddr + (1ul << seL4_MinUntypedBits) > region->end) {
            cursor_region++;
            continue;
        }
        out->paddr = cursor_paddr;
        out->bits = chunk_bits(cursor_paddr, region->end);
        out->is_device = !is_past_devices;
        cursor_paddr += 1ul << out->bits;
        return true;
    }
}
