/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * In the place of broker/arch/aarch64/counter.c: the machine's clock is the test's.
 */
#include "arch/counter.h"

#include <kaal/types.h>

#include "arch_context.h"
#include "host.h"
#include "limits.h"
#include "rig.h"

#define STEP_TICKS (STEP_NS / (KAAL_NS_PER_S / ARCH_TIMER_HZ))

/* A read takes 1 us: loops that wait for a time end. */
static uint64_t read_ticks = ARCH_TIMER_HZ / 1000000;

void rig_work_in_parts(void)
{
    read_ticks = STEP_TICKS + 1;
}

uint64_t counter_hz(void)
{
    return ARCH_TIMER_HZ;
}

uint64_t counter_now_ns(void)
{
    uint64_t ticks = host_time() + read_ticks;

    host_time_set(ticks);
    return ticks * (KAAL_NS_PER_S / ARCH_TIMER_HZ);
}
