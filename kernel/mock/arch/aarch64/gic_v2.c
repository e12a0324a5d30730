/* SPDX-License-Identifier: BSD-2-Clause */
/* GICv2: a CPU interface in memory. Source: GIC architecture specification 2.0 (IHI 0048), 4.4. */
#include "gic.h"

#include "port.h"

#define CPU_INTERFACE 0x08010000UL
#define GICD_ITARGETS 0x800
#define GICD_SGIR     0xf00
#define GICC_CTLR     0x00
#define GICC_PMR      0x04
#define GICC_IAR      0x0c
#define GICC_EOIR     0x10

#define PAGE_BYTES     (1UL << seL4_PageBits)
#define FIRST_CPU      1U
#define ALL_PRIORITIES 0xf0U
#define ENABLE         1U
#define CPUS           8U

static volatile uint32_t *cpu_interface(seL4_Word offset)
{
    return arch_ptr(CPU_INTERFACE + offset);
}

static void prepare(void)
{
    *(volatile uint32_t *)arch_ptr(GIC_DISTRIBUTOR + GIC_CTLR) = 0;
}

static void route(unsigned irq)
{
    *(volatile uint8_t *)arch_ptr(GIC_DISTRIBUTOR + GICD_ITARGETS + irq) = FIRST_CPU;
}

static void start(void)
{
    *(volatile uint32_t *)arch_ptr(GIC_DISTRIBUTOR + GIC_CTLR) = ENABLE;
    *cpu_interface(GICC_PMR) = ALL_PRIORITIES;
    *cpu_interface(GICC_CTLR) = ENABLE;
}

static uint32_t take(void)
{
    return *cpu_interface(GICC_IAR) & 0x3ff; /* less the sender of a software generated one: us */
}

static void end(uint32_t irq)
{
    *cpu_interface(GICC_EOIR) = irq;
}

static bool has_target(seL4_Word cpu)
{
    return cpu < CPUS;
}

static void send(seL4_Word irq, seL4_Word cpu)
{
    *(volatile uint32_t *)arch_ptr(GIC_DISTRIBUTOR + GICD_SGIR) =
        (uint32_t)(1UL << (16 + cpu) | irq);
}

const struct gic gic_v2 = {
    .kept = {{GIC_DISTRIBUTOR, GIC_DISTRIBUTOR + PAGE_BYTES},
             {CPU_INTERFACE, CPU_INTERFACE + PAGE_BYTES}},
    .private_frame = GIC_DISTRIBUTOR,
    .prepare = prepare,
    .route = route,
    .start = start,
    .take = take,
    .end = end,
    .has_target = has_target,
    .send = send,
};
