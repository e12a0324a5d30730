/* SPDX-License-Identifier: BSD-2-Clause */
/* Translation tables: four levels of 512 entries (Arm ARM, D5.3). Whose they are: asid.c. */
#include "model.h"

#define VALID        1UL
#define TABLE        3UL
#define PAGE         3UL
#define BLOCK        1UL
#define ADDRESS      0x0000fffffffff000UL
#define USER         (1UL << 6)
#define READ_ONLY    (1UL << 7)
#define INNER        (3UL << 8)
#define ACCESSED     (1UL << 10)
#define NOT_GLOBAL   (1UL << 11)
#define NO_EXECUTE_1 (1UL << 53)
#define NO_EXECUTE_0 (1UL << 54)
#define NORMAL       (4UL << 2)
#define LAST         (MODEL_LEVELS - 1)

unsigned vspace_level_bits(unsigned level)
{
    return seL4_PageBits + seL4_PageTableIndexBits * (LAST - level);
}

static bool is_table(uint64_t entry, unsigned level)
{
    return level < LAST && (entry & 3) == TABLE;
}

struct walk vspace_walk(seL4_Word root, seL4_Word vaddr, unsigned level)
{
    seL4_Word table = root;
    unsigned at = 0;

    for (;;) {
        unsigned bits = vspace_level_bits(at);
        uint64_t *entry = (uint64_t *)arch_ptr(table) + (vaddr >> bits) % MODEL_TABLE_ENTRIES;

        if (at == level || !is_table(*entry, at)) {
            return (struct walk){.entry = entry, .level = at, .bits_left = bits};
        }
        table = *entry & ADDRESS;
        at++;
    }
}

struct leaf vspace_find(seL4_Word root, seL4_Word vaddr)
{
    struct walk walk = vspace_walk(root, vaddr, LAST);
    uint64_t entry = *walk.entry;
    struct leaf leaf = {.level = walk.level, .bits = walk.bits_left};

    if ((entry & VALID) && (walk.level == LAST || !is_table(entry, walk.level))) {
        leaf.is_valid = true;
        leaf.paddr = entry & ADDRESS;
        leaf.can_read = entry & USER;
        leaf.can_write = leaf.can_read && !(entry & READ_ONLY);
        leaf.can_execute = leaf.can_read && !(entry & NO_EXECUTE_0);
    }
    return leaf;
}

uint64_t vspace_make_leaf(struct cap frame, seL4_Word rights, seL4_Word attributes)
{
    uint64_t leaf = frame.object | ACCESSED | NOT_GLOBAL | NO_EXECUTE_1 |
                    (frame.size_bits == seL4_PageBits ? PAGE : BLOCK);

    rights &= frame.rights;
    if (rights & RIGHT_READ) {
        leaf |= USER | ((rights & RIGHT_WRITE) ? 0 : READ_ONLY);
    }
    if (attributes & seL4_ARM_PageCacheable) {
        leaf |= NORMAL | INNER;
    }
    if (attributes & seL4_ARM_ExecuteNever) {
        leaf |= NO_EXECUTE_0;
    }
    return leaf;
}

seL4_Word vspace_leaf_paddr(uint64_t leaf)
{
    return leaf & ADDRESS;
}

bool vspace_leaf_is_writable(uint64_t leaf)
{
    return (leaf & (USER | READ_ONLY)) == USER;
}

void vspace_set_table(uint64_t *entry, seL4_Word table)
{
    machine_write_entry(entry, table | TABLE);
}

static unsigned level_of_frame(struct cap frame)
{
    return LAST - ((unsigned)frame.size_bits - seL4_PageBits) / seL4_PageTableIndexBits;
}

uint64_t *vspace_entry_of_frame(struct cap frame)
{
    seL4_Word root = asid_find(mapping_asid(frame.data));
    unsigned level = level_of_frame(frame);

    if (root == 0) {
        return 0;
    }
    struct walk walk = vspace_walk(root, mapping_vaddr(frame.data), level);
    bool is_there = walk.level == level && (*walk.entry & VALID) && !is_table(*walk.entry, level) &&
                    (*walk.entry & ADDRESS) == frame.object;
    return is_there ? walk.entry : 0;
}

void vspace_unmap_frame(struct cap frame)
{
    uint64_t *entry = vspace_entry_of_frame(frame);

    if (entry) {
        machine_write_entry(entry, 0);
        machine_flush_page(mapping_asid(frame.data), mapping_vaddr(frame.data));
    }
}

void vspace_unmap_table(struct cap table)
{
    seL4_Word asid = mapping_asid(table.data);
    seL4_Word root = asid_find(asid);

    if (root == 0) {
        return;
    }
    for (unsigned level = 0; level < LAST; level++) {
        struct walk walk = vspace_walk(root, mapping_vaddr(table.data), level);

        if (walk.level == level && is_table(*walk.entry, level) &&
            (*walk.entry & ADDRESS) == table.object) {
            machine_write_entry(walk.entry, 0);
            machine_flush_asid(asid);
            return;
        }
    }
}
