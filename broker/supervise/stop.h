/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Taking one component apart and giving back all it held. Who may do that, what goes with it and
 * what follows is supervise/ending.h and supervise/lifetime.h.
 */
#pragma once

#include "grant/revoke.h"
#include "spawn/component.h"

/* How far that is; begins as zeroes. */
struct stopping {
    struct revoking revoking; /* of the grant that is being taken */
    bool is_stopped;          /* its thread, or there is none yet */
    bool is_unclean;
};

/*
 * A component that ran is ending: from now on nobody serves it, watches it or gives it anything.
 * Its thread may still run.
 */
void stop_mark(struct component *component, enum kaal_cause cause, int64_t exit_code);

/* Stop the thread, once, and record it. Its devices and its memory are as they were. */
void stop_thread(const struct component *component, struct stopping *stopping);

/*
 * Take one part of what it has: a grant with its device or memory, in the end what it was spawned
 * with, part by part. Returns whether that was the last one, and all is given back. What the kernel
 * refuses to give back is quarantined and logged.
 */
bool stop_part(struct component *component, struct stopping *stopping);

/* The state of a component that has ended so. */
enum kaal_component_state stop_state(enum kaal_cause cause);
