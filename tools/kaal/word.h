/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words of descriptions and policies that stand for bits and numbers: read and written.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <confuse.h>

struct word {
    const char *text; /* NULL behind the last */
    uint32_t value;
};

extern const struct word word_rights[];
extern const struct word word_parts[];
extern const struct word word_channels[];
extern const struct word word_gifts[]; /* what may be delegated, but for the access */
extern const struct word word_acts[];
extern const struct word word_dma[];
extern const struct word word_audit[];
extern const struct word word_access[];

/* The value of a text; false when it is no word, or NULL: the value is untouched then. */
bool word_find(const struct word *words, const char *text, uint32_t *value);

/* A list of words, or-ed. Returns false when one is unknown, and has said so. */
bool word_bits(cfg_t *section, const char *key, const struct word *words, uint32_t *bits);

/* One word. A missing one is unknown. */
bool word_value(cfg_t *section, const char *key, const struct word *words, uint32_t *value);

/* Write the words of bits, parted by blanks. */
void word_print_bits(FILE *out, const struct word *words, uint32_t bits);

/* The word of a value; "?" when it has none. */
const char *word_text(const struct word *words, uint32_t value);
