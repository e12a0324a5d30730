/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The boot archive: the images, system description and policy that the broker's own image carries.
 * Little-endian. Written by the host command `kaal pack`, read by lib/archive.
 *
 *     header | entry[count] | padding | data of entry 0 | padding | data of entry 1 ...
 *
 * Data begins at multiples of KAAL_ARCHIVE_ALIGN_BYTES from the start of the archive.
 */
#pragma once

#include <kaal/types.h>

#define KAAL_ARCHIVE_MAGIC       ((uint64_t)0x3143524100414b41)
#define KAAL_ARCHIVE_VERSION     ((uint32_t)1)
#define KAAL_ARCHIVE_ALIGN_BYTES ((uint64_t)64)
#define KAAL_ARCHIVE_ENTRIES_MAX 128

enum kaal_archive_kind {
    KAAL_ARCHIVE_IMAGE = 1,      /* an ELF image of a component */
    KAAL_ARCHIVE_SYSTEM = 2,     /* the system description; exactly one, see wire/system.h */
    KAAL_ARCHIVE_AUDIT_KEY = 3,  /* key[0] of the audit log's seals (wire/audit.h): 32 bytes */
    KAAL_ARCHIVE_POLICY = 4,     /* see wire/policy.h; the one named "policy" is in force at boot */
    KAAL_ARCHIVE_POLICY_KEY = 5, /* the public key for signed policies: 32 bytes; may be missing */
};

struct kaal_wire_archive_header {
    uint64_t magic;       /* KAAL_ARCHIVE_MAGIC */
    uint32_t version;     /* KAAL_ARCHIVE_VERSION */
    uint32_t count;       /* entries that follow, 0 .. KAAL_ARCHIVE_ENTRIES_MAX */
    uint64_t total_bytes; /* of the whole archive */
};

struct kaal_wire_archive_entry {
    char name[KAAL_NAME_BYTES]; /* NUL-terminated, not empty, unique */
    uint32_t kind;              /* enum kaal_archive_kind */
    uint32_t crc32;             /* of the data: IEEE 802.3, as zlib's crc32() */
    uint64_t offset_bytes;      /* of the data, from the start of the archive */
    uint64_t size_bytes;        /* of the data */
};

_Static_assert(sizeof(struct kaal_wire_archive_header) == 24, "wire format");
_Static_assert(sizeof(struct kaal_wire_archive_entry) == 56, "wire format");
