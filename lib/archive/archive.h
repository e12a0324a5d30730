/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading a boot archive (kaal/wire/archive.h). Pure; what the entries mean is not known here.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>
#include <kaal/wire/archive.h>

/* An archive that was checked; it borrows the data, which nobody changes. */
struct kaal_archive {
    const uint8_t *data;
    const struct kaal_wire_archive_entry *entries;
    uint32_t count;
    uint8_t is_sound[KAAL_ARCHIVE_ENTRIES_MAX]; /* 1: its checksum was found to be right */
};

/*
 * Check an archive's header and all its entries, but not yet their checksums.
 *
 * data: aligned to 8, borrowed as long as `archive` is used. archive: filled on success, untouched
 * otherwise. reason: set on failure to a constant text for a person.
 * Errors: KAAL_ERR_ALIGN data or an entry's data is not aligned; KAAL_ERR_SHORT it ends too early;
 * KAAL_ERR_LONG it is longer than it says; KAAL_ERR_FORMAT it is no archive, or a name is bad;
 * KAAL_ERR_VERSION; KAAL_ERR_RANGE it has too many entries, or an entry's data is not in it.
 */
KAAL_CHECKED kaal_err_t kaal_archive_open(const void *data, uint64_t bytes,
                                          struct kaal_archive *archive, const char **reason);

/*
 * Find an entry and check its data, so that one broken entry spoils no other. A sound one is
 * checked the first time only.
 *
 * data, bytes: the entry's data, borrowed from the archive; untouched on failure.
 * reason: set on failure to a constant text for a person.
 * Errors: KAAL_ERR_NOT_FOUND there is none of that kind and name; KAAL_ERR_CHECKSUM its data is
 * damaged.
 */
KAAL_CHECKED kaal_err_t kaal_archive_find(struct kaal_archive *archive, enum kaal_archive_kind kind,
                                          const char *name, const void **data, uint64_t *bytes,
                                          const char **reason);
