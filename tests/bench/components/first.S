/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The first instruction of a component that is measured: it keeps the time, then starts as any.
 */
    .section .text.first, "ax"
    .global subject_first
    .type subject_first, %function
subject_first:
    isb
    mrs     x0, cntpct_el0
    adrp    x1, subject_first_ticks
    str     x0, [x1, :lo12:subject_first_ticks]
    b       _start
    .size subject_first, . - subject_first

    .section .note.GNU-stack, "", %progbits
