/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry from the loader, exception vectors, and the way back to user level.
 * While a user thread runs, TPIDR_EL1 holds the address of its struct arch_context and SP_EL1 the
 * top of the kernel stack. Nothing happens at EL1 with interrupts on.
 */
#define REG(n) ((n) * 8)

    .section .text.start, "ax"
    .global _start
_start:
    /* The loader maps us and has the MMU on: first our own tables, then C. */
    ldr     x9, =kernel_stack_end
    mov     sp, x9
    ldr     x9, =boot_arguments
    stp     x0, x1, [x9]
    stp     x2, x3, [x9, #16]
    stp     x4, x5, [x9, #32]
    bl      port_make_tables        /* physical address for TTBR1_EL1 in x0 */
    msr     ttbr1_el1, x0
    ldr     x1, =port_empty_table
    ldr     x2, =0xffffffff80000000 /* PORT_KERNEL - PORT_KERNEL_PADDR */
    sub     x1, x1, x2
    msr     ttbr0_el1, x1
    dsb     ish
    isb
    tlbi    vmalle1
    dsb     ish
    isb
    ldr     x1, =vectors
    msr     vbar_el1, x1
    mov     x1, #(3 << 20)
    msr     cpacr_el1, x1           /* FP and SIMD are not trapped */
    mov     x1, #0x203
    msr     cntkctl_el1, x1         /* EL0: both counters, physical timer (CONFIG_EXPORT_*) */
    isb
    ldr     x0, =boot_arguments
    bl      port_main
    b       .

/* void port_resume(struct arch_context *): to user level, for ever. */
    .global port_resume
port_resume:
    msr     tpidr_el1, x0
    ldr     x9, =kernel_stack_end
    mov     sp, x9
    ldr     x1, [x0, REG(36)]
    msr     elr_el1, x1
    ldp     x1, x2, [x0, REG(1)]
    msr     sp_el0, x1
    msr     spsr_el1, x2
    ldp     x1, x2, [x0, REG(34)]
    msr     tpidr_el0, x1
    msr     tpidrro_el0, x2
    ldp     x16, x17, [x0, REG(12)]
    ldp     x18, x29, [x0, REG(14)]
    ldp     x30, x9, [x0, REG(16)]
    ldp     x10, x11, [x0, REG(18)]
    ldp     x12, x13, [x0, REG(20)]
    ldp     x14, x15, [x0, REG(22)]
    ldp     x19, x20, [x0, REG(24)]
    ldp     x21, x22, [x0, REG(26)]
    ldp     x23, x24, [x0, REG(28)]
    ldp     x25, x26, [x0, REG(30)]
    ldp     x27, x28, [x0, REG(32)]
    ldp     x7, x8, [x0, REG(10)]
    ldp     x5, x6, [x0, REG(8)]
    ldp     x3, x4, [x0, REG(6)]
    ldp     x1, x2, [x0, REG(4)]
    ldr     x0, [x0, REG(3)]
    eret

/* Save the user's registers; afterwards x0 is its struct arch_context. */
    .macro  save_user
    stp     x0, x1, [sp, #-16]!
    mrs     x0, tpidr_el1
    stp     x2, x3, [x0, REG(5)]
    stp     x4, x5, [x0, REG(7)]
    stp     x6, x7, [x0, REG(9)]
    str     x8, [x0, REG(11)]
    stp     x16, x17, [x0, REG(12)]
    stp     x18, x29, [x0, REG(14)]
    stp     x30, x9, [x0, REG(16)]
    stp     x10, x11, [x0, REG(18)]
    stp     x12, x13, [x0, REG(20)]
    stp     x14, x15, [x0, REG(22)]
    stp     x19, x20, [x0, REG(24)]
    stp     x21, x22, [x0, REG(26)]
    stp     x23, x24, [x0, REG(28)]
    stp     x25, x26, [x0, REG(30)]
    stp     x27, x28, [x0, REG(32)]
    ldp     x1, x2, [sp], #16
    stp     x1, x2, [x0, REG(3)]
    mrs     x1, elr_el1
    mrs     x2, sp_el0
    mrs     x3, spsr_el1
    stp     x1, x2, [x0, REG(0)]
    str     x3, [x0, REG(2)]
    mrs     x2, tpidr_el0
    str     x2, [x0, REG(34)]
    str     x1, [x0, REG(36)]
    .endm

    .macro  vector target
    .balign 128
    b       \target
    .endm

    .balign 2048
vectors:
    vector  from_kernel
    vector  from_kernel
    vector  from_kernel
    vector  from_kernel
    vector  from_kernel
    vector  from_kernel
    vector  from_kernel
    vector  from_kernel
    vector  from_user_sync
    vector  from_user_interrupt
    vector  from_user_interrupt
    vector  from_kernel
    vector  from_kernel
    vector  from_kernel
    vector  from_kernel
    vector  from_kernel

from_user_sync:
    save_user
    mrs     x1, esr_el1
    mrs     x2, far_el1
    bl      port_exception
    b       .

from_user_interrupt:
    save_user
    bl      port_interrupt
    b       .

/* An exception of the kernel itself: a bug. */
from_kernel:
    mrs     x0, esr_el1
    mrs     x1, elr_el1
    mrs     x2, far_el1
    bl      port_kernel_exception
    b       .

/* void context_save_fpu(struct arch_context *), context_load_fpu(const struct arch_context *) */
    .arch_extension fp
    .arch_extension simd
    .global context_save_fpu
context_save_fpu:
    mrs     x1, fpsr
    mrs     x2, fpcr
    stp     x1, x2, [x0, REG(37)]
    add     x0, x0, REG(40)
    stp     q0, q1, [x0]
    stp     q2, q3, [x0, #32]
    stp     q4, q5, [x0, #64]
    stp     q6, q7, [x0, #96]
    stp     q8, q9, [x0, #128]
    stp     q10, q11, [x0, #160]
    stp     q12, q13, [x0, #192]
    stp     q14, q15, [x0, #224]
    stp     q16, q17, [x0, #256]
    stp     q18, q19, [x0, #288]
    stp     q20, q21, [x0, #320]
    stp     q22, q23, [x0, #352]
    stp     q24, q25, [x0, #384]
    stp     q26, q27, [x0, #416]
    stp     q28, q29, [x0, #448]
    stp     q30, q31, [x0, #480]
    ret

    .global context_load_fpu
context_load_fpu:
    ldp     x1, x2, [x0, REG(37)]
    msr     fpsr, x1
    msr     fpcr, x2
    add     x0, x0, REG(40)
    ldp     q0, q1, [x0]
    ldp     q2, q3, [x0, #32]
    ldp     q4, q5, [x0, #64]
    ldp     q6, q7, [x0, #96]
    ldp     q8, q9, [x0, #128]
    ldp     q10, q11, [x0, #160]
    ldp     q12, q13, [x0, #192]
    ldp     q14, q15, [x0, #224]
    ldp     q16, q17, [x0, #256]
    ldp     q18, q19, [x0, #288]
    ldp     q20, q21, [x0, #320]
    ldp     q22, q23, [x0, #352]
    ldp     q24, q25, [x0, #384]
    ldp     q26, q27, [x0, #416]
    ldp     q28, q29, [x0, #448]
    ldp     q30, q31, [x0, #480]
    ret

    .section .bss
    .balign 16
    .space  16384
kernel_stack_end:
    .balign 8
    .global boot_arguments
boot_arguments:
    .space  48

    .section .note.GNU-stack, "", %progbits
