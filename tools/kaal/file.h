/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whole files, as blocks of bytes.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* A block of bytes from malloc; whoever has it frees data. */
struct bytes {
    unsigned char *data;
    size_t size;
};

/* Append to a block. Returns false when there is no memory, and has said so. */
bool file_append(struct bytes *bytes, const void *data, size_t size);

/*
 * Read a file. out: the caller's to free; a NUL stands behind its last byte.
 * Returns false on failure, and has said why; out is untouched then.
 */
bool file_read(const char *path, struct bytes *out);

/*
 * Write a file, which only its owner may read if is_secret. Returns false on failure, and has said
 * why; no file is left then.
 */
bool file_write(const char *path, const struct bytes *data, bool is_secret);
