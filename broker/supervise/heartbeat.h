/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Noticing components that hang: asked once in each heartbeat of their description, by an event
 * bit, they must have answered before the next, unless they wait for the broker.
 */
#pragma once

#include "spawn/component.h"

/* Begin to ask a component that has just begun, if its description wants that. */
void heartbeat_begin(struct component *component);

/* It has answered. */
void heartbeat_take(struct component *component);

/*
 * Ask it, if it is time. Called at each round. Returns true, and does nothing, when it has not
 * answered the last time: then its end is the caller's affair.
 */
bool heartbeat_is_missed(struct component *component, uint64_t now_ns);
