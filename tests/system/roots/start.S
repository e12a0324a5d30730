/* SPDX-License-Identifier: BSD-2-Clause */
/* Entry of a test's root task, and the threads' code whose addresses the test must know. */
    .arch_extension fp
    .section .text.start, "ax"
    .global _start
_start:
    adrp    x1, root_tls
    add     x1, x1, :lo12:root_tls
    msr     tpidr_el0, x1
    adrp    x1, stack_end
    add     x1, x1, :lo12:stack_end
    mov     sp, x1
    b       root_main

/*
 * A thread without a stack. x20: where its report goes (struct report); x21: an endpoint to tell
 * when it is there; x22: a number, which goes by way of a vector register; x23: seL4_Send's number.
 * x24: 0, or its own TCB, whose flags it sets at first; x25: that message's info; x26: seL4_Call's
 * number.
 */
    .global thread_code
thread_code:
    cbz     x24, 1f
    mov     x0, x24
    mov     x1, x25
    mov     x2, xzr
    mov     x3, #1
    mov     x7, x26
    svc     #0
    mov     x24, xzr
1:
    fmov    d9, x22
    fmov    x9, d9
    mrs     x10, tpidr_el0
    mrs     x11, tpidrro_el0
    stp     x9, x10, [x20]
    str     x11, [x20, #16]
    add     x22, x22, #1
    msr     tpidr_el0, x22
    mov     x0, x21
    mov     x1, xzr
    mov     x7, x23
    svc     #0
    b       thread_code

    .section .bss
    .balign 16
    .space 16384
stack_end:

    .section .note.GNU-stack, "", %progbits
