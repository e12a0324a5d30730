/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers that only look random: the same seed gives the same ones everywhere (SplitMix64). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct random {
    uint64_t state;
    bool is_careful; /* only likely values are wanted: argument.c */
};

static inline uint64_t random_word(struct random *random)
{
    random->state += 0x9e3779b97f4a7c15U;
    uint64_t z = random->state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

/* 0 .. count - 1; 0 if there is nothing to choose from. */
static inline uint64_t random_below(struct random *random, uint64_t count)
{
    return (count == 0) ? 0 : (random_word(random) >> 16) % count;
}

static inline bool random_percent(struct random *random, uint64_t percent)
{
    return random_below(random, 100) < percent;
}

/* One element of an array. */
#define RANDOM_OF(random, array) \
    ((array)[random_below((random), sizeof(array) / sizeof((array)[0]))])
