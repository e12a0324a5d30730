/* SPDX-License-Identifier: BSD-2-Clause */
/* The interrupt controller, GICv2. Source: GIC architecture specification 2.0 (IHI 0048), 4.3, 4.4.
 */
#include "port.h"

#define GICD_CTLR      0x000
#define GICD_TYPER     0x004
#define GICD_ISENABLER 0x100
#define GICD_ICENABLER 0x180
#define GICD_ICPENDR   0x280
#define GICD_IPRIORITY 0x400
#define GICD_ITARGETS  0x800
#define GICD_ICFGR     0xc00
#define GICD_SGIR      0xf00
#define GICC_CTLR      0x00
#define GICC_PMR       0x04
#define GICC_IAR       0x0c
#define GICC_EOIR      0x10

#define FIRST_SHARED   32U
#define SPURIOUS       1020U /* and above */
#define TIMER          27U   /* the virtual timer's private interrupt */
#define SAME_PRIORITY  0x80808080U
#define FIRST_CPU      0x01010101U
#define ALL_PRIORITIES 0xf0U

static volatile uint32_t *distributor(seL4_Word offset)
{
    return arch_ptr(PORT_GIC_DISTRIBUTOR + offset);
}

static volatile uint32_t *cpu_interface(seL4_Word offset)
{
    return arch_ptr(PORT_GIC_CPU + offset);
}

void gic_init(void)
{
    *distributor(GICD_CTLR) = 0;
    for (unsigned i = 0; i < ARCH_IRQ_COUNT / 32; i++) {
        *distributor(GICD_ICENABLER + 4 * i) = UINT32_MAX;
        *distributor(GICD_ICPENDR + 4 * i) = UINT32_MAX;
    }
    for (unsigned i = 0; i < ARCH_IRQ_COUNT / 4; i++) {
        *distributor(GICD_IPRIORITY + 4 * i) = SAME_PRIORITY;
    }
    for (unsigned i = FIRST_SHARED / 4; i < ARCH_IRQ_COUNT / 4; i++) {
        *distributor(GICD_ITARGETS + 4 * i) = FIRST_CPU;
    }
    *distributor(GICD_CTLR) = 1;
    *cpu_interface(GICC_PMR) = ALL_PRIORITIES;
    *cpu_interface(GICC_CTLR) = 1;
    arch_irq_enable(TIMER, true);
}

int arch_irq_next(void)
{
    uint32_t irq = *cpu_interface(GICC_IAR) & 0x3ff;

    if (irq >= SPURIOUS) {
        return ARCH_IRQ_NONE;
    }
    if (irq == TIMER) {
        /* Level-triggered: quiet it before its end, or it comes again at once. */
        __asm__ volatile("msr cntv_ctl_el0, %0; isb" ::"r"(2UL));
        *cpu_interface(GICC_EOIR) = TIMER;
        return ARCH_IRQ_TIMER;
    }
    return (int)irq;
}

bool arch_irq_usable(seL4_Word irq)
{
    return irq < ARCH_IRQ_COUNT && irq != TIMER;
}

void arch_irq_enable(seL4_Word irq, bool on)
{
    *distributor((on ? GICD_ISENABLER : GICD_ICENABLER) + 4 * (irq / 32)) = 1U << (irq % 32);
    __asm__ volatile("dsb sy" ::: "memory");
}

void arch_irq_done(seL4_Word irq)
{
    *cpu_interface(GICC_EOIR) = (uint32_t)irq;
}

void machine_irq_set_edge(seL4_Word irq, bool is_edge)
{
    volatile uint32_t *config = distributor(GICD_ICFGR + 4 * (irq / 16));
    uint32_t bit = 2U << (irq % 16 * 2);

    *config = is_edge ? *config | bit : *config & ~bit;
}

void machine_raise_sgi(seL4_Word irq, seL4_Word target)
{
    *distributor(GICD_SGIR) = (uint32_t)(1UL << (16 + target) | irq);
}
