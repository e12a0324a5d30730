/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an argument of `net` says. Pure: knows neither lwIP nor a kernel.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

struct argument {
    uint16_t listen_port; /* TCP port whose connections go to the channel; 0: a card is behind it */
    const char *channel;  /* points into the word */
};

/*
 * Read "CHANNEL", behind which there is a card, or "listen=PORT:CHANNEL", behind which there is a
 * server.
 * Errors: KAAL_ERR_FORMAT it is neither; KAAL_ERR_RANGE the port is not 1 .. 65535. argument:
 * untouched on failure.
 */
KAAL_CHECKED kaal_err_t argument_read(const char *word, struct argument *argument);
