/* SPDX-License-Identifier: BSD-2-Clause */
/* Free RAM at boot: a few regions, taken from downwards, then cut into untypeds. */
#include "boot_memory.h"

#include "kernel.h"
#include "../arch.h"

#define MAX_FREE 32

static struct boot_region free_ram[MAX_FREE]; /* sorted */
static unsigned free_count;
static bool is_sealed;

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

void boot_memory_init(const struct boot_machine *machine, const struct boot_args *args)
{
    for (unsigned i = 0; i < machine->ram_count; i++) {
        insert(free_count, machine->ram[i]);
    }
    for (unsigned i = 0; i < machine->reserved_count; i++) {
        reserve(machine->reserved[i].start, machine->reserved[i].end);
    }
    reserve(args->image_start, args->image_end);
    if (args->dtb) {
        seL4_Word page = (1ul << seL4_PageBits) - 1;
        reserve(args->dtb & ~page, (args->dtb + args->dtb_bytes + page) & ~page);
    }
}

seL4_Word boot_alloc(unsigned bits)
{
    seL4_Word size = 1ul << bits;
    KERNEL_ASSERT(!is_sealed);
    for (unsigned i = free_count; i != 0; i--) {
        struct boot_region *region = &free_ram[i - 1];
        seL4_Word start = (region->end - size) & ~(size - 1);
        if (region->end - region->start < size || start < region->start) {
            continue;
        }
        seL4_Word end = region->end;
        region->end = start;
        if (start + size < end) {
            insert(i, (struct boot_region){.start = start + size, .end = end});
        }
        kernel_zero(arch_ptr(start), size);
        return start;
    }
    kernel_panic("no memory for the initial thread");
}

void boot_seal(void)
{
    is_sealed = true;
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
