/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Parsing files in libConfuse's syntax so that each section knows the line that it begins in.
 */
#pragma once

#include <confuse.h>

#include "file.h"

/* Stands first among the keys of each kind of section. */
#define SOURCE_LINE_KEY "line of its begin"
#define SOURCE_LINE()   CFG_INT_LIST_CB(SOURCE_LINE_KEY, "{0}", CFGF_NONE, source_note_line)

/* libConfuse's callback of the key above. */
int source_note_line(cfg_t *section, cfg_opt_t *key, const char *text, void *line);

/* The line that a section begins in; 1 for the whole file. */
unsigned source_line(cfg_t *section);

/*
 * Parse a text. name: of the file, for errors. text: is changed, comments become blanks.
 * Returns NULL on failure, when standard error says where and what; else the caller's to cfg_free.
 */
cfg_t *source_parse(const char *name, struct bytes *text, cfg_opt_t *keys);

/* The same of a file. */
cfg_t *source_parse_file(const char *path, cfg_opt_t *keys);
