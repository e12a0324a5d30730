/* SPDX-License-Identifier: BSD-2-Clause */
/* In the place of include/sel4/sel4_arch/trap.h: the kernel is in the same process. */
#pragma once

#include <sel4/sel4_arch/trap_registers.h>

/* The calling fiber's thread enters the kernel (run.c); comes back when the thread goes on. */
void seL4_ArchTrap(seL4_Word number, struct seL4_Trap *trap);
