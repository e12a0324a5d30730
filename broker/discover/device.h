/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of devices that boot found, in the device tree and behind PCI bridges.
 * Who has a device is noted here; giving and taking it is grant/bundle.h.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>
#include <kaal/wire/broker.h>
#include <kaal/wire/system.h>

#include "policy/decide.h"

#define DEVICE_NO_IRQ    UINT32_MAX
#define DEVICE_NO_HOLDER UINT32_MAX

struct device_region {
    kaal_paddr_t paddr;
    uint64_t size_bytes;
    uint32_t index; /* PCI: number of the BAR; device tree: index in `reg` */
};

struct device {
    /* What it is; constant after boot. */
    enum kaal_device_bus bus;
    _Alignas(8) char place[KAAL_PLACE_BYTES]; /* aligned: it is compared by words */
    char compatible[KAAL_COMPATIBLE_BYTES];   /* DT: the first string */
    int node;                                 /* DT: offset in the tree */
    uint32_t function;                        /* PCI: index in the PCI table */
    uint16_t vendor;
    uint16_t device;
    uint32_t class_code;
    uint32_t region_count;
    struct device_region regions[KAAL_BUNDLE_REGIONS_MAX];
    uint32_t irq; /* DEVICE_NO_IRQ: none */
    bool irq_is_edge;
    bool is_coherent; /* its DMA sees the caches */
    bool is_bridge;
    struct decide_device names; /* for the policy; texts are borrowed for ever */

    /* How it is; written by grant/. */
    uint32_t holder; /* index of a component, DEVICE_NO_HOLDER: nobody */
    bool has_irq;    /* the holder has its interrupt, too */
    bool is_retired; /* it could not be reset: never given again */
};

/*
 * Find all devices of the machine and log them. tree: the device tree, checked here; borrowed for
 * ever. Errors: KAAL_ERR_FORMAT and what else kaal_fdt_open says of a broken tree. A device that
 * cannot be understood or set up is logged and left out.
 */
KAAL_CHECKED kaal_err_t device_discover(const void *tree, uint64_t bytes);

/* How many devices the table has. */
uint32_t device_count(void);

/* index: below device_count(). */
struct device *device_get(uint32_t index);

/* The index of a device of the table. */
uint32_t device_index(const struct device *device);

/* How somebody who asks names a device: by its bus (enum kaal_device_bus) and what goes with it. */
struct device_name {
    uint32_t bus;
    uint32_t vendor;        /* PCI */
    uint32_t device;        /* PCI */
    const char *compatible; /* DT, NUL-terminated; else empty */
    const char *place;      /* PLACE, NUL-terminated; else empty */
};

/* Whether a name is given in one of the three ways, and in no other as well. */
bool device_is_name(const struct device_name *name);

/* Whether a name means a device. compatible: any of its strings. */
bool device_is_called(const struct device *device, const struct device_name *name);

/* Another device whose interrupt is on the same line and somebody else's; NULL: none. */
const struct device *device_irq_conflict(const struct device *device, uint32_t holder);

/* Whether another device has registers in the pages [start, end). */
bool device_shares_pages(const struct device *device, uint64_t start, uint64_t end);

/* The `bootargs` of the device tree; empty when there are none. Valid after device_discover. */
const char *device_boot_arguments(void);
