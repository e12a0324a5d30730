/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Network cards as lwIP sees them: one netif for each channel to a driver (kaal/net.h).
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

#define CARDS_MAX 4

/* Open the channel `port` to a driver; the netif comes when the driver has told its address. */
KAAL_CHECKED kaal_err_t card_open(const char *port);

/* Do without the cards whose channels were taken away. After news (kaal/grant.h). */
void cards_drop_lost(void);

/* Take what the drivers have put, and wake them for what is to be sent. */
void cards_poll(void);

/* Wake the drivers for what is to be sent since the last time. */
void cards_signal(void);
