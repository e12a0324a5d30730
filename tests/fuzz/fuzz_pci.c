/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Configuration space that answers with the fuzzer's bytes, one after the other.
 */
#include <stdlib.h>
#include <string.h>

#include "pci/pci.h"

struct answers {
    const uint8_t *data;
    size_t size;
    size_t at;
};

static uint32_t answer(void *context, struct kaal_pci_address address, uint32_t offset)
{
    struct answers *answers = context;
    uint32_t value = UINT32_MAX;

    (void)address;
    (void)offset;
    if (answers->size - answers->at >= sizeof(value)) {
        memcpy(&value, answers->data + answers->at, sizeof(value));
        answers->at += sizeof(value);
    }
    return value;
}

static void ignore(void *context, struct kaal_pci_address address, uint32_t offset, uint32_t value)
{
    (void)context;
    (void)address;
    (void)offset;
    (void)value;
}

/* However it answers, it comes to an end. */
static void reset(struct kaal_pci *pci, uint32_t index)
{
    struct kaal_pci_reset reset = {0};
    kaal_err_t err = kaal_pci_reset_begin(pci, index, &reset);
    uint64_t waited_us = 0;

    if (err != KAAL_OK) {
        return;
    }
    do {
        waited_us += reset.wait_us;
        err = kaal_pci_reset_go_on(pci, &reset);
    } while (err == KAAL_ERR_BUSY);
    if (waited_us < 1000 || waited_us > 1200000) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct kaal_pci pci;
    struct answers answers = {data, size, 0};
    const struct kaal_pci_options options = {
        .access = {&answers, answer, ignore},
        .last_bus = 15,
        .memory = {.pci_address = 0x10000000, .paddr = {0x10000000}, .size_bytes = 0x1000000},
    };

    if (kaal_pci_enumerate(&pci, &options) != KAAL_OK) {
        abort();
    }
    for (uint32_t i = 0; i < pci.count; i++) {
        for (unsigned j = 0; j < KAAL_PCI_BARS_MAX; j++) {
            const struct kaal_pci_bar *bar = &pci.functions[i].bars[j];

            if (bar->is_assigned &&
                (bar->pci_address < 0x10000000 || bar->pci_address >= 0x11000000 ||
                 bar->size_bytes > 0x11000000 - bar->pci_address)) {
                abort();
            }
        }
        (void)!kaal_pci_set_master(&pci, i, true);
        reset(&pci, i);
    }
    return 0;
}
