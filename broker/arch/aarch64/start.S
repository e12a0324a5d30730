/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * First instructions of the root task: seL4 enters with the address of the boot info in x0, without
 * a stack (seL4 manual, 9.1). Everything else is C.
 */
    .section .text.start, "ax"
    .global _start
    .type _start, %function
_start:
    mov     x29, xzr
    mov     x30, xzr
    adrp    x1, broker_stack_end
    add     x1, x1, :lo12:broker_stack_end
    mov     sp, x1
    /* TLS, variant 1: two reserved words lie below the variables (AAELF64, TLS). */
    adrp    x1, broker_tls_block
    add     x1, x1, :lo12:broker_tls_block
    msr     tpidr_el0, x1
    b       broker_main
    .size _start, . - _start


    .section .bss
    .balign 16
    .global broker_stack_start, broker_stack_end
broker_stack_start:
    .space 32768
broker_stack_end:

    .section .note.GNU-stack, "", %progbits
