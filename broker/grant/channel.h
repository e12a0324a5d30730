/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Channels between two components (kaal/wire/channel.h): which there are, their memory, and each
 * end's view of it. The memory belongs to the channel and lives as long as one end has it, so that
 * the death of one side never takes pages from under the other. An end is a grant; it is closed by
 * revoking that (grant/revoke.h).
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/broker.h>

#include "policy/system.h"
#include "spawn/component.h"

/* Enter the channels of the system description. Once, at boot, after the components. */
void channel_init(const struct system *system);

/*
 * Enter a channel between two different components, in addition to those of the description. It is
 * there until one of the two is forgotten. wish: its geometry and ports were not checked yet.
 * Errors: KAAL_ERR_INVALID a port is no name; KAAL_ERR_RANGE the geometry, or both ends are one
 * component; KAAL_ERR_BUSY a port of that name exists there; KAAL_ERR_QUOTA one of them has as many
 * ends as it may; KAAL_ERR_NO_SLOTS the table is full.
 */
KAAL_CHECKED kaal_err_t channel_make(struct component *const ends[2],
                                     const struct kaal_wire_channel_make *wish);

/*
 * Open a component's end of the channel that it calls `port`.
 * Errors: as of kaal_channel_open (kaal/channel.h). On failure everything is as it was.
 */
KAAL_CHECKED kaal_err_t channel_open(struct component *component, const char *port,
                                     struct kaal_wire_channel *answer);

/* Whether a channel has its ends at these two. */
bool channel_joins(const struct component *one, const struct component *other);

/*
 * Forget one of the channels of a component that is forgotten itself; the peer loses its end.
 * Returns whether it was the last one.
 */
bool channel_forget_one(const struct component *component);
