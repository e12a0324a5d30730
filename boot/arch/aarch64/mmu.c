/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Translation tables of the loader: everything at its own address, and the kernel's window.
 * Blocks only (Arm ARM, D5.3.1). mmu_make_identity runs with the MMU off and calls nothing.
 */
#include <kernel/gen_config.h>

#include "arch.h"

#define ENTRIES   512
#define GIB_BITS  30
#define L0_BITS   39
#define L2_BITS   21
#define TABLE     3U /* valid, table */
#define BLOCK     1U /* valid, block */
#define AF        (1U << 10)
#define INNER     (3U << 8)
#define TYPE(x)   ((uint64_t)(x) << 2)
#define DEVICE    0 /* index in PLAT_MAIR */
#define NORMAL    4
#define RAM_FIRST 1 /* GiB */
#define RAM_END   4 /* as far as 32-bit addresses go; the loader needs no more */

#define TABLE_ALIGNED __attribute__((aligned(4096)))

static uint64_t low_l0[ENTRIES] TABLE_ALIGNED;
static uint64_t low_l1[ENTRIES] TABLE_ALIGNED;
static uint64_t high_l0[ENTRIES] TABLE_ALIGNED;
static uint64_t high_l1[ENTRIES] TABLE_ALIGNED;
static uint64_t high_l2[ENTRIES] TABLE_ALIGNED;

void enter_at_el1(const struct boot_entry *entry, uint64_t ttbr0, uint64_t ttbr1);
void enter_at_el2(const struct boot_entry *entry);
uint64_t mmu_make_identity(void);

uint64_t mmu_make_identity(void)
{
    low_l0[0] = (uint64_t)low_l1 | TABLE;
    for (unsigned i = 0; i < RAM_END; i++) {
        uint64_t type = (i < RAM_FIRST) ? TYPE(DEVICE) : (TYPE(NORMAL) | INNER);

        low_l1[i] = ((uint64_t)i << GIB_BITS) | type | AF | BLOCK;
    }
    return (uint64_t)low_l0;
}

void arch_map_kernel(uint64_t vaddr, uint64_t paddr)
{
    /* EL2 has one table base for all addresses, EL1 has a second one for the upper half. */
    uint64_t *l0 = (arch_kernel_level() == 2) ? low_l0 : high_l0;

    l0[(vaddr >> L0_BITS) % ENTRIES] = (uint64_t)high_l1 | TABLE;
    high_l1[(vaddr >> GIB_BITS) % ENTRIES] = (uint64_t)high_l2 | TABLE;
    for (unsigned i = (vaddr >> L2_BITS) % ENTRIES; i < ENTRIES; i++) {
        high_l2[i] = paddr | TYPE(NORMAL) | INNER | AF | BLOCK;
        paddr += (uint64_t)1 << L2_BITS;
    }
}

unsigned arch_current_level(void)
{
    uint64_t level = 0;

    __asm__("mrs %0, currentel" : "=r"(level));
    return (unsigned)(level >> 2) & 3;
}

/* The kernel's configuration says it by whether the macro is defined. */
#ifdef CONFIG_ARM_HYPERVISOR_SUPPORT
unsigned arch_kernel_level(void)
{
    return 2;
}
#else
unsigned arch_kernel_level(void)
{
    return 1;
}
#endif

_Noreturn void arch_enter_kernel(const struct boot_entry *entry)
{
    if (arch_kernel_level() == 2) {
        enter_at_el2(entry);
    } else {
        enter_at_el1(entry, (uint64_t)low_l0, (uint64_t)high_l0);
    }
    arch_power_off();
}

_Noreturn void arch_power_off(void)
{
    register uint64_t function __asm__("x0") = 0x84000008;

    for (;;) {
        __asm__ volatile("smc #0" : "+r"(function)::"x1", "x2", "x3", "memory");
    }
}
