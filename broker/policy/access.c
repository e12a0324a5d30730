/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Device rules: their check, and the questions that are asked of them.
 */
#include "policy/access.h"

#include <string.h>

#include <kaal/layout.h>

static struct access_name name_of(const struct kaal_wire_system_device *rule)
{
    return (struct access_name){
        .bus = rule->bus,
        .vendor = rule->vendor,
        .device = rule->device,
        .compatible = rule->compatible,
        .place = rule->place,
    };
}

bool access_is_name(const struct access_name *name)
{
    bool has_numbers = name->vendor != 0 || name->device != 0;
    bool has_compatible = name->compatible[0] != '\0';
    bool has_place = name->place[0] != '\0';

    switch (name->bus) {
    case KAAL_BUS_PCI:
        return name->vendor < 0xffff && name->device <= 0xffff && !has_compatible && !has_place;
    case KAAL_BUS_DT:
        return has_compatible && !has_numbers && !has_place;
    case KAAL_BUS_PLACE:
        return has_place && !has_numbers && !has_compatible;
    default:
        return false;
    }
}

kaal_err_t access_check_rule(const struct kaal_wire_system_device *rule, const char **reason)
{
    struct access_name name = name_of(rule);

    *reason = "a device rule's compatible string or place is not terminated";
    if (memchr(rule->compatible, '\0', sizeof(rule->compatible)) == NULL ||
        memchr(rule->place, '\0', sizeof(rule->place)) == NULL) {
        return KAAL_ERR_FORMAT;
    }
    *reason = "a device rule names its device in no way, or in two";
    if (!access_is_name(&name)) {
        return KAAL_ERR_FORMAT;
    }
    *reason = "a device rule's DMA mode does not exist";
    if (rule->dma != KAAL_DMA_NONE && rule->dma != KAAL_DMA_TRUSTED) {
        return KAAL_ERR_RANGE;
    }
    *reason = "a device rule's DMA pool is out of range";
    if (rule->dma_bytes % KAAL_PAGE_BYTES != 0 ||
        (rule->dma == KAAL_DMA_NONE && rule->dma_bytes != 0) ||
        rule->dma_bytes > KAAL_VA_DMA_END - KAAL_VA_DMA) {
        return KAAL_ERR_RANGE;
    }
    return KAAL_OK;
}

kaal_err_t access_allows(const struct system *system, const struct access_wish *wish,
                         const char **reason)
{
    *reason = "the system description gives it no such device";
    for (uint32_t i = 0; i < system->header->device_count; i++) {
        const struct kaal_wire_system_device *rule = &system->devices[i];
        struct access_name name = name_of(rule);

        if (rule->component != wish->component || !wish->is_called(wish->device, &name)) {
            continue;
        }
        if (wish->dma_bytes > 0 && rule->dma != KAAL_DMA_TRUSTED) {
            *reason = "DMA without an IOMMU needs `dma = trusted` in the system description";
            continue;
        }
        if (wish->dma_bytes > rule->dma_bytes) {
            *reason = "the DMA pool is larger than the system description allows";
            continue;
        }
        return KAAL_OK;
    }
    return KAAL_ERR_DENIED;
}

bool access_trusts(const struct system *system, const struct access_wish *wish)
{
    for (uint32_t i = 0; i < system->header->device_count; i++) {
        const struct kaal_wire_system_device *rule = &system->devices[i];
        struct access_name name = name_of(rule);

        if (rule->component == wish->component && rule->dma == KAAL_DMA_TRUSTED &&
            wish->is_called(wish->device, &name)) {
            return true;
        }
    }
    return false;
}

bool access_names(const struct system *system, uint32_t component, const struct access_name *name)
{
    for (uint32_t i = 0; i < system->header->device_count; i++) {
        struct access_name other = name_of(&system->devices[i]);

        if (system->devices[i].component == component && other.bus == name->bus &&
            other.vendor == name->vendor && other.device == name->device &&
            strcmp(other.compatible, name->compatible) == 0 &&
            strcmp(other.place, name->place) == 0) {
            return true;
        }
    }
    return false;
}
