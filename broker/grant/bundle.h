/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Giving a device to a component as one bundle: registers, interrupt, DMA pool. It is taken back by
 * revoking the grant (grant/revoke.h): a device with DMA is reset first; one that cannot be reset,
 * or taken back for another reason, is retired with what it keeps: nobody gets either again.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/broker.h>

#include "grant/share.h"
#include "spawn/component.h"

/* What lies behind a device's registers or its pool (KAAL_GRANT_MMIO, KAAL_GRANT_DMA). */
void bundle_source(const struct grant *part, struct share_source *source);

/*
 * Whether [offset, offset + bytes) of a device's registers, whole pages, may be given to a
 * component. Writing registers of a device that may do DMA is as strong as DMA, so that the policy
 * must trust the component with that device, too; and pages with registers of other
 * devices are never split.
 */
bool bundle_may_give(const struct grant *registers, uint64_t offset, uint64_t bytes,
                     uint32_t access, const struct component *to);

/* The broker's handler of a device's interrupt (KAAL_GRANT_IRQ). signal: what its holder is
 * signalled by. */
uint32_t bundle_irq(const struct grant *irq, uint32_t *signal);

/* Where the holder of a device's interrupt has it: slot of its CSpace, bit of its notification. */
void bundle_irq_place(const struct grant *irq, uint32_t *slot, uint32_t *bit);

/* Once, at boot. irq_control: the kernel's IRQControl capability. */
void bundle_init(seL4_CPtr irq_control);

/*
 * Give the first free device that matches. wish: checked here, the caller's copy.
 * reason: on failure a constant text for the log. Errors: as of kaal_device_open (kaal/device.h).
 * On failure everything is as it was.
 */
KAAL_CHECKED kaal_err_t bundle_open(struct component *component,
                                    const struct kaal_wire_device_open *wish,
                                    struct kaal_wire_bundle *answer, const char **reason);
