/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The running components that may read the log: whoever tells them of a new line need not look
 * through the whole table.
 */
#pragma once

#include "spawn/component.h"

/* Forget all. Once, at boot. */
void readers_init(void);

/* Enter a component that runs from now on, if it has the right. It is on the list at most once. */
void readers_enter(struct component *component);

/* Take a component off. Nothing happens to one that is not on the list. */
void readers_leave(struct component *component);

/* The first one, and the one behind; NULL at the end. */
const struct component *readers_first(void);
const struct component *readers_next(const struct component *component);
