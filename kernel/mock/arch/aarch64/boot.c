/* SPDX-License-Identifier: BSD-2-Clause */
/* What the machine has. What is made of it: core/boot.c. */
#include "port.h"

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
