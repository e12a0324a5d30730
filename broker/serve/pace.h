/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How many requests a component may make: a flood costs the flooder, whatever its priority, since
 * the broker works on its own time.
 */
#pragma once

#include "spawn/component.h"

/*
 * A request of the component was answered. When it has made as many as it may, its thread is paused
 * until the next tick.
 */
void pace_count(struct component *component);

/* Let those go on that were paused. Called at each tick; their number bounds the time. */
void pace_tick(void);
