/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A kernel without debug output, for tests of what writes to the log.
 */
#include "audit/putchar.h"

bool log_putchar_exists(void)
{
    return false;
}

void log_putchar(char c)
{
    (void)c;
}
