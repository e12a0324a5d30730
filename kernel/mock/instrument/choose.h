/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who runs next, and where long operations stop, from a seed. The same seed gives the same choices
 * as long as the kernel asks the same questions, so a failure can be repeated; a kernel that stops
 * on a broken invariant prints it.
 */
#pragma once

#include <stdint.h>

/*
 * Among ready threads of the highest priority any may run, and one turn in `per_preemption` ends
 * early, or never with 0. Seed 0: as on a machine, the head of the queue, and no preemption.
 */
void choose_seed(uint64_t seed, uint32_t per_preemption);

/* As KAAL_SEED in the environment has it, else `seed`. */
uint64_t choose_seed_from(uint64_t seed);

/* The seed to standard error, after `why`. Tests call it when they fail. */
void choose_print(const char *why);
