/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as an ELF image.
 */
#include <stdlib.h>

#include <kaal/layout.h>

#include "elf/elf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kaal_elf elf = {0};
    const char *reason = NULL;

    if (kaal_elf_parse(data, size, KAAL_VA_IMAGE, KAAL_VA_IMAGE_END, &elf, &reason) != KAAL_OK) {
        return 0;
    }
    for (uint32_t i = 0; i < elf.segment_count; i++) {
        const struct kaal_elf_segment *segment = &elf.segments[i];

        if (segment->file_bytes > size || segment->file_offset > size - segment->file_bytes ||
            segment->vaddr < KAAL_VA_IMAGE ||
            segment->vaddr + segment->memory_bytes > KAAL_VA_IMAGE_END ||
            (segment->is_writable && segment->is_executable)) {
            abort();
        }
    }
    return 0;
}
