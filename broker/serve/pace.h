/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How many requests a component may make: a flood costs the flooder, whatever its priority, since
 * the broker works on its own time.
 */
#pragma once

#include "spawn/component.h"

/* Count a request of the component. Returns whether it has made as many as it may in this tick. */
KAAL_CHECKED bool pace_count(const struct component *component);

/* Pause the thread of a component that has its answer, until the next tick. */
void pace_pause(const struct component *component);

/* Let those go on that were paused; in steps where they are many. Called at each tick. */
void pace_tick(void);
