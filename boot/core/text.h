/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loader's lines on the console.
 */
#pragma once

#include <stdint.h>

/* Print text as it is; a line ends with "\n". */
void text_put(const char *text);

/* Print a number, 0x in front. */
void text_put_hex(uint64_t value);

/* Say what is wrong, and switch the machine off. */
_Noreturn void text_fail(const char *what, const char *why);
