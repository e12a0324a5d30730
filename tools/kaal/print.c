/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is printed is looked at character by character.
 */
#include "print.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>

void print_clean(const char *format, ...)
{
    char text[512];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    for (const char *c = text; *c != '\0'; c++) {
        (void)putchar((isprint((unsigned char)*c) || *c == '\n') ? *c : '?');
    }
}
