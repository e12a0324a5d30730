/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The echo service (RFC 862) over TCP and UDP.
 */
#pragma once

#include <kaal/err.h>

/*
 * Begin to serve on port 7 of all cards.
 * Errors: KAAL_ERR_NO_MEMORY lwIP has no room for it; KAAL_ERR_BUSY the port is taken.
 */
KAAL_CHECKED kaal_err_t echo_start(void);
