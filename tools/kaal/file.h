/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whole files, with what goes wrong on standard error.
 */
#pragma once

#include <stdbool.h>

#include "describe.h"

/* Read a file; the caller frees out->data, which has a NUL behind its end. */
bool file_read(const char *path, struct bytes *out);

/* Write a file, which only its owner may read if is_secret. On failure no file is left. */
bool file_write(const char *path, const struct bytes *data, bool is_secret);
