/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing boot archives (kaal/wire/archive.h).
 */
#pragma once

#include <stdbool.h>

#include "describe.h"

struct pack_image {
    const char *name;
    const char *path;
};

struct pack_options {
    const char *out_path;
    struct bytes system; /* the compiled description; borrowed */
    const struct pack_image *images;
    unsigned image_count;
    const char *key_path; /* key[0] of the audit log; NULL: none */
};

/* Write an archive. Returns false on failure, when standard error says why; no file is left then.
 */
bool pack_write(const struct pack_options *options);
