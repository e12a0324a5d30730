/* SPDX-License-Identifier: BSD-2-Clause */
/* Register sets that cross the kernel boundary on aarch64, in message order. */
#pragma once

#include <sel4/simple_types.h>

typedef seL4_CPtr seL4_ARM_VSpace;

typedef struct seL4_UserContext_ {
    /* frame registers: read, changed or kept by a system call */
    seL4_Word pc, sp, spsr, x0, x1, x2, x3, x4, x5, x6, x7, x8, x16, x17, x18, x29, x30;
    /* the other integer registers */
    seL4_Word x9, x10, x11, x12, x13, x14, x15;
    seL4_Word x19, x20, x21, x22, x23, x24, x25, x26, x27, x28;
    /* thread identification registers */
    seL4_Word tpidr_el0, tpidrro_el0;
} seL4_UserContext;

typedef struct seL4_ARM_SMCContext_ {
    seL4_Word x0, x1, x2, x3, x4, x5, x6, x7;
} seL4_ARM_SMCContext;

SEL4_COMPILE_ASSERT(seL4_UserContext_words, sizeof(seL4_UserContext) == 36 * sizeof(seL4_Word))
