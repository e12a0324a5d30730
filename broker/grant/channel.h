/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Channels between two components (kaal/wire/channel.h): their memory, and each end's view of it.
 * The memory belongs to the channel and lives as long as one end has it, so that the death of one
 * side never takes pages from under the other.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/broker.h>

#include "policy/system.h"
#include "spawn/component.h"

/* Once, at boot. system: borrowed for ever. */
void channel_init(const struct system *system);

/*
 * Open a component's end of the channel that it calls `port`.
 * Errors: as of kaal_channel_open (kaal/channel.h). On failure everything is as it was.
 */
KAAL_CHECKED kaal_err_t channel_open(struct component *component, const char *port,
                                     struct kaal_wire_channel *answer);

/* Close all ends of a component whose thread is stopped; its account is given back afterwards. */
void channel_release_all(struct component *component);
