/* SPDX-License-Identifier: BSD-2-Clause */
/* What differs between the two kinds of interrupt controller. What they share: gic.c. */
#pragma once

#include <stdint.h>

#include "core/boot.h"

/* QEMU's virt machine has the distributor of either kind here (docs/system/arm/virt.rst). */
#define GIC_DISTRIBUTOR  0x08000000UL
#define GIC_CTLR         0x000
#define GIC_FIRST_SHARED 32U /* interrupts below it belong to one CPU */

#define GIC_KEPT 2

struct gic {
    struct boot_region kept[GIC_KEPT]; /* physical: the kernel's own, sorted */
    seL4_Word private_frame;     /* physical: private interrupts' registers, as the distributor's */
    void (*prepare)(void);       /* what comes before the interrupts are set up one by one */
    void (*route)(unsigned irq); /* a shared interrupt: to this CPU */
    void (*start)(void);
    uint32_t (*take)(void); /* the pending interrupt of highest priority; 1020..1023: none */
    void (*end)(uint32_t irq);
    bool (*has_target)(seL4_Word cpu);          /* can be named; whether it exists is not known */
    void (*send)(seL4_Word irq, seL4_Word cpu); /* a software generated one */
};

extern const struct gic gic_v2;
extern const struct gic gic_v3;
