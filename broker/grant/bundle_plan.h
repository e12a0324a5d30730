/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which device a component gets that asks for one, and which parts of it; nothing is changed here.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/broker.h>

#include "discover/device.h"
#include "grant/bundle_part.h"
#include "spawn/component.h"

struct bundle_plan {
    /* Who asks for what; bundles: of all devices, by their indices. */
    struct component *component;
    const struct kaal_wire_device_open *wish;
    struct bundle *bundles;

    /* What it comes to. */
    struct device_name name;
    uint32_t wanted; /* parts that are asked for; 0: all */
    struct device *device;
    struct bundle *bundle; /* its grant is GRANT_NONE when the component does not have it yet */
    uint32_t parts;        /* to be given: KAAL_PART_*, or-ed */
    uint32_t access;       /* to the registers among them: enum kaal_access, or-ed */
    const char *reason;    /* of a refusal: a constant text for the log */
};

/* Whether the policy trusts a component with DMA of a device. */
bool bundle_plan_is_trusted(uint32_t component, const struct device *device);

/*
 * Check a wish, and find the first device that it means, that the policy allows and that is
 * free, or the component's own if the wish names its place. Errors: as of kaal_device_open_parts.
 */
KAAL_CHECKED kaal_err_t bundle_plan_make(struct bundle_plan *plan);
