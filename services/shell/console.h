/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text to and from the person in front, through the channel to the UART's driver.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

/* Open the channel "serial". Errors: as of kaal_channel_open. */
KAAL_CHECKED kaal_err_t console_open(void);

/* Print, as printf does; "\n" becomes "\r\n". Waits while the driver takes nothing, at most 2 s. */
void console_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Print one character. Sent together with what follows, at the latest by console_flush. */
void console_put(char c);

/* Send what was printed. */
void console_flush(void);

/* The next byte that was typed. Errors: KAAL_ERR_EMPTY none has come. Never blocks. */
KAAL_CHECKED kaal_err_t console_get(char *c);

/* Wait for events, keeping those that console_print saw meanwhile. Returns them as kaal_wait. */
uint64_t console_wait(void);
