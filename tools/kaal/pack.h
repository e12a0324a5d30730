/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing boot archives (kaal/wire/archive.h).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "file.h"

/* An entry whose data is a file: an image, as it is, or a key of PACK_KEY_BYTES. */
struct pack_file {
    uint32_t kind; /* enum kaal_archive_kind */
    const char *name;
    const char *path;
};

/* An entry that was made here. */
struct pack_made {
    uint32_t kind;
    const char *name;
    struct bytes data; /* borrowed */
};

struct pack_options {
    const char *out_path;
    const struct pack_made *made;
    unsigned made_count;
    const struct pack_file *files;
    unsigned file_count;
};

/* Write an archive. Returns false on failure, when standard error says why; no file is left then.
 */
bool pack_write(const struct pack_options *options);
