/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as a system description; every question is asked.
 */
#include <stdlib.h>
#include <string.h>

#include "policy/access.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_called(const void *device, const struct access_name *name)
{
    (void)device;
    return access_is_name(name) && strlen(name->compatible) + strlen(name->place) > 8;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct system system = {0};
    const char *reason = NULL;
    uint8_t *copy = aligned_alloc(8, (size + 8) & ~(size_t)7);

    memcpy(copy, data, size);
    if (system_open(copy, size, &system, &reason) == KAAL_OK) {
        const struct access_wish wish = {.is_called = is_called, .dma_bytes = KAAL_PAGE_BYTES};

        (void)!access_allows(&system, &wish, &reason);
    }
    free(copy);
    return 0;
}
