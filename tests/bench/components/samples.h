/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Some measurements of one thing. A tick of the broker's clock falls into few of them, so the
 * median is what the thing itself takes.
 */
#pragma once

#include <stdint.h>

#define SAMPLES_MAX 64U

struct samples {
    uint64_t ticks[SAMPLES_MAX]; /* rising */
    uint32_t count;
};

/* Enter one more; more than SAMPLES_MAX are dropped. */
void samples_add(struct samples *samples, uint64_t ticks);

/* In instructions; 0 without any sample. */
uint64_t samples_median(const struct samples *samples);
uint64_t samples_longest(const struct samples *samples);
