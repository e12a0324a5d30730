/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Components that begin, end, restart and are replaced while the system runs, and who may do that
 * to whom. Building one is spawn/spawn.h, how they end is supervise/ending.h.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/broker.h>

#include "spawn/component.h"

/*
 * Begin a component of the system description at boot. Errors: as of spawn_part (spawn/spawn.h);
 * reason as there. A failure is an end with CAUSE_SPAWN, after which the rules of its description
 * hold; so it is with all begins below.
 */
KAAL_CHECKED kaal_err_t lifetime_boot(struct component *component, const char **reason);

/*
 * End a component that runs and, before it, all that it has spawned; those are forgotten. Then the
 * rules of its description hold: it may be STATE_WAITING or STATE_HELD afterwards.
 */
void lifetime_end(struct component *component, enum kaal_cause cause, int64_t exit_code);

/*
 * What requests want begins only, unless it is small; ending_on_end's callback tells when it is
 * over and what it came to. ticket: of the request. Errors of all: KAAL_ERR_STATE it is being ended
 * already (ending_check), and then nothing has begun.
 */

/*
 * Spawn a component for another one, which pays for it. Errors: as of kaal_spawn (kaal/control.h);
 * those of the memory that it takes may come later. reason: on failure a constant text for the log.
 * On failure everything is as it was.
 */
KAAL_CHECKED kaal_err_t lifetime_spawn(struct component *by,
                                       const struct kaal_wire_system_component *what,
                                       uint32_t ticket, const char **reason);

/*
 * End a component by force, as lifetime_end does. One that was spawned is forgotten, and its
 * spawner gets back what it was charged. One of the description that does not run stays as it is.
 */
KAAL_CHECKED kaal_err_t lifetime_kill(struct component *component, uint32_t ticket);

/* The same for no request: what was taken from a running component may still be usable by it. */
void lifetime_evict(struct component *component);

/* The policy in force does not allow a component that is not being ended: end it. One of the
 * description is STATE_HELD from then on. */
void lifetime_forbid(struct component *component);

/* End a component; it is STATE_HELD from then on. */
KAAL_CHECKED kaal_err_t lifetime_hold(struct component *component, uint32_t ticket);

/* End a component and begin it again; earlier ends are forgotten. It may come to what
 * lifetime_spawn does. */
KAAL_CHECKED kaal_err_t lifetime_restart(struct component *component, uint32_t ticket);

/*
 * The same from another image, NUL-terminated; what is in its hand-over region is kept. Errors: of
 * the image, as of spawn_part, and reason as there.
 */
KAAL_CHECKED kaal_err_t lifetime_replace(struct component *component, const char *image,
                                         uint32_t ticket, const char **reason);

/* Give the spawner of a component that is forgotten back what it was charged. */
void lifetime_refund(struct component *by, const struct kaal_wire_system_component *what);

/* The time of a component that is STATE_WAITING has come. */
void lifetime_begin_again(struct component *component);

/* Begin a running component anew, since one that it depends on has begun. No end by its rules. */
void lifetime_renew(struct component *component);
