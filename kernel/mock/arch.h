/* SPDX-License-Identifier: BSD-2-Clause */
/* All that core asks of a port. "arch_context.h", on the port's include path, says the rest. */
#pragma once
#include "core/boot.h"
#include "core/invocation.h"
#include "core/kernel.h"
/* User registers by their word in seL4_UserContext; ARCH_PC behind them. Setting keeps them safe.
 */
seL4_Word arch_reg_get(const struct tcb *tcb, unsigned reg);
void arch_reg_set(struct tcb *tcb, unsigned reg, seL4_Word value);
void arch_context_init(struct tcb *tcb); /* of a new, zeroed thread */
/* Address space, FPU. `from` is null if it is gone or was idle; `to` is null for idle. */
void arch_switch(struct tcb *from, struct tcb *to);
void *arch_ptr(seL4_Word paddr); /* RAM, through the linear window */
seL4_Word arch_paddr(const void *ptr);
void arch_cache_clean(seL4_Word paddr, seL4_Word bytes); /* cleared RAM becomes a user's frame */
uint64_t arch_time_now(void);                            /* ticks of ARCH_TIMER_HZ */
void arch_time_deadline(uint64_t when);                  /* then ARCH_IRQ_TIMER is pending */
int arch_irq_next(void); /* takes a pending one: its number, ARCH_IRQ_TIMER or ARCH_IRQ_NONE */
bool arch_irq_usable(seL4_Word irq); /* may become an IRQ handler capability */
void arch_irq_enable(seL4_Word irq, bool on);
void arch_irq_done(seL4_Word irq); /* taken by arch_irq_next and dealt with */
/* Objects whose types only the port knows; false: no such type. Frames may be device memory. */
bool arch_object_bits(seL4_Word type, unsigned *bits, bool *is_frame);
struct cap arch_object_create(seL4_Word type, seL4_Word paddr, bool is_device);
seL4_Error arch_cap_derive(struct cap cap, struct cap *out); /* a copy is mapped nowhere */
void arch_cap_finalise(struct cap cap, bool is_final);       /* unmaps */
bool arch_vspace_usable(struct cap cap);                     /* a VSpace that has an ASID */
seL4_Error arch_invoke(
    struct invocation *inv); /* on the port's types and IRQControl's own labels */
/* Boot. The VSpace spans [start, end), its tables by boot_alloc, their caps by boot_provide. */
void arch_boot_init(struct boot_machine *out);
struct cap arch_boot_vspace(seL4_Word start, seL4_Word end, struct cap *asid_pool);
struct cap arch_boot_map(struct cap vspace, seL4_Word paddr, seL4_Word vaddr, bool is_executable);
void arch_putchar(char c);
void arch_halt(void) __attribute__((noreturn));
