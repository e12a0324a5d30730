/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Subjects of grants are components or devices, by their kind.
 */
#include "grant/about.h"

#include "discover/device.h"
#include "spawn/component.h"

const char *grant_about(const struct grant *grant)
{
    if (grant->subject == GRANT_NO_SUBJECT) {
        return "";
    }
    if (grant->kind == KAAL_GRANT_CHANNEL || grant->kind == KAAL_GRANT_COMPONENT ||
        grant->kind == KAAL_GRANT_SHARED || grant->kind == KAAL_GRANT_LENT) {
        const struct component *other = component_get(grant->subject);

        return (other != NULL) ? component_name(other) : "";
    }
    return device_get(grant->subject)->place;
}
