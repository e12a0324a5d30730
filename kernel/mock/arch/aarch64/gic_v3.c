/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GICv3: a redistributor for private interrupts, a CPU interface in system registers.
 * Source: GIC architecture specification 3.0 and 4.0 (IHI 0069), 12.1, 12.9 to 12.11.
 */
#include "gic.h"

#include "port.h"

#define REDISTRIBUTOR       0x080a0000UL /* the first CPU's: two frames of 64 KiB */
#define FRAME_BYTES         0x10000UL
#define GICD_CTLR_GROUP1    (1U << 1)
#define GICD_CTLR_AFFINITY  (1U << 4)
#define GICD_CTLR_PENDING   (1U << 31)
#define GIC_IGROUPR         0x080
#define GICD_IROUTER        0x6000
#define GICR_WAKER          0x014
#define GICR_WAKER_SLEEP    (1U << 1)
#define GICR_WAKER_CHILDREN (1U << 2)
#define ALL_PRIORITIES      0xf0UL

static volatile uint32_t *distributor(seL4_Word offset)
{
    return arch_ptr(GIC_DISTRIBUTOR + offset);
}

static volatile uint32_t *redistributor(seL4_Word offset)
{
    return arch_ptr(REDISTRIBUTOR + offset);
}

static void set_control(uint32_t value)
{
    *distributor(GIC_CTLR) = value;
    while (*distributor(GIC_CTLR) & GICD_CTLR_PENDING) {
    }
}

/* Group 1 is what arrives as IRQ; group 0, where all of them are after reset, arrives as FIQ. */
static void prepare(void)
{
    set_control(0);
    set_control(GICD_CTLR_AFFINITY);
    *redistributor(GICR_WAKER) &= ~GICR_WAKER_SLEEP;
    while (*redistributor(GICR_WAKER) & GICR_WAKER_CHILDREN) {
    }
    *redistributor(FRAME_BYTES + GIC_IGROUPR) = UINT32_MAX;
    for (unsigned irq = GIC_FIRST_SHARED; irq < ARCH_IRQ_COUNT; irq += 32) {
        *distributor(GIC_IGROUPR + irq / 8) = UINT32_MAX;
    }
}

static void route(unsigned irq)
{
    *(volatile uint64_t *)arch_ptr(GIC_DISTRIBUTOR + GICD_IROUTER + 8UL * irq) = 0; /* affinity 0 */
}

static void start(void)
{
    set_control(GICD_CTLR_AFFINITY | GICD_CTLR_GROUP1);
    __asm__ volatile("msr icc_sre_el1, %0; isb" ::"r"(1UL)); /* system registers, not memory */
    __asm__ volatile("msr icc_pmr_el1, %0" ::"r"(ALL_PRIORITIES));
    __asm__ volatile("msr icc_ctlr_el1, xzr; msr icc_igrpen1_el1, %0; isb" ::"r"(1UL));
}

static uint32_t take(void)
{
    uint64_t irq = 0;

    __asm__ volatile("mrs %0, icc_iar1_el1; dsb sy" : "=r"(irq)::"memory");
    return (uint32_t)irq & 0xffffff;
}

static void end(uint32_t irq)
{
    __asm__ volatile("msr icc_eoir1_el1, %0; isb" ::"r"((uint64_t)irq) : "memory");
}

/* A CPU is named by its affinity, four bytes as in MPIDR; the lowest is one of a list of 16. */
static bool has_target(seL4_Word cpu)
{
    return cpu <= UINT32_MAX && (cpu & 0xff) < 16;
}

static void send(seL4_Word irq, seL4_Word cpu)
{
    uint64_t value = (cpu >> 24 & 0xff) << 48 | (cpu >> 16 & 0xff) << 32 | (cpu >> 8 & 0xff) << 16 |
                     irq << 24 | 1UL << (cpu & 0xf);

    __asm__ volatile("dsb sy; msr icc_sgi1r_el1, %0; isb" ::"r"(value) : "memory");
}

const struct gic gic_v3 = {
    .kept = {{GIC_DISTRIBUTOR, GIC_DISTRIBUTOR + FRAME_BYTES},
             {REDISTRIBUTOR, REDISTRIBUTOR + 2 * FRAME_BYTES}},
    .private_frame = REDISTRIBUTOR + FRAME_BYTES,
    .prepare = prepare,
    .route = route,
    .start = start,
    .take = take,
    .end = end,
    .has_target = has_target,
    .send = send,
};
