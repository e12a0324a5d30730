/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Components that must begin anew when one that they depend on has. Each depends on such as stand
 * above it in the system description, so there is no way round in a circle.
 */
#pragma once

#include "policy/system.h"
#include "spawn/component.h"

/* Once, at boot. system: borrowed for ever. */
void dependants_init(const struct system *system);

/*
 * A component has begun: mark those that run and depend on it. Each is begun anew by a round of its
 * own, in the order of the description (supervise/rounds.h): so one that depends on several that
 * begin anew together does it once, after the last of them.
 */
void dependants_mark(const struct component *component);
