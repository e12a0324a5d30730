/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers of threads, and what changes when another one runs. */
#include "port.h"

#define SPSR_USER 0xf0000000UL /* condition flags; all else would leave EL0 */

extern uint64_t port_empty_table[];
void context_save_fpu(struct arch_context *context);
void context_load_fpu(const struct arch_context *context);

static seL4_Word loaded_space; /* physical address of the VSpace in TTBR0; 0: the empty one */

seL4_Word arch_reg_get(const struct tcb *tcb, unsigned reg)
{
    return tcb->context.reg[reg];
}

void arch_reg_set(struct tcb *tcb, unsigned reg, seL4_Word value)
{
    tcb->context.reg[reg] = (reg == ARCH_SPSR) ? value & SPSR_USER : value;
}

void arch_context_init(struct tcb *tcb)
{
    (void)tcb; /* all zero: EL0, interrupts on, FP control at its reset value */
}

static void load_space(seL4_Word vspace, seL4_Word asid)
{
    seL4_Word base = (vspace != 0) ? vspace | asid << 48
                                   : (seL4_Word)port_empty_table - PORT_KERNEL + PORT_KERNEL_PADDR;

    __asm__ volatile("msr ttbr0_el1, %0; isb" ::"r"(base) : "memory");
    loaded_space = vspace;
}

void machine_forget_space(seL4_Word vspace)
{
    if (vspace == loaded_space) {
        load_space(0, 0);
    }
}

void arch_switch(struct tcb *from, struct tcb *to)
{
    if (from) {
        context_save_fpu(&from->context);
        __asm__ volatile("mrs %0, tpidr_el0" : "=r"(from->context.reg[ARCH_TPIDR]));
    }
    if (!to) {
        load_space(0, 0);
        return;
    }
    struct cap space = to->slots[TCB_VSPACE].cap;
    load_space(arch_vspace_usable(space) ? space.object : 0, space.data);
    context_load_fpu(&to->context);
    __asm__ volatile("msr tpidr_el0, %0; msr tpidrro_el0, %1" ::"r"(to->context.reg[ARCH_TPIDR]),
                     "r"(to->context.reg[ARCH_TPIDRRO]));
}
