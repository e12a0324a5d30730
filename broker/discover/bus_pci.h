/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PCI of the running machine: configuration space through ECAM, which only the broker can reach.
 * The logic of enumeration and of addresses is lib/pci, which knows no machine.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

#include "discover/device.h"
#include "pci/pci.h"
#include "fdt/fdt.h"

/* What takes a device that was found. */
typedef void (*bus_pci_found_fn)(const struct device *device);

/*
 * Bring up one host bridge: map its configuration space, enumerate, assign addresses, and report
 * each function. Errors: KAAL_ERR_NOT_FOUND no host bridge is in the tree; KAAL_ERR_BUSY,
 * KAAL_ERR_KERNEL, KAAL_ERR_NO_SLOTS, KAAL_ERR_NO_MEMORY its space could not be mapped; what
 * lib/pci says.
 */
KAAL_CHECKED kaal_err_t bus_pci_start(const struct kaal_fdt *tree, bus_pci_found_fn found);

/*
 * Let a function do DMA, or take that away, and check that it is so.
 * Errors: KAAL_ERR_DEVICE the register does not follow.
 */
KAAL_CHECKED kaal_err_t bus_pci_set_master(const struct device *device, bool is_on);

/* Whether a function may do DMA now. */
bool bus_pci_is_master(const struct device *device);

/* Let a function raise its interrupt line, or not. */
void bus_pci_set_interrupt(const struct device *device, bool is_on);

/* A reset that is under way. */
struct bus_pci_reset {
    struct kaal_pci_reset reset;
    uint64_t at_ns; /* when it goes on */
};

/*
 * Begin to reset a function so that it forgets every address: by FLR, or by the secondary bus reset
 * of its own port. Errors: KAAL_ERR_UNSUPPORTED there is no way that leaves other functions alone.
 */
KAAL_CHECKED kaal_err_t bus_pci_reset_begin(const struct device *device,
                                            struct bus_pci_reset *reset);

/*
 * Go on with it; when it is over its BARs are set again. Never waits. Errors: KAAL_ERR_BUSY it is
 * not over; KAAL_ERR_DEVICE the function did not come back, or has not forgotten.
 */
KAAL_CHECKED kaal_err_t bus_pci_reset_go_on(struct bus_pci_reset *reset);
