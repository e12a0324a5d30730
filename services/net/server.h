/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Components that serve TCP ports: one channel to each, whose messages are stream.h's affair.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

/*
 * Give the connections of a TCP port to whoever is behind the channel `port`.
 * Errors: KAAL_ERR_NO_SLOTS there are SERVERS_MAX; KAAL_ERR_BUSY the TCP port is taken;
 * KAAL_ERR_NO_MEMORY lwIP has no room for it; KAAL_ERR_FORMAT the channel's slots are too small;
 * and those of kaal_channel_open.
 */
KAAL_CHECKED kaal_err_t server_open(uint16_t tcp_port, const char *port);

/* Do without the servers whose channels were taken away. After news, and after cards_drop_lost:
 * their connections are reset. */
void servers_drop_lost(void);

/*
 * Take what the servers have put, and bring them what has come for them. Returns whether there may
 * be more at once.
 */
bool servers_poll(void);
