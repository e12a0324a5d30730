/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Checking a file of audit records against key[0]. Pure; what the records say is not known here.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/audit.h>

struct audit_check {
    const uint8_t *key;    /* key[0], KAAL_AUDIT_KEY_BYTES; borrowed */
    uint64_t after;        /* records up to this one are known from another file; 0: none are */
    uint64_t seals_before; /* at most so many seals may have been made before the file begins */
};

/* What was found. */
struct audit_verdict {
    const char *reason; /* a constant text; NULL: all is well */
    uint64_t at;    /* index of the record that is wrong, when one is; also how many are right */
    uint64_t first; /* seq of the first record and of the last */
    uint64_t last;
    uint64_t lost; /* records that were overwritten before they could be fetched, as they say */
};

/*
 * Cut a file into its records. data: aligned to 8; borrowed. records, count: untouched on failure.
 * Errors: KAAL_ERR_FORMAT it does not begin as such a file, or ends in the middle of a record;
 * KAAL_ERR_VERSION; KAAL_ERR_ALIGN.
 */
KAAL_CHECKED kaal_err_t audit_file_open(const void *data, size_t bytes,
                                        const struct kaal_wire_audit_record **records,
                                        uint64_t *count);

/*
 * Check records: that each has its place, that the seals were made by the key, that they begin
 * where they should and end as an export does. Errors: KAAL_ERR_CHECKSUM, with verdict->reason.
 */
KAAL_CHECKED kaal_err_t audit_verify(const struct kaal_wire_audit_record *records, uint64_t count,
                                     const struct audit_check *check,
                                     struct audit_verdict *verdict);
