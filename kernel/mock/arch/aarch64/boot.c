/* SPDX-License-Identifier: BSD-2-Clause */
/* What the machine has. What is made of it: core/boot.c. */
#include "gic.h"
#include "port.h"

#define PHYSICAL_END (1UL << 40) /* CONFIG_ARM_PA_SIZE_BITS_40 */

extern char kernel_image_end[];
extern const struct boot_args boot_arguments; /* entry.S keeps what the loader says */

/* Device memory is all but RAM and what the kernel keeps for itself; both come sorted. */
static void leave_out(struct boot_machine *machine, const struct boot_region *kept, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        struct boot_region *last = &machine->devices[machine->device_count - 1];

        KERNEL_ASSERT(machine->device_count < BOOT_MAX_REGIONS && kept[i].start > last->start);
        last[1] = (struct boot_region){kept[i].end, last->end};
        last->end = kept[i].start;
        machine->device_count++;
    }
}

void arch_boot_init(struct boot_machine *out)
{
    const struct boot_region *gic = gic_init();

    *out = (struct boot_machine){
        .reserved = {{PORT_KERNEL_PADDR, arch_paddr(kernel_image_end)}},
        .reserved_count = 1,
        .devices = {{0, PHYSICAL_END}},
        .device_count = 1,
    };
    out->ram_count = tree_ram(arch_ptr(boot_arguments.dtb), out->ram);
    leave_out(out, gic, GIC_KEPT);
    leave_out(out, out->ram, out->ram_count);
    /* What lies beyond the kernel's window it cannot use; it is nobody's. */
    for (unsigned i = 0; i < out->ram_count; i++) {
        if (out->ram[i].end > PORT_RAM_END) {
            out->ram[i].end = PORT_RAM_END;
        }
    }
}
