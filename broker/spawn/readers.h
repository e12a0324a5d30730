/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The running components that are told of the next line of the log: those that may read it, and
 * have read since they were told last. So a line costs a signal for each of these only.
 */
#pragma once

#include "spawn/component.h"

/* Forget all. Once, at boot. */
void readers_init(void);

/* Enter a component that begins or has read, if it has the right. It is there at most once. */
void readers_enter(struct component *component);

/* Take a component off. Nothing happens to one that is not on the list. */
void readers_leave(struct component *component);

/* NULL: nobody is to be told. */
struct component *readers_first(void);
