/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The line that is being typed, and its words. Pure: runs on the host too.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

#define LINE_BYTES     128 /* with the final NUL */
#define LINE_WORDS_MAX 8

struct line {
    char text[LINE_BYTES]; /* always NUL-terminated */
    uint32_t length;
};

/* What a typed character did, so that the screen can follow. */
enum line_effect {
    LINE_NOTHING,  /* not taken: a control character, or the line is full */
    LINE_ADDED,    /* the character is now at the end */
    LINE_REMOVED,  /* the last character is gone */
    LINE_CLEARED,  /* the whole line is gone */
    LINE_FINISHED, /* the line is complete */
};

/*
 * Take one character. Backspace and Delete remove one, Ctrl-U and Ctrl-C all, CR or LF end the
 * line. The caller clears the line after LINE_FINISHED.
 */
enum line_effect line_take(struct line *line, char c);

/*
 * Cut a line into words at spaces; the line is changed, the words point into it.
 * words: room for LINE_WORDS_MAX. Errors: KAAL_ERR_LONG there are more.
 */
KAAL_CHECKED kaal_err_t line_split(char *text, char **words, uint32_t *count);

/*
 * Read a decimal number, 0 .. max. Errors: KAAL_ERR_INVALID it is no number; KAAL_ERR_RANGE it is
 * larger than max. value: untouched on failure.
 */
KAAL_CHECKED kaal_err_t line_number(const char *word, uint32_t max, uint32_t *value);
