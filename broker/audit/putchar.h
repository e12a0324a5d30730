/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's debug output, behind two functions so that the log itself knows no kernel.
 */
#pragma once

#include <stdbool.h>

/* Whether this kernel prints (CONFIG_PRINTING). */
bool log_putchar_exists(void);

/* Print one character; does nothing where the kernel cannot. Source: seL4 manual, 10.1.2. */
void log_putchar(char c);
