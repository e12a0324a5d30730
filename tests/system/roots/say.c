/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines of a test's root task, by way of the kernel's debug output. */
#include "roots/say.h"

#include <stddef.h>

static void put_text(const char *text)
{
    for (; *text != '\0'; text++) {
        seL4_DebugPutChar(*text);
    }
}

static void put_hex(seL4_Word value)
{
    unsigned shift = 60;

    while (shift > 0 && value >> shift == 0) {
        shift -= 4;
    }
    put_text(" 0x");
    for (;; shift -= 4) {
        seL4_DebugPutChar("0123456789abcdef"[value >> shift & 15]);
        if (shift == 0) {
            return;
        }
    }
}

static struct {
    const char *name;
    unsigned count;
    seL4_Word values[4];
} line;

static void end_line(void)
{
    if (line.name != NULL) {
        put_text("\n=");
        put_text(line.name);
        for (unsigned i = 0; i < line.count; i++) {
            put_hex(line.values[i]);
        }
        put_text("\n");
    }
    line.name = NULL;
}

void also(seL4_Word value)
{
    line.values[line.count] = value;
    line.count++;
}

void say(const char *name, seL4_Word value)
{
    end_line();
    line.name = name;
    line.count = 0;
    also(value);
}

void say_end(void)
{
    end_line();
    put_text("\n=end\n");
}
