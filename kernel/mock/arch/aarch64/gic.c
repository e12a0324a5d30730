/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts: what both kinds of the controller have in common. Sources: GIC architecture
 * specification 2.0 (IHI 0048), 4.3; 3.0 and 4.0 (IHI 0069), 12.8, 12.10.
 */
#include "gic.h"

#include "port.h"

#define GICD_ISENABLER 0x100
#define GICD_ICENABLER 0x180
#define GICD_ICPENDR   0x280
#define GICD_IPRIORITY 0x400
#define GICD_ICFGR     0xc00

#define SPURIOUS      1020U /* and above */
#define TIMER         27U   /* the virtual timer's private interrupt */
#define SAME_PRIORITY 0x80808080U

static const struct gic *gic = &gic_v2;

/* The register at `offset` that has an interrupt's field of so many bits. */
static volatile uint32_t *field(seL4_Word offset, seL4_Word irq, unsigned bits)
{
    seL4_Word frame = (irq < GIC_FIRST_SHARED) ? gic->private_frame : GIC_DISTRIBUTOR;

    return arch_ptr(frame + offset + irq * bits / 32 * 4);
}

/* QEMU, as hardware does, shows the registers of GICv3 only where there is one. */
static bool has_system_registers(void)
{
    uint64_t features = 0;

    __asm__("mrs %0, id_aa64pfr0_el1" : "=r"(features));
    return (features >> 24 & 0xf) != 0;
}

const struct boot_region *gic_init(void)
{
    gic = has_system_registers() ? &gic_v3 : &gic_v2;
    gic->prepare();
    for (unsigned irq = 0; irq < ARCH_IRQ_COUNT; irq += 32) {
        *field(GICD_ICENABLER, irq, 1) = UINT32_MAX;
        *field(GICD_ICPENDR, irq, 1) = UINT32_MAX;
    }
    for (unsigned irq = 0; irq < ARCH_IRQ_COUNT; irq += 4) {
        *field(GICD_IPRIORITY, irq, 8) = SAME_PRIORITY;
    }
    for (unsigned irq = GIC_FIRST_SHARED; irq < ARCH_IRQ_COUNT; irq++) {
        gic->route(irq);
    }
    gic->start();
    arch_irq_enable(TIMER, true);
    return gic->kept;
}

int arch_irq_next(void)
{
    uint32_t irq = gic->take();

    if (irq >= SPURIOUS) {
        return ARCH_IRQ_NONE;
    }
    if (irq == TIMER) {
        /* Level-triggered: quiet it before its end, or it comes again at once. */
        __asm__ volatile("msr cntv_ctl_el0, %0; isb" ::"r"(2UL));
        gic->end(TIMER);
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
    *field(on ? GICD_ISENABLER : GICD_ICENABLER, irq, 1) = 1U << (irq % 32);
    __asm__ volatile("dsb sy" ::: "memory");
}

void arch_irq_done(seL4_Word irq)
{
    gic->end((uint32_t)irq);
}

void machine_irq_set_edge(seL4_Word irq, bool is_edge)
{
    volatile uint32_t *config = field(GICD_ICFGR, irq, 2);
    uint32_t bit = 2U << (irq % 16 * 2);

    *config = is_edge ? *config | bit : *config & ~bit;
}

void machine_raise_sgi(seL4_Word irq, seL4_Word target)
{
    gic->send(irq, target);
}

bool machine_has_sgi_target(seL4_Word target)
{
    return gic->has_target(target);
}
