/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a test's root task says: lines `=name 0x1 0x2`. A line is printed as a whole when the next
 * one begins: a debug kernel has its own to say about errors in between.
 */
#pragma once

#include <sel4/sel4.h>

/* Begin a line: a name and a first value. */
void say(const char *name, seL4_Word value);

/* Another value of the same line, three at most. */
void also(seL4_Word value);

/* The last line, `=end`. */
void say_end(void);
