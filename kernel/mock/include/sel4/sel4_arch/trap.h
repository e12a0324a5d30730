/* SPDX-License-Identifier: BSD-2-Clause */
/* The one place where a program enters the kernel on aarch64. Which call it is, others decide. */
#pragma once

#include <sel4/sel4_arch/trap_registers.h>

static inline void seL4_ArchTrap(seL4_Word number, struct seL4_Trap *trap)
{
    register seL4_Word x0 __asm__("x0") = trap->cap;
    register seL4_Word x1 __asm__("x1") = trap->info;
    register seL4_Word x2 __asm__("x2") = trap->mr[0];
    register seL4_Word x3 __asm__("x3") = trap->mr[1];
    register seL4_Word x4 __asm__("x4") = trap->mr[2];
    register seL4_Word x5 __asm__("x5") = trap->mr[3];
    register seL4_Word x6 __asm__("x6") = trap->reply;
    register seL4_Word x7 __asm__("x7") = number;
    register seL4_Word x8 __asm__("x8") = trap->dest;
    __asm__ volatile("svc #0"
                     : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3), "+r"(x4), "+r"(x5)
                     : "r"(x6), "r"(x7), "r"(x8)
                     : "memory");
    trap->cap = x0;
    trap->info = x1;
    trap->mr[0] = x2;
    trap->mr[1] = x3;
    trap->mr[2] = x4;
    trap->mr[3] = x5;
}
