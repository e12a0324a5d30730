/* SPDX-License-Identifier: BSD-2-Clause */
/* Choices from a seed (SplitMix64: small, and every seed is a good one). */
#include "choose.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/instrument.h"

static uint64_t first_seed;
static uint64_t state;
static uint32_t turns;

void choose_seed(uint64_t seed, uint32_t per_preemption)
{
    first_seed = seed;
    state = seed;
    turns = per_preemption;
}

uint64_t choose_seed_from(uint64_t seed)
{
    const char *given = getenv("KAAL_SEED");

    return given ? strtoull(given, NULL, 0) : seed;
}

void choose_print(const char *why)
{
    (void)fprintf(stderr, "mock: %s; KAAL_SEED=0x%" PRIx64 " repeats it\n", why, first_seed);
}

static uint64_t next(void)
{
    state += 0x9e3779b97f4a7c15;
    uint64_t mixed = (state ^ state >> 30) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
    return mixed ^ mixed >> 31;
}

struct tcb *instrument_choose(struct tcb *head)
{
    uint64_t length = 0;

    if (first_seed == 0) {
        return head;
    }
    for (const struct tcb *tcb = head; tcb; tcb = tcb->sched_next) {
        length++;
    }
    for (uint64_t left = next() % length; left != 0; left--) {
        head = head->sched_next;
    }
    return head;
}

bool instrument_preempt(void)
{
    return first_seed != 0 && turns != 0 && next() % turns == 0;
}

void instrument_failed(const char *why)
{
    choose_print(why);
}
