/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of lib/pci share with each other only.
 */
#pragma once

#include "pci/pci.h"

/* One register of 32 bits, by the caller's access functions. */
uint32_t pci_read(const struct kaal_pci *pci, struct kaal_pci_address address, uint32_t offset);
void pci_write(const struct kaal_pci *pci, struct kaal_pci_address address, uint32_t offset,
               uint32_t value);

/* Learn kinds and sizes of a function's BARs. Its decoding must be off. */
void pci_size_bars(struct kaal_pci *pci, struct kaal_pci_function *function);

/* Give addresses out of the window, program bridges, switch memory decoding on. */
void pci_assign(struct kaal_pci *pci, const struct kaal_pci_window *window);

/* Write a function's BARs as the table has them. */
void pci_write_bars(const struct kaal_pci *pci, const struct kaal_pci_function *function);
