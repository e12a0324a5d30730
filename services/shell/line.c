/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Editing and cutting of command lines.
 */
#include "shell/line.h"

#define CTRL_C    '\x03'
#define BACKSPACE '\x08'
#define CTRL_U    '\x15'
#define DELETE    '\x7f'

enum line_effect line_take(struct line *line, char c)
{
    switch (c) {
    case '\r':
    case '\n':
        return LINE_FINISHED;
    case BACKSPACE:
    case DELETE:
        if (line->length == 0) {
            return LINE_NOTHING;
        }
        line->length--;
        line->text[line->length] = '\0';
        return LINE_REMOVED;
    case CTRL_C:
    case CTRL_U:
        line->length = 0;
        line->text[0] = '\0';
        return LINE_CLEARED;
    default:
        if (c < ' ' || c > '~' || line->length + 1 == LINE_BYTES) {
            return LINE_NOTHING;
        }
        line->text[line->length] = c;
        line->length++;
        line->text[line->length] = '\0';
        return LINE_ADDED;
    }
}

kaal_err_t line_split(char *text, char **words, uint32_t *count)
{
    uint32_t found = 0;
    char *at = text;

    for (;;) {
        while (*at == ' ') {
            at++;
        }
        if (*at == '\0') {
            *count = found;
            return KAAL_OK;
        }
        if (found == LINE_WORDS_MAX) {
            return KAAL_ERR_LONG;
        }
        words[found] = at;
        found++;
        while (*at != ' ' && *at != '\0') {
            at++;
        }
        if (*at == ' ') {
            *at = '\0';
            at++;
        }
    }
}

kaal_err_t line_number(const char *word, uint32_t max, uint32_t *value)
{
    uint64_t number = 0;

    if (*word == '\0') {
        return KAAL_ERR_INVALID;
    }
    for (const char *c = word; *c != '\0'; c++) {
        if (*c < '0' || *c > '9') {
            return KAAL_ERR_INVALID;
        }
        number = number * 10 + (uint64_t)(*c - '0');
        if (number > max) {
            number = (uint64_t)max + 1; /* too large already, but the rest must be digits too */
        }
    }
    if (number > max) {
        return KAAL_ERR_RANGE;
    }
    *value = (uint32_t)number;
    return KAAL_OK;
}
