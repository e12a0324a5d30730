/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as a system description; what is accepted is read to its last entry.
 */
#include <stdlib.h>
#include <string.h>

#include "policy/system.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint32_t seen = 0;
    struct system system = {0};
    const char *reason = NULL;
    uint8_t *copy = aligned_alloc(8, (size + 8) & ~(size_t)7);

    memcpy(copy, data, size);
    if (system_open(copy, size, &system, &reason) == KAAL_OK) {
        for (uint32_t i = 0; i < system.header->component_count; i++) {
            seen += system_cpu_limit(&system.components[i]);
        }
        for (uint32_t i = 0; i < system.header->channel_count; i++) {
            seen += system.components[system.channels[i].component[1]].priority;
        }
        for (uint32_t i = 0; i < system.header->dependency_count; i++) {
            seen += system.components[system.dependencies[i].on].priority;
        }
    }
    free(copy);
    (void)seen;
    return 0;
}
