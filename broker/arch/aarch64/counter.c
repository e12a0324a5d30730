/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The generic timer's physical counter (Arm ARM, D11.2); the kernel lets all threads read it.
 */
#include "arch/counter.h"

#include <kaal/types.h>

uint64_t counter_hz(void)
{
    uint64_t hz = 0;

    __asm__ volatile("mrs %0, cntfrq_el0" : "=r"(hz));
    return (hz != 0) ? hz : 1;
}

uint64_t counter_now_ns(void)
{
    uint64_t hz = counter_hz();
    uint64_t ticks = 0;

    __asm__ volatile("isb; mrs %0, cntpct_el0" : "=r"(ticks)::"memory");
    return (ticks / hz) * KAAL_NS_PER_S + (ticks % hz) * KAAL_NS_PER_S / hz;
}
