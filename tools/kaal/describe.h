/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a system description in libConfuse's syntax to its binary form (kaal/wire/system.h).
 */
#pragma once

#include <stdbool.h>

#include "file.h"

#define DESCRIBE_COMPONENTS_MAX 64
#define DESCRIBE_CHANNELS_MAX   64

/* The lines that components and channels begin in. */
struct describe_lines {
    unsigned component[DESCRIBE_COMPONENTS_MAX];
    unsigned channel[DESCRIBE_CHANNELS_MAX];
};

/*
 * Compile the description in a file. out: the binary, the caller's to free.
 * Returns false on failure, when standard error says what is wrong: file, where, what, what is
 * expected. out and lines are untouched then.
 */
bool describe_compile(const char *path, struct bytes *out, struct describe_lines *lines);
