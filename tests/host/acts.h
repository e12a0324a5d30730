/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests of puppets in the order of a seed: spawns, kills, memory, delegations, devices,
 * channels, crashes, by components that may and that may not.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

void acts_begin(uint64_t seed);

/* Let somebody do something. Returns false when the one that was drawn does not live. */
bool acts_step(void);

/* Wait until all that is under way is over. */
void acts_end(void);

/* How many requests came to something. */
unsigned acts_done(void);
