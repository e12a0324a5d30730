/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as a system description; every question is asked.
 */
#include <stdlib.h>
#include <string.h>

#include "policy/system.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct system system = {0};
    const char *reason = NULL;
    uint8_t *copy = aligned_alloc(8, (size + 8) & ~(size_t)7);

    memcpy(copy, data, size);
    if (system_open(copy, size, &system, &reason) == KAAL_OK) {
        const struct kaal_wire_system_device *rule = NULL;
        const struct system_device_wish wish = {.bus = KAAL_BUS_DT, .compatible = "x"};

        (void)!system_allows_device(&system, &wish, &rule, &reason);
    }
    free(copy);
    return 0;
}
