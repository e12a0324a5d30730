/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines of text by way of the UART.
 */
#include "core/text.h"

#include <kaal/assert.h>

#include "arch.h"
#include "core/uart.h"

void text_put(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\n') {
            uart_put('\r');
        }
        uart_put(*text);
    }
}

void text_put_hex(uint64_t value)
{
    unsigned shift = 60;

    text_put("0x");
    while (shift > 0 && (value >> shift) == 0) {
        shift -= 4;
    }
    for (;; shift -= 4) {
        uart_put("0123456789abcdef"[(value >> shift) & 15]);
        if (shift == 0) {
            return;
        }
    }
}

_Noreturn void text_fail(const char *what, const char *why)
{
    text_put("boot: ");
    text_put(what);
    text_put(": ");
    text_put(why);
    text_put("\nboot: switching off\n");
    arch_power_off();
}

_Noreturn void kaal_assert_failed(const char *file, int line, const char *claim)
{
    (void)line;
    text_fail(file, claim);
}
