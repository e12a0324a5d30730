/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What comes of a check of something from outside, which is many small ones: for the files that
 * consist of them.
 */
#pragma once

#include <stddef.h>

#include <kaal/err.h>

struct verdict {
    kaal_err_t err;
    const char *reason; /* when it is not KAAL_OK: a constant text for a person */
};

static const struct verdict good = {KAAL_OK, NULL};

/* A check that has failed. */
static inline struct verdict bad(kaal_err_t err, const char *reason)
{
    return (struct verdict){err, reason};
}
