/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a request for a device says, and its answer. How requests go is wire/broker.h.
 */
#pragma once

#include <kaal/types.h>

#define KAAL_BUNDLE_REGIONS_MAX 6

/* Parts of a device, or-ed. */
#define KAAL_PART_REGION(index) ((uint32_t)1 << (index)) /* as kaal_wire_region.index */
#define KAAL_PART_IRQ           ((uint32_t)1 << 16)
#define KAAL_PART_DMA           ((uint32_t)1 << 17)
#define KAAL_PART_READ_ONLY     ((uint32_t)1 << 18) /* registers: readable is all that is wanted */
#define KAAL_PARTS_REGIONS      (KAAL_PART_REGION(KAAL_BUNDLE_REGIONS_MAX) - 1)
#define KAAL_PARTS_ALL          (KAAL_PARTS_REGIONS | KAAL_PART_IRQ | KAAL_PART_DMA)

struct kaal_wire_device_open {
    uint32_t bus;                           /* enum kaal_device_bus */
    uint32_t vendor;                        /* PCI */
    uint32_t device;                        /* PCI */
    uint32_t parts;                         /* KAAL_PART_*; none: all, the pool if it has bytes */
    uint64_t dma_bytes;                     /* page multiple; 0 for no pool */
    char compatible[KAAL_COMPATIBLE_BYTES]; /* DT; else empty */
    char place[KAAL_PLACE_BYTES];           /* PLACE; else empty */
};

struct kaal_wire_region {
    uint64_t address;    /* of the first register in the component's address space */
    uint64_t size_bytes; /* of the registers; pages around them may be mapped too */
    uint32_t index;      /* PCI: number of the BAR; device tree: index in `reg` */
    uint32_t grant;
    uint32_t access; /* enum kaal_access, or-ed: the policy may allow only reading */
    uint32_t reserved;
};

/* All that its holder has of a device. */
struct kaal_wire_bundle {
    char place[KAAL_PLACE_BYTES];
    uint32_t grant;     /* of the device: the parent of those of its parts */
    uint32_t irq_grant; /* 0: it has not the interrupt */
    uint32_t dma_grant; /* 0: it has no pool */
    uint32_t region_count;
    uint32_t irq;      /* the number at the interrupt controller, for people only */
    uint32_t irq_slot; /* capability slot of the handler; 0 without */
    uint32_t irq_bit;  /* bit of the own notification, see kaal_wait */
    uint32_t reserved;
    uint64_t dma_address; /* of the pool in the component's address space; 0 without */
    uint64_t dma_bus;     /* of the pool as the device sees it */
    uint64_t dma_bytes;   /* of the pool */
    struct kaal_wire_region regions[KAAL_BUNDLE_REGIONS_MAX];
};

_Static_assert(sizeof(struct kaal_wire_bundle) % 8 == 0, "whole words");
