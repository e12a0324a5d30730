/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The machine's steady counter, as the broker reads it. Implemented in arch/<architecture>/.
 */
#pragma once

#include <stdint.h>

/* Ticks in a second, never 0. */
uint64_t counter_hz(void);

/* Nanoseconds since some moment before boot; rises steadily. */
uint64_t counter_now_ns(void);
