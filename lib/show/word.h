/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words for numbers: what the files of this folder share.
 */
#pragma once

#include <kaal/types.h>

/* A field's text for "%.*s", which ends with the field at the latest. */
#define SHOW_TEXT(field) (int)sizeof(field), (field)

/* The word for a number in an array of words. */
#define SHOW_WORD(names, number) show_word((names), KAAL_ARRAY_LENGTH(names), (number))

/* The same for an array of `count` words; "unknown" when there is none. */
const char *show_word(const char *const *names, size_t count, uint32_t number);
