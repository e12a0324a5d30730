/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libConfuse 3.3 counts a line with a comment more than once, and leaves a section with the number
 * of its last line. So comments are blanked before it reads, and a list whose default is parsed as
 * a section begins notes the first line.
 */
#define _GNU_SOURCE /* fmemopen */
#include "source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int source_note_line(cfg_t *section, cfg_opt_t *key, const char *text, void *line)
{
    (void)key;
    (void)text;
    *(long *)line = section->line;
    return 0;
}

unsigned source_line(cfg_t *section)
{
    cfg_opt_t *key = cfg_getopt(section, SOURCE_LINE_KEY);

    return (key == NULL || cfg_opt_size(key) == 0) ? 1 : (unsigned)cfg_opt_getnint(key, 0);
}

/* Whether `//` or a long comment can begin behind this character: not within a word. */
static bool is_between(char before)
{
    return before == '\0' || strchr(" \t\r\n{}()=,+\"'", before) != NULL;
}

/* The end of a string in quotes that begins here. */
static size_t skip_quoted(const char *text, size_t at)
{
    char quote = text[at];

    at++;
    while (text[at] != '\0' && text[at] != quote) {
        at += (text[at] == '\\' && text[at + 1] != '\0') ? 2 : 1;
    }
    return (text[at] == '\0') ? at : at + 1;
}

/* The end of a comment that begins here; `at` when none does. */
static size_t skip_comment(const char *text, size_t at)
{
    char before = (at == 0) ? '\0' : text[at - 1];
    const char *end = NULL;

    if (text[at] == '#' || (strncmp(text + at, "//", 2) == 0 && is_between(before))) {
        return at + strcspn(text + at, "\n");
    }
    if (strncmp(text + at, "/*", 2) == 0 && is_between(before)) {
        end = strstr(text + at + 2, "*/");
        return (end == NULL) ? at : (size_t)(end - text) + 2;
    }
    return at;
}

/* Lines stay lines. */
static void blank_comments(char *text)
{
    size_t at = 0;

    while (text[at] != '\0') {
        size_t end = skip_comment(text, at);

        if (text[at] == '"' || text[at] == '\'') {
            at = skip_quoted(text, at);
            continue;
        }
        if (end == at) {
            at++;
        }
        for (; at < end; at++) {
            text[at] = (text[at] == '\n') ? '\n' : ' ';
        }
    }
}

cfg_t *source_parse(const char *name, struct bytes *text, cfg_opt_t *keys)
{
    cfg_t *top = NULL;
    FILE *file = NULL;
    int result = CFG_PARSE_ERROR;

    if (memchr(text->data, '\0', text->size) != NULL) {
        fprintf(stderr, "kaal: %s: expected a text: it has a NUL\n", name);
        return NULL;
    }
    blank_comments((char *)text->data);
    top = cfg_init(keys, CFGF_NONE);
    /* fmemopen wants at least one byte: the NUL behind the text becomes a last newline. */
    file = fmemopen(text->data, text->size + 1, "r");
    if (top != NULL && file != NULL) {
        top->filename = strdup(name);
        text->data[text->size] = '\n';
        result = cfg_parse_fp(top, file);
        text->data[text->size] = '\0';
    } else {
        perror("kaal");
    }
    if (file != NULL) {
        fclose(file);
    }
    if (result != CFG_SUCCESS) {
        cfg_free(top);
        return NULL;
    }
    return top;
}

cfg_t *source_parse_file(const char *path, cfg_opt_t *keys)
{
    struct bytes text = {0};
    cfg_t *top = NULL;

    if (!file_read(path, &text)) {
        return NULL;
    }
    top = source_parse(path, &text, keys);
    free(text.data);
    return top;
}
