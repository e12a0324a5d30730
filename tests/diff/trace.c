/* SPDX-License-Identifier: BSD-2-Clause */
/* Transcripts. What is worth a place in one is decided in run.c. */
#include "diff/trace.h"

#include <sel4/sel4.h>

static struct {
    uint64_t hash;
    bool is_verbose;
} trace;

void print_text(const char *text)
{
    for (; *text != '\0'; text++) {
        seL4_DebugPutChar(*text);
    }
}

void print_number(uint64_t value, unsigned base, unsigned digits)
{
    char text[24];
    unsigned at = sizeof(text);

    text[--at] = '\0';
    do {
        text[--at] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0 || sizeof(text) - 1 - at < digits);
    print_text(&text[at]);
}

static void mix(uint64_t value)
{
    trace.hash = (trace.hash ^ value) * 0x9e3779b97f4a7c15U;
    trace.hash ^= trace.hash >> 29;
}

void trace_end(void)
{
    if (trace.is_verbose) {
        print_text("\n");
    }
}

void trace_open(bool is_verbose)
{
    trace.hash = 0;
    trace.is_verbose = is_verbose;
}

uint32_t trace_close(void)
{
    return (uint32_t)(trace.hash >> 32 ^ trace.hash);
}

void trace_event(const char *name)
{
    for (const char *c = name; *c != '\0'; c++) {
        mix((uint8_t)*c);
    }
    if (trace.is_verbose) {
        print_text("=");
        print_text(name);
    }
}

void trace_note_text(const char *text)
{
    if (trace.is_verbose) {
        print_text(" ");
        print_text(text);
    }
}

void trace_note(const char *name, uint64_t value)
{
    if (trace.is_verbose) {
        trace_note_text(name);
        print_text("=");
        if (value >= 10) {
            print_text("0x");
        }
        print_number(value, 16, 1);
    }
}

void trace_word(const char *name, uint64_t value)
{
    mix(value);
    trace_note(name, value);
}
