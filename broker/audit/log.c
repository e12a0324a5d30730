/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The log ring. Its indices run freely and are masked for use.
 * What a line says belongs to the module that writes it.
 */
#include "audit/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "audit/putchar.h"
#include "limits.h"

_Static_assert((LIMIT_LOG_BYTES & (LIMIT_LOG_BYTES - 1)) == 0, "the ring is masked by its size");

static char ring[LIMIT_LOG_BYTES];
static uint64_t written;
static uint64_t consumed;
static uint64_t lost_bytes;
static bool has_reader;
static void (*on_line)(void);

/* Only what can be printed: names come from components, and a line of theirs is one line. */
static void append_char(struct log_line *line, char c)
{
    if (line->length < sizeof(line->text)) {
        line->text[line->length] = (c >= ' ' && c <= '~') ? c : '?';
        line->length++;
    }
}

static void append_string(struct log_line *line, const char *text)
{
    const char *c = (text != NULL) ? text : "-";

    for (; *c != '\0'; c++) {
        append_char(line, *c);
    }
}

static void append_number(struct log_line *line, uint64_t value, unsigned base)
{
    char digits[20];
    size_t count = 0;

    do {
        digits[count] = "0123456789abcdef"[value % base];
        value /= base;
        count++;
    } while (value != 0);
    while (count > 0) {
        count--;
        append_char(line, digits[count]);
    }
}

static void append_bytes(struct log_line *line, uint64_t bytes)
{
    static const char unit[] = {'\0', 'K', 'M', 'G', 'T'};
    unsigned power = 0;

    while (bytes != 0 && bytes % KAAL_KIB == 0 && power + 1 < sizeof(unit)) {
        bytes /= KAAL_KIB;
        power++;
    }
    append_number(line, bytes, 10);
    if (power > 0) {
        append_char(line, unit[power]);
    }
}

/* Append one long conversion (%lu, %lx); conversion is the letter after the l. */
static void append_long(struct log_line *line, char conversion, uint64_t value)
{
    if (conversion == 'x') {
        append_string(line, "0x");
    }
    append_number(line, value, (conversion == 'x') ? 16 : 10);
}

static void append_signed(struct log_line *line, int32_t value)
{
    if (value < 0) {
        append_char(line, '-');
    }
    append_number(line, (value < 0) ? (uint64_t) - (int64_t)value : (uint64_t)value, 10);
}

static void append_list(struct log_line *line, const char *format, va_list *arguments)
{
    for (const char *c = format; *c != '\0'; c++) {
        if (*c != '%') {
            append_char(line, *c);
            continue;
        }
        c++;
        switch (*c) {
        case 's':
            append_string(line, va_arg(*arguments, const char *));
            break;
        case 'c':
            append_char(line, (char)va_arg(*arguments, int));
            break;
        case 'u':
            append_number(line, va_arg(*arguments, uint32_t), 10);
            break;
        case 'd':
            append_signed(line, va_arg(*arguments, int32_t));
            break;
        case 'x':
            append_number(line, va_arg(*arguments, uint32_t), 16);
            break;
        case 'B':
            append_bytes(line, va_arg(*arguments, uint64_t));
            break;
        case 'l':
            c++;
            append_long(line, *c, va_arg(*arguments, uint64_t));
            break;
        default:
            append_string(line, "%?");
            return;
        }
    }
}

void log_append(struct log_line *line, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    append_list(line, format, &arguments);
    va_end(arguments);
}

static void ring_put(char c)
{
    if (written - consumed == LIMIT_LOG_BYTES) {
        consumed++;
        lost_bytes++;
    }
    ring[written & (LIMIT_LOG_BYTES - 1)] = c;
    written++;
}

void log_end(const struct log_line *line)
{
    for (size_t i = 0; i < line->length; i++) {
        ring_put(line->text[i]);
    }
    ring_put('\n');
    if (!has_reader && log_putchar_exists()) {
        for (size_t i = 0; i < line->length; i++) {
            log_putchar(line->text[i]);
        }
        log_putchar('\r');
        log_putchar('\n');
        consumed = written;
    }
    if (on_line != NULL) {
        on_line();
    }
}

void log_write(const char *format, ...)
{
    struct log_line line = {0};
    va_list arguments;

    va_start(arguments, format);
    append_list(&line, format, &arguments);
    va_end(arguments);
    log_end(&line);
}

size_t log_read(char *buffer, size_t room, uint64_t *lost)
{
    size_t count = 0;

    has_reader = true;
    *lost = lost_bytes;
    lost_bytes = 0;
    while (count < room && consumed != written) {
        buffer[count] = ring[consumed & (LIMIT_LOG_BYTES - 1)];
        consumed++;
        count++;
    }
    return count;
}

static char ring_at(uint64_t index)
{
    return ring[index & (LIMIT_LOG_BYTES - 1)];
}

static bool begins_with(uint64_t start, uint64_t end, const struct log_line *prefix)
{
    size_t i = 0;

    if (end - start < prefix->length) {
        return false;
    }
    while (i < prefix->length && ring_at(start + i) == prefix->text[i]) {
        i++;
    }
    return i == prefix->length;
}

/* Where the line begins that ends at `end`; `oldest` when it is not whole any more. */
static uint64_t line_start(uint64_t end, uint64_t oldest)
{
    uint64_t start = end - 1;

    while (start > oldest && ring_at(start - 1) != '\n') {
        start--;
    }
    return start;
}

size_t log_tail(const struct log_line *prefix, char *buffer, size_t room)
{
    uint64_t oldest = (written > LIMIT_LOG_BYTES) ? written - LIMIT_LOG_BYTES : 0;
    uint64_t end = written;
    size_t left = room; /* the buffer is filled from its end */

    while (end > oldest) {
        uint64_t start = line_start(end, oldest);

        if ((start > oldest || oldest == 0) && begins_with(start, end, prefix)) {
            size_t bytes = (size_t)(end - start) - prefix->length;

            if (bytes > left) {
                break;
            }
            left -= bytes;
            for (size_t i = 0; i < bytes; i++) {
                buffer[left + i] = ring_at(start + prefix->length + i);
            }
        }
        end = start;
    }
    memmove(buffer, buffer + left, room - left);
    return room - left;
}

int log_is_drained(void)
{
    return consumed == written;
}

void log_on_line(void (*callback)(void))
{
    on_line = callback;
}
