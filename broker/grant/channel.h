/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Channels between two components, of three kinds (enum kaal_channel_kind): which there are, and
 * opening their ends. An end is a grant; it is closed by revoking that (grant/revoke.h). The end of
 * an RPC channel's client is made from its server's, and goes with it.
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
 * there until one of the two is forgotten. wish: its kind, geometry and ports were not checked yet.
 * Errors: KAAL_ERR_INVALID a port is no name; KAAL_ERR_RANGE kind or geometry, or both ends are one
 * component; KAAL_ERR_BUSY a port of that name exists there; KAAL_ERR_QUOTA one of them has as many
 * ends as it may; KAAL_ERR_DENIED the policy, and then reason is a constant text; KAAL_ERR_NO_SLOTS
 * the table is full.
 */
KAAL_CHECKED kaal_err_t channel_make(struct component *const ends[2],
                                     const struct kaal_wire_channel_make *wish,
                                     const char **reason);

/*
 * Open a component's end of the channel that it calls so. wish: its port is NUL-terminated.
 * Errors: as of kaal_channel_open (kaal/channel.h), kaal_service_open and kaal_call (kaal/rpc.h).
 * On failure everything is as it was.
 */
KAAL_CHECKED kaal_err_t channel_open(struct component *component,
                                     const struct kaal_wire_channel_open *wish,
                                     struct kaal_wire_channel *answer, const char **reason);

/* Whether a channel has its ends at these two. */
bool channel_joins(const struct component *one, const struct component *other);

/*
 * Forget one of the channels of a component that is forgotten itself; the peer loses its end.
 * Returns whether it was the last one.
 */
bool channel_forget_one(const struct component *component);
