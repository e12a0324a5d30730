/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The counter as it is: with QEMU's `-icount shift=0` each tick is 16 instructions, exactly.
 */
#pragma once

#include <stdint.h>

#define TICK_INSTRUCTIONS 16U

/* CNTPCT_EL0 (Arm ARM, D11.2). */
static inline uint64_t ticks_now(void)
{
    uint64_t ticks = 0;

    __asm__ volatile("isb; mrs %0, cntpct_el0" : "=r"(ticks)::"memory");
    return ticks;
}
