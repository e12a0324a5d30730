/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * In the place of broker/arch/aarch64/counter.c: the machine's clock is the test's.
 */
#include "arch/counter.h"

#include <kaal/types.h>

#include "arch_context.h"
#include "host.h"

#define READ_TICKS                                                                 \
    (ARCH_TIMER_HZ / 1000000) /* a read takes 1 us: loops that wait for a time end \
                               */

uint64_t counter_hz(void)
{
    return ARCH_TIMER_HZ;
}

uint64_t counter_now_ns(void)
{
    uint64_t ticks = host_time() + READ_TICKS;

    host_time_set(ticks);
    return ticks * (KAAL_NS_PER_S / ARCH_TIMER_HZ);
}
