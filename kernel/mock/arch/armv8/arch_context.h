/* SPDX-License-Identifier: BSD-2-Clause */
/* User registers of aarch64, in the order of seL4_UserContext, and which of them carry what. */
#pragma once

#include <stdint.h>

#include <sel4/simple_types.h>

/* Words of seL4_UserContext (sel4_arch/types.h), then the port's own. */
enum arch_reg {
    ARCH_RESTART_PC = 0, /* where a system call or a fault is done again from */
    ARCH_SP,
    ARCH_SPSR,
    ARCH_X0, /* x0..x8 in a row */
    ARCH_X7 = ARCH_X0 + 7,
    ARCH_X8,
    ARCH_X16, /* x16, x17, x18, x29, x30 */
    ARCH_X30 = ARCH_X16 + 4,
    ARCH_X9,                /* x9..x15 */
    ARCH_X19 = ARCH_X9 + 7, /* x19..x28 */
    ARCH_TPIDR = ARCH_X19 + 10,
    ARCH_TPIDRRO,
    ARCH_PC, /* where it goes on */
    ARCH_REG_COUNT,
};

/* Registers of a system call (sel4_arch/trap.h). */
#define ARCH_CAP   ARCH_X0
#define ARCH_INFO  (ARCH_X0 + 1)
#define ARCH_MR0   (ARCH_X0 + 2)
#define ARCH_REPLY (ARCH_X0 + 6)
#define ARCH_DEST  ARCH_X8
#define ARCH_TLS   ARCH_TPIDR

/*
 * Registers that each word of these fault messages, and of the answers, stands for (6.2.3, 6.2.4).
 * A fault message has them as they are when it is told, not when the fault happened.
 * The word called LR is the address behind the system call on seL4, not x30.
 */
#define ARCH_UNKNOWN_SYSCALL                                                                   \
    {                                                                                          \
        ARCH_X0, ARCH_X0 + 1, ARCH_X0 + 2, ARCH_X0 + 3, ARCH_X0 + 4, ARCH_X0 + 5, ARCH_X0 + 6, \
            ARCH_X7, ARCH_RESTART_PC, ARCH_SP, ARCH_PC, ARCH_SPSR                              \
    }
#define ARCH_USER_EXCEPTION                 \
    {                                       \
        ARCH_RESTART_PC, ARCH_SP, ARCH_SPSR \
    }

#define ARCH_CONTEXT_WORDS 36  /* of seL4_UserContext */
#define ARCH_IRQ_COUNT     160 /* what seL4 knows of QEMU virt's: 32 private, 128 shared ones */
#define ARCH_TIMER_HZ      62500000 /* of QEMU virt's generic timer, CONFIG_TIMER_FREQUENCY */
#define ARCH_IRQ_TIMER     (-1)
#define ARCH_IRQ_NONE      (-2)

/* Condition flags may be set; all else would leave EL0, and fast interrupts stay masked. */
#define ARCH_SPSR_MASK  0xf0000000UL
#define ARCH_SPSR_FIXED 0x40UL

/* entry.S knows these offsets. */
struct arch_context {
    seL4_Word reg[ARCH_REG_COUNT];
    seL4_Word fpsr;
    seL4_Word fpcr;
    seL4_Word padding;
    uint64_t vector[64]; /* q0..q31 */
};

_Static_assert(ARCH_TPIDR == 34 && ARCH_PC == 36, "the order is seL4_UserContext's");
