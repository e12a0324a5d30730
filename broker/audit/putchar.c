/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's debug output by seL4_DebugPutChar, for kernels that print.
 * The `#ifdef` is the kernel's own way to say whether the call exists.
 */
#include "audit/putchar.h"

#include <sel4/sel4.h>

#ifdef CONFIG_PRINTING
bool log_putchar_exists(void)
{
    return true;
}

void log_putchar(char c)
{
    seL4_DebugPutChar(c);
}
#else
bool log_putchar_exists(void)
{
    return false;
}

void log_putchar(char c)
{
    (void)c;
}
#endif
