/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parts of a bundle: registers, interrupt, DMA pool; each a grant of its own below the
 * device's. Which device, whether it is allowed and when it is quiet is grant/bundle.h.
 */
#pragma once

#include <kaal/err.h>

#include "discover/bus_pci.h"
#include "discover/device.h"
#include "grant/grant.h"
#include "grant/mmio.h"
#include "grant/revoke.h"
#include "grant/share.h"
#include "spawn/component.h"

struct bundle {
    uint32_t grant; /* of the whole device; GRANT_NONE: nobody has it */

    /* Of its parts; GRANT_NONE: the holder has not that one. */
    uint32_t region_grants[KAAL_BUNDLE_REGIONS_MAX];
    uint32_t irq_grant;
    uint32_t pool_grant;

    struct mmio_mapping regions[KAAL_BUNDLE_REGIONS_MAX];
    struct account irq; /* slots of the handler and of the signal */
    uint32_t irq_handler;
    uint32_t irq_signal;
    uint32_t irq_slot; /* of the holder's CSpace */
    uint32_t irq_bit;
    struct account pool;
    struct slot_run pool_frames;
    unsigned pool_frame_bits;
    bool was_master; /* it could reach memory: it is reset before its pool is used again */
    bool is_quiet;   /* ... and has been, or never could */
    bool is_resetting;
    struct bus_pci_reset reset;
    bool is_clean; /* all that was taken back came back */
};

/* The parts that a device has and those that its holder has of it: KAAL_PART_*, or-ed. A pool is
 * made when it is wanted, so that every device may have one. */
uint32_t bundle_part_all(const struct device *device);
uint32_t bundle_part_held(const struct bundle *bundle, const struct device *device);

/*
 * Give a part that the component has not: its grant, and what it stands for. access: enum
 * kaal_access, or-ed. Errors: as of
 * kaal_device_open (kaal/device.h); then what there is goes with the grant, if that was entered.
 */
KAAL_CHECKED kaal_err_t bundle_part_give_region(struct component *component,
                                                const struct device_region *region, uint16_t number,
                                                uint32_t access, struct bundle *bundle);
KAAL_CHECKED kaal_err_t bundle_part_give_irq(struct component *component,
                                             const struct device *device, seL4_CPtr irq_control,
                                             struct bundle *bundle);
KAAL_CHECKED kaal_err_t bundle_part_give_pool(struct component *component,
                                              const struct device *device, uint64_t bytes,
                                              struct bundle *bundle);

/* All that the holder has of a device, in its own words. */
void bundle_part_describe(const struct bundle *bundle, const struct device *device,
                          struct kaal_wire_bundle *answer);

/* The frames of a region or of the pool, whichever the grant is of. */
void bundle_part_source(const struct bundle *bundle, const struct device *device,
                        const struct grant *part, struct share_source *source);

/* Take a part back (revoke_kind.release); bundle->is_clean notes whether all came back, too. */
enum released bundle_part_release_region(struct bundle *bundle, uint16_t number);
enum released bundle_part_release_irq(struct bundle *bundle, struct component *component);
enum released bundle_part_release_pool(struct bundle *bundle);
