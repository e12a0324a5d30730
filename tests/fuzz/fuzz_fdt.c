/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as a device tree; every question is asked.
 */
#include <stdlib.h>
#include <string.h>

#include "fdt/fdt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kaal_fdt fdt = {0};
    struct kaal_fdt_device device = {0};
    struct kaal_fdt_pci_host host = {0};
    struct kaal_fdt_irq irq = {0};
    const char *reason = NULL;
    struct kaal_fdt_walk walk = {0};
    uint8_t *copy = aligned_alloc(8, (size + 8) & ~(size_t)7);

    memcpy(copy, data, size);
    if (kaal_fdt_open(copy, size, &fdt, &reason) == KAAL_OK) {
        while (kaal_fdt_next_device(&fdt, &walk, &device) == KAAL_OK) {
        }
        if (kaal_fdt_find_pci(&fdt, &host) == KAAL_OK) {
            (void)!kaal_fdt_route(&fdt, &host, 1, 1, &irq);
        }
        (void)strlen(kaal_fdt_boot_arguments(&fdt));
    }
    free(copy);
    return 0;
}
