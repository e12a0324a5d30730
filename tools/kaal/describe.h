/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a system description in libConfuse's syntax to its binary form (kaal/wire/system.h).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* A block of bytes from malloc; whoever has it frees data. */
struct bytes {
    unsigned char *data;
    size_t size;
};

/*
 * Compile the description in a file. out: the binary, the caller's to free.
 * Returns false on failure, when standard error says what is wrong: file, where, what, what is
 * expected. out is untouched then.
 */
bool describe_compile(const char *path, struct bytes *out);
