/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The audit log of a running system. Reading it lets nothing of it be overwritten.
 */
#pragma once

#include "file.h"

/*
 * `kaal audit tail N --to`, `kaal audit fetch FILE --to`: with the words from that word on. Returns
 * the exit code: docs/guide/remote.md.
 */
int audit_remote(int count, char **words);

/*
 * Get all records that there are, as in a file of records. to: HOST:PORT. file: the caller's to
 * free, untouched on failure. Returns the exit code; not 0 has been explained on standard error.
 */
int audit_remote_fetch(const char *to, struct bytes *file);
