/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * First instruction of a component: the broker has set the stack pointer, nothing else.
 */
    .section .text.start, "ax"
    .global _start
    .type _start, %function
_start:
    mov     x29, xzr
    mov     x30, xzr
    /* TLS, variant 1: the block begins 16 bytes above the thread pointer (AAELF64, TLS). */
    adrp    x1, component_tls_start
    add     x1, x1, :lo12:component_tls_start
    sub     x1, x1, #16
    msr     tpidr_el0, x1
    b       component_start
    .size _start, . - _start

    .section .note.GNU-stack, "", %progbits
