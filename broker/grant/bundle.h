/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Giving a device to a component as one bundle: registers, interrupt, DMA pool. It is taken back by
 * revoking the grant (grant/revoke.h): a device with DMA is reset first; one that cannot be reset,
 * or taken back for another reason, is retired with what it keeps: nobody gets either again.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/broker.h>

#include "policy/system.h"
#include "spawn/component.h"

/* Once, at boot. irq_control: the kernel's IRQControl capability. system: borrowed for ever. */
void bundle_init(seL4_CPtr irq_control, const struct system *system);

/*
 * Give the first free device that matches. wish: checked here, the caller's copy.
 * reason: on failure a constant text for the log. Errors: as of kaal_device_open (kaal/device.h).
 * On failure everything is as it was.
 */
KAAL_CHECKED kaal_err_t bundle_open(struct component *component,
                                    const struct kaal_wire_device_open *wish,
                                    struct kaal_wire_bundle *answer, const char **reason);
