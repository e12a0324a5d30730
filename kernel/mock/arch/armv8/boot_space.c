/* SPDX-License-Identifier: BSD-2-Clause */
/* The first address space. What it is for: core/boot.c. */
#include "model.h"

#include <sel4/arch/objecttype.h>

#define PAGE_BYTES (1UL << seL4_PageBits)

/* Make the tables of one level that [start, end) needs. */
static void make_tables(struct cap vspace, seL4_Word start, seL4_Word end, unsigned level)
{
    seL4_Word bytes = 1UL << vspace_level_bits(level);

    for (seL4_Word at = start & ~(bytes - 1); at < end; at += bytes) {
        struct walk walk = vspace_walk(vspace.object, at, level);
        struct cap table = {.type = CAP_PAGE_TABLE, .rights = RIGHTS_ALL};

        KERNEL_ASSERT(walk.level == level);
        table.object = boot_alloc(seL4_PageTableBits) & 0xffffffffffff;
        table.data = mapping_make(at, vspace.data);
        vspace_set_table(walk.entry, table.object);
        boot_provide(table);
    }
}

struct cap arch_boot_vspace(seL4_Word start, seL4_Word end, struct cap *asid_pool)
{
    struct cap vspace = {.type = CAP_VSPACE, .rights = RIGHTS_ALL};
    seL4_Word data = 0;
    seL4_Word asid = 0;

    asid_init();
    *asid_pool = (struct cap){.type = CAP_ASID_POOL, .rights = RIGHTS_ALL};
    asid_pool->object = boot_alloc(seL4_ASIDPoolBits) & 0xffffffffffff;
    KERNEL_ASSERT(asid_pool_add(asid_pool->object, &data));
    asid_pool->data = data;
    vspace.object = boot_alloc(seL4_VSpaceBits) & 0xffffffffffff;
    KERNEL_ASSERT(asid_assign(*asid_pool, vspace.object, &asid));
    vspace.data = asid;
    for (unsigned level = 0; level + 1 < MODEL_LEVELS; level++) {
        make_tables(vspace, start, end, level);
    }
    return vspace;
}

struct cap arch_boot_map(struct cap vspace, seL4_Word paddr, seL4_Word vaddr, bool is_executable)
{
    struct cap frame = arch_object_create(seL4_ARM_SmallPageObject, paddr, false);
    struct walk walk = vspace_walk(vspace.object, vaddr, MODEL_LEVELS - 1);
    seL4_Word attributes =
        seL4_ARM_Default_VMAttributes | (is_executable ? 0 : (seL4_Word)seL4_ARM_ExecuteNever);

    KERNEL_ASSERT(walk.level == MODEL_LEVELS - 1);
    machine_write_entry(walk.entry, vspace_make_leaf(frame, RIGHTS_ALL, attributes));
    machine_flush_page(vspace.data, vaddr);
    if (is_executable) {
        machine_unify(paddr, PAGE_BYTES);
    }
    frame.data = mapping_make(vaddr, vspace.data);
    return frame;
}
