/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as a boot archive; every entry is looked for.
 */
#include <stdlib.h>
#include <string.h>

#include "archive/archive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kaal_archive archive = {0};
    const char *reason = NULL;
    uint8_t *copy = aligned_alloc(64, (size + 64) & ~(size_t)63);

    memcpy(copy, data, size);
    if (kaal_archive_open(copy, size, &archive, &reason) == KAAL_OK) {
        for (uint32_t i = 0; i < archive.count; i++) {
            const void *entry = NULL;
            uint64_t bytes = 0;

            (void)!kaal_archive_find(&archive, archive.entries[i].kind, archive.entries[i].name,
                                     &entry, &bytes, &reason);
        }
    }
    free(copy);
    return 0;
}
