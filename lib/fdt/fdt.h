/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Questions to a flattened device tree: which devices, where, on which interrupt. On top of libfdt;
 * pure. What a device is for is not known here.
 * Source: Devicetree Specification 0.4; PCI Bus Binding to Open Firmware (IEEE 1275).
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

#define KAAL_FDT_REGIONS_MAX 6

/* A tree that was checked; it borrows the data. */
struct kaal_fdt {
    const void *blob;
};

struct kaal_fdt_region {
    kaal_paddr_t paddr; /* translated to the CPU's view */
    uint64_t size_bytes;
};

/* An interrupt as the kernel numbers it: shared peripheral ones from 32, private ones from 16. */
struct kaal_fdt_irq {
    bool exists;
    uint32_t number;
    bool is_edge; /* else level-triggered */
};

#define KAAL_FDT_DEPTH_MAX 10 /* nodes from the root to a device are fewer, or it is left out */

/* Of each node on the way from the root: what its children need. */
struct kaal_fdt_level {
    int node;
    uint32_t address_cells; /* 0: broken */
    uint32_t size_cells;
    const void *ranges; /* NULL: none */
    int ranges_bytes;
    uint32_t interrupt_parent; /* phandle, its own or inherited; 0: none */
};

/* Where a walk through all devices is; it begins as {0}. All fields are private to fdt.c. */
struct kaal_fdt_walk {
    uint32_t at; /* of the next token */
    int node;    /* that was looked at last */
    int depth;   /* of it; the root's is 1 */
    struct kaal_fdt_level levels[KAAL_FDT_DEPTH_MAX];
    uint32_t controller; /* phandle that was looked up last */
    uint32_t controller_cells;
};

struct kaal_fdt_device {
    int node;                               /* offset in the tree, for further questions */
    char place[KAAL_PLACE_BYTES];           /* its path, cut at the end if it is too long */
    char compatible[KAAL_COMPATIBLE_BYTES]; /* the first string */
    uint32_t region_count;                  /* memory-mapped ones, the first six */
    struct kaal_fdt_region regions[KAAL_FDT_REGIONS_MAX];
    struct kaal_fdt_irq irq; /* the first one */
};

/* A window of PCI addresses that the CPU reaches. size_bytes 0: there is none of this kind. */
struct kaal_fdt_window {
    uint64_t pci_address;
    kaal_paddr_t paddr;
    uint64_t size_bytes;
};

struct kaal_fdt_pci_host {
    int node;
    struct kaal_fdt_region ecam; /* configuration space: 1 MiB a bus (PCIe 7.2.2) */
    uint32_t first_bus;
    uint32_t last_bus;
    struct kaal_fdt_window io;
    struct kaal_fdt_window memory32; /* non-prefetchable, below 4 GiB */
    struct kaal_fdt_window memory64;
    bool is_coherent; /* DMA sees the caches */
};

/*
 * Check a tree. data: aligned to 8, borrowed as long as `fdt` is used. fdt: untouched on failure.
 * Errors: KAAL_ERR_FORMAT it is no device tree, or broken; KAAL_ERR_SHORT it ends too early;
 * KAAL_ERR_ALIGN. reason: set on failure to a constant text for a person.
 */
KAAL_CHECKED kaal_err_t kaal_fdt_open(const void *data, uint64_t bytes, struct kaal_fdt *fdt,
                                      const char **reason);

/* `bootargs` of /chosen; "" when there are none. Borrowed from the tree. */
const char *kaal_fdt_boot_arguments(const struct kaal_fdt *fdt);

/*
 * The next enabled device with a `compatible` and at least one memory-mapped region. All together
 * go once through the tree. Errors: KAAL_ERR_END there is none.
 */
KAAL_CHECKED kaal_err_t kaal_fdt_next_device(const struct kaal_fdt *fdt, struct kaal_fdt_walk *walk,
                                             struct kaal_fdt_device *device);

/* Whether any of a node's `compatible` strings is this one. */
bool kaal_fdt_is_compatible(const struct kaal_fdt *fdt, int node, const char *compatible);

/* A node's `compatible` strings in a row, each with its NUL; bytes: of all, 0 for none. */
const char *kaal_fdt_compatibles(const struct kaal_fdt *fdt, int node, uint32_t *bytes);

/*
 * The first PCI host bridge with ECAM ("pci-host-ecam-generic").
 * Errors: KAAL_ERR_NOT_FOUND there is none; KAAL_ERR_FORMAT its properties are broken.
 */
KAAL_CHECKED kaal_err_t kaal_fdt_find_pci(const struct kaal_fdt *fdt,
                                          struct kaal_fdt_pci_host *host);

/*
 * Where an interrupt pin on the host's first bus goes (`interrupt-map`).
 * device: 0 .. 31. pin: 1 .. 4 for INTA .. INTD.
 * Errors: KAAL_ERR_NOT_FOUND the map has no entry for it; KAAL_ERR_FORMAT the map is broken.
 */
KAAL_CHECKED kaal_err_t kaal_fdt_route(const struct kaal_fdt *fdt,
                                       const struct kaal_fdt_pci_host *host, uint32_t device,
                                       uint32_t pin, struct kaal_fdt_irq *irq);
