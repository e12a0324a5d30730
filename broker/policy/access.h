/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which devices the system description gives to whom. A rule and a request name a device each in
 * its own way; what decides is whether both mean the same device, which the caller knows.
 * Pure, as all of policy/.
 */
#pragma once

#include "policy/system.h"

/* How somebody names a device: by its bus (enum kaal_device_bus) and what goes with that. */
struct access_name {
    uint32_t bus;
    uint32_t vendor;        /* PCI */
    uint32_t device;        /* PCI */
    const char *compatible; /* DT, NUL-terminated; else empty */
    const char *place;      /* PLACE, NUL-terminated; else empty */
};

/* Whether a name is given in one of the three ways, and in no other as well. */
bool access_is_name(const struct access_name *name);

/* Check one rule by itself. reason, errors: as of system_open. */
KAAL_CHECKED kaal_err_t access_check_rule(const struct kaal_wire_system_device *rule,
                                          const char **reason);

/* A component wants a device, which is the caller's: is_called tells whether a name means it. */
struct access_wish {
    uint32_t component; /* index */
    const void *device;
    bool (*is_called)(const void *device, const struct access_name *name);
    uint64_t dma_bytes;
};

/*
 * Whether a rule allows it. Deny by default. Errors: KAAL_ERR_DENIED; reason: a constant text.
 */
KAAL_CHECKED kaal_err_t access_allows(const struct system *system, const struct access_wish *wish,
                                      const char **reason);

/* Whether a rule trusts the component with DMA of the device, whatever the size of a pool. */
bool access_trusts(const struct system *system, const struct access_wish *wish);

/* Whether a rule of a component names a device so, be there one or not. */
bool access_names(const struct system *system, uint32_t component, const struct access_name *name);
