/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines on the console, through the serial driver: a release kernel prints nothing itself.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

/* Once, first. Errors: as of kaal_channel_open. */
KAAL_CHECKED kaal_err_t output_open(void);

/* Print text; waits for the driver where its channel is full. */
void output_text(const char *text, uint32_t bytes);

/* Print the line `figure NAME VALUE`. name: one word. */
void output_figure(const char *name, uint64_t value);

/* Print what the broker has logged up to now. Its lines go nowhere else afterwards. */
void output_log(void);
