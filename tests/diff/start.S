/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry of the test's root task, and all code that its threads run: it lies first in the image, so
 * that its addresses, which faults and register reads show, are the same in every build.
 */
    .section .text.start, "ax"
    .global _start
    .type _start, %function
_start:
    mov     x29, xzr
    mov     x30, xzr
    adrp    x1, stack_end
    add     x1, x1, :lo12:stack_end
    mov     sp, x1
    adrp    x1, diff_tls_block
    add     x1, x1, :lo12:diff_tls_block
    msr     tpidr_el0, x1
    b       diff_main
    .size _start, . - _start

/*
 * What a thread can be made to do. x0 .. x8: a system call's registers; x20: an address; x26: the
 * number of seL4_Wait; x27: what to wait for afterwards; x28: where the results go (struct block).
 */
    .balign 64
    .global diff_exec_call, diff_exec_load, diff_exec_store, diff_exec_jump, diff_exec_undefined
    .global diff_exec_float
diff_exec_call:
    svc     #0
    b       finish
    .balign 16
diff_exec_load:
    ldr     x0, [x20]
    b       finish
    .balign 16
diff_exec_store:
    str     x21, [x20]
    b       finish
    .balign 16
diff_exec_undefined:
    udf     #0
    b       finish
    .balign 16
diff_exec_float:
    fmov    x0, d8
    fmov    d8, x20
    b       finish
    .balign 16
diff_exec_jump:
    br      x20
    .balign 16
finish:
    stp     x0, x1, [x28, #16]
    stp     x2, x3, [x28, #32]
    stp     x4, x5, [x28, #48]
    stp     x6, x7, [x28, #64]
    mrs     x9, tpidr_el0
    str     x9, [x28, #80]
    mov     x2, xzr     /* it may be a time, and registers can be read */
    ldr     x9, [x28]
    add     x9, x9, #1
    str     x9, [x28]
idle:
    mov     x0, x27
    mov     x6, xzr
    mov     x7, x26
    svc     #0
    ldr     x9, [x28, #8]
    add     x9, x9, #1
    str     x9, [x28, #8]
    b       idle

    .section .bss
    .balign 16
    .space 32768
stack_end:

    .section .note.GNU-stack, "", %progbits
