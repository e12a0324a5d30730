/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers of threads, and what changes when another one runs. */
#include "port.h"

#define FPEN_EL1 (1UL << 20)
#define FPEN_ALL (3UL << 20)

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
    tcb->context.reg[reg] = (reg == ARCH_SPSR) ? (value & ARCH_SPSR_MASK) | ARCH_SPSR_FIXED : value;
}

void arch_context_init(struct tcb *tcb)
{
    arch_reg_set(tcb, ARCH_SPSR, 0); /* zero is right for all others */
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

/* Traps FP and SIMD instructions of threads that have it so, not the kernel's (CPACR_EL1.FPEN). */
static void load_fpu_trap(const struct tcb *tcb)
{
    seL4_Word control = (tcb->flags & seL4_TCBFlag_fpuDisabled) ? FPEN_EL1 : FPEN_ALL;

    __asm__ volatile("msr cpacr_el1, %0; isb" ::"r"(control) : "memory");
}

void arch_switch(struct tcb *from, struct tcb *to)
{
    if (from) {
        context_save_fpu(&from->context);
    }
    if (!to) {
        load_space(0, 0);
        return;
    }
    struct cap space = to->slots[TCB_VSPACE].cap;
    load_space(arch_vspace_usable(space) ? space.object : 0, space.data);
    context_load_fpu(&to->context);
    load_fpu_trap(to);
}
