/* SPDX-License-Identifier: BSD-2-Clause */
/* What the machine has, and the first address space. What is made of it: core/boot.c. */
#include "port.h"

#include <sel4/arch/objecttype.h>

#define RAM_START    0x40000000UL
#define RAM_END      0xc0000000UL /* as platform_gen.json says */
#define PHYSICAL_END (1UL << 40)  /* CONFIG_ARM_PA_SIZE_BITS_40 */
#define PAGE_BYTES   (1UL << seL4_PageBits)

extern char kernel_image_end[];

void arch_boot_init(struct boot_machine *out)
{
    *out = (struct boot_machine){
        .ram = {{RAM_START, RAM_END}},
        .ram_count = 1,
        .reserved = {{PORT_KERNEL_PADDR, arch_paddr(kernel_image_end)}},
        .reserved_count = 1,
        /* All but RAM and the two pages of the interrupt controller. */
        .devices = {{0, PORT_GIC_DISTRIBUTOR},
                    {PORT_GIC_DISTRIBUTOR + PAGE_BYTES, PORT_GIC_CPU},
                    {PORT_GIC_CPU + PAGE_BYTES, RAM_START},
                    {RAM_END, PHYSICAL_END}},
        .device_count = 4,
    };
}

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

    asid_pool->type = CAP_ASID_POOL;
    asid_pool->rights = RIGHTS_ALL;
    asid_pool->object = boot_alloc(seL4_ASIDPoolBits) & 0xffffffffffff;
    KERNEL_ASSERT(asid_pool_add(asid_pool->object, &data));
    asid_pool->data = data;
    vspace.object = boot_alloc(seL4_VSpaceBits) & 0xffffffffffff;
    KERNEL_ASSERT(asid_assign(*asid_pool, vspace.object, &asid));
    vspace.data = asid;
    for (unsigned level = 0; level + 1 < PORT_LEVELS; level++) {
        make_tables(vspace, start, end, level);
    }
    return vspace;
}

struct cap arch_boot_map(struct cap vspace, seL4_Word paddr, seL4_Word vaddr, bool is_executable)
{
    struct cap frame = arch_object_create(seL4_ARM_SmallPageObject, paddr, false);
    struct walk walk = vspace_walk(vspace.object, vaddr, PORT_LEVELS - 1);
    seL4_Word attributes =
        seL4_ARM_Default_VMAttributes | (is_executable ? 0 : (seL4_Word)seL4_ARM_ExecuteNever);

    KERNEL_ASSERT(walk.level == PORT_LEVELS - 1);
    *walk.entry = vspace_make_leaf(frame, RIGHTS_ALL, attributes);
    if (is_executable) {
        cache_unify(paddr, PAGE_BYTES);
    }
    frame.data = mapping_make(vaddr, vspace.data);
    return frame;
}
