/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Asking the broker for a device while the system runs.
 * Drivers usually leave this to the driver kit (driver.h).
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>
#include <kaal/wire/broker.h>
#include <kaal/wire/system.h>

/* Which device: by PCI numbers, by a device tree `compatible` string, or by its place. */
struct kaal_device_match {
    enum kaal_device_bus bus;
    uint16_t vendor;        /* PCI */
    uint16_t device;        /* PCI */
    const char *compatible; /* DT; at most KAAL_COMPATIBLE_BYTES - 1 characters */
    const char *place;      /* PLACE; at most KAAL_PLACE_BYTES - 1 characters */
};

#define KAAL_PCI(vendor_id, device_id)                                    \
    {                                                                     \
        .bus = KAAL_BUS_PCI, .vendor = (vendor_id), .device = (device_id) \
    }
#define KAAL_DT(compatible_string)                            \
    {                                                         \
        .bus = KAAL_BUS_DT, .compatible = (compatible_string) \
    }

/* A PCI place or a path of the device tree, in full. */
#define KAAL_PLACE(place_string)                       \
    {                                                  \
        .bus = KAAL_BUS_PLACE, .place = (place_string) \
    }

/*
 * All that a driver holds of one device; everything in it is valid until the component ends or the
 * grant of the part is revoked.
 */
struct kaal_bundle {
    char place[KAAL_PLACE_BYTES]; /* "0000:01:00.0", "/pl011@9000000" */
    uint32_t grant;               /* of the device, and of its parts; 0: it has not the part */
    uint32_t irq_grant;
    uint32_t dma_grant;
    struct kaal_wire_region region[KAAL_BUNDLE_REGIONS_MAX];
    uint32_t region_count;
    uint32_t irq;       /* number at the interrupt controller, for log lines only */
    uint64_t irq_event; /* bit mask in kaal_wait's result; 0 without an interrupt */
    uint32_t irq_slot;
    void *dma;              /* the DMA pool, zeroed; device and CPU see the same bytes */
    kaal_busaddr_t dma_bus; /* its first byte as the device sees it; contiguous */
    uint64_t dma_bytes;
};

/*
 * Ask for one device that matches and that nobody has. Its registers can be written, unless the
 * policy allows only reading: then they are mapped so, and `access` of each region says it.
 *
 * match: borrowed. dma_bytes: of the pool, a page multiple up to KAAL_POOL_BYTES_MAX, 0 for
 * none; a PCI device may be bus master only while its driver has a pool. bundle: filled on success,
 * untouched otherwise. Errors: KAAL_ERR_INVALID the match or dma_bytes is malformed; KAAL_ERR_RANGE
 * dma_bytes, or the device has more than KAAL_REGISTERS_BYTES_MAX of registers; KAAL_ERR_DENIED the
 * policy does not allow this component such a device or so large a pool;
 * KAAL_ERR_NOT_FOUND no such device exists; KAAL_ERR_BUSY every one is somebody's or being reset;
 * KAAL_ERR_SHARED_IRQ the free one shares its interrupt line with a device that another component
 * has; KAAL_ERR_NO_MEMORY, KAAL_ERR_NO_SLOTS, KAAL_ERR_QUOTA there is no room for it;
 * KAAL_ERR_KERNEL a kernel call failed; KAAL_ERR_DEVICE the device cannot be reset or programmed.
 * Calls the broker, waits for its answer.
 */
KAAL_CHECKED kaal_err_t kaal_device_open(const struct kaal_device_match *match, uint64_t dma_bytes,
                                         struct kaal_bundle *bundle);

/*
 * The same for some parts of it only, or for further parts of a device that the caller has: that
 * one is matched by its place (by its numbers or `compatible`, another one is meant). A device has
 * one holder, whatever parts that one has of it; others get parts of them by kaal_delegate.
 *
 * parts: KAAL_PART_*, or-ed; none: all that the caller has not yet. With KAAL_PART_READ_ONLY
 * registers are mapped so that they can be read only. dma_bytes: not 0 if and only if
 * KAAL_PART_DMA is among parts, which no part at all leaves open. bundle: all that the caller has
 * of it now. Errors: as of kaal_device_open; KAAL_ERR_NOT_FOUND the device has no such part;
 * KAAL_ERR_STATE the caller has it already; KAAL_ERR_DEVICE a part of it could not be taken back
 * before.
 */
KAAL_CHECKED kaal_err_t kaal_device_open_parts(const struct kaal_device_match *match,
                                               uint32_t parts, uint64_t dma_bytes,
                                               struct kaal_bundle *bundle);

/*
 * Let the bundle's next interrupt come. Lines may be level-triggered, so the device must be quiet
 * before this is called, or the interrupt comes again at once. Never blocks.
 * Source: seL4 manual, 8.2 (seL4_IRQHandler_Ack).
 */
void kaal_irq_ack(const struct kaal_bundle *bundle);

/* The same for an interrupt that was lent. slot: irq_slot of its kaal_held (grant.h). */
void kaal_irq_ack_slot(uint32_t slot);

/*
 * A register block of the bundle: the region with this index (PCI: BAR; device tree: `reg`).
 *
 * min_bytes: what the driver will touch of it. Returns NULL when there is none, it is smaller, or
 * it can be read only.
 */
volatile void *kaal_bundle_region(const struct kaal_bundle *bundle, uint32_t index,
                                  uint64_t min_bytes);

/* The same for reading, whether or not it can be written: a write through it may fault. */
const volatile void *kaal_bundle_readable(const struct kaal_bundle *bundle, uint32_t index,
                                          uint64_t min_bytes);
