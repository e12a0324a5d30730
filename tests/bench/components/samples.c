/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Samples are kept in order as they come.
 */
#include "samples.h"

#include "ticks.h"

void samples_add(struct samples *samples, uint64_t ticks)
{
    uint32_t at = samples->count;

    if (at == SAMPLES_MAX) {
        return;
    }
    for (; at > 0 && samples->ticks[at - 1] > ticks; at--) {
        samples->ticks[at] = samples->ticks[at - 1];
    }
    samples->ticks[at] = ticks;
    samples->count++;
}

uint64_t samples_median(const struct samples *samples)
{
    return (samples->count == 0) ? 0 : samples->ticks[samples->count / 2] * TICK_INSTRUCTIONS;
}

uint64_t samples_longest(const struct samples *samples)
{
    return (samples->count == 0) ? 0 : samples->ticks[samples->count - 1] * TICK_INSTRUCTIONS;
}
