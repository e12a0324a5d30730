/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory and text helpers of the kernel. The C library's own names: string.c. */
#include "kernel.h"

#include "instrument.h"
#include <stdarg.h>

#include "../arch.h"

/* Objects are at least 16 bytes and aligned to their size. */
void kernel_zero(void *to, seL4_Word bytes)
{
    seL4_Word *words = to;
    for (seL4_Word i = 0; i < bytes / sizeof(seL4_Word); i++) {
        words[i] = 0;
    }
}

void kernel_copy(void *to, const void *from, seL4_Word bytes)
{
    unsigned char *out = to;
    const unsigned char *in = from;
    for (seL4_Word i = 0; i < bytes; i++) {
        out[i] = in[i];
    }
}

static void put_text(const char *text)
{
    for (; *text; text++) {
        arch_putchar(*text);
    }
}

static void put_number(seL4_Word value, unsigned base)
{
    char digits[21];
    unsigned count = 0;
    do {
        digits[count++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    while (count != 0) {
        arch_putchar(digits[--count]);
    }
}

static void put_signed(long value)
{
    if (value < 0) {
        arch_putchar('-');
        value = -value;
    }
    put_number((seL4_Word)value, 10);
}

void kernel_printf(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    for (; *format; format++) {
        if (*format != '%') {
            arch_putchar(*format);
            continue;
        }
        format++;
        bool is_long = *format == 'l';
        format += is_long;
        switch (*format) {
        case 's':
            put_text(va_arg(args, const char *));
            break;
        case 'c':
            arch_putchar((char)va_arg(args, int));
            break;
        case 'd':
            put_signed(is_long ? va_arg(args, long) : va_arg(args, int));
            break;
        case 'u':
        case 'x':
            put_number(is_long ? va_arg(args, unsigned long) : va_arg(args, unsigned),
                       *format == 'x' ? 16 : 10);
            break;
        case 'p':
            put_number((seL4_Word)(uintptr_t)va_arg(args, void *), 16);
            break;
        default:
            arch_putchar(*format);
            break;
        }
    }
    va_end(args);
}

void kernel_panic(const char *why)
{
    kernel_printf("kernel: %s\n", why);
    instrument_failed(why);
    arch_halt();
}
