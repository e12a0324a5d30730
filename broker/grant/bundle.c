/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bundles: one for each device in the table, filled while somebody holds it.
 * PCI configuration space is discover/bus_pci; who may have what is policy/; the parts are
 * grant/bundle_part.h.
 */
#include "grant/bundle.h"

#include <string.h>

#include "arch/counter.h"
#include "audit/log.h"
#include "discover/bus_pci.h"
#include "discover/device.h"
#include "grant/bundle_part.h"
#include "grant/revoke.h"
#include "limits.h"

static struct bundle bundles[LIMIT_DEVICES];
static seL4_CPtr irq_control_cap;
static const struct system *policy;

/* Choose a device: free, matching, with an interrupt line that nobody else uses. */
static kaal_err_t choose(const struct component *component,
                         const struct kaal_wire_device_open *wish, uint32_t *index,
                         const char **reason)
{
    kaal_err_t err = KAAL_ERR_NOT_FOUND;

    *reason = "no such device was found";
    for (uint32_t i = 0; i < device_count(); i++) {
        const struct device *device = device_get(i);

        if (!device_matches(device, wish)) {
            continue;
        }
        if (device->holder != DEVICE_NO_HOLDER || device->is_retired) {
            if (err == KAAL_ERR_NOT_FOUND) {
                err = KAAL_ERR_BUSY;
                *reason = "every such device is held by another component";
            }
            continue;
        }
        if (device_irq_conflict(device, component->index) != NULL) {
            err = KAAL_ERR_SHARED_IRQ;
            *reason = "its interrupt line is shared with a device of another component";
            continue;
        }
        *index = i;
        return KAAL_OK;
    }
    return err;
}

static kaal_err_t give_regions(struct component *component, const struct device *device,
                               struct bundle *bundle, struct kaal_wire_bundle *answer)
{
    for (uint32_t i = 0; i < device->region_count; i++) {
        kaal_err_t err = bundle_part_give_region(component, &device->regions[i], (uint16_t)i,
                                                 bundle, &answer->regions[i]);

        if (err != KAAL_OK) {
            return err;
        }
        answer->region_count = i + 1;
    }
    return KAAL_OK;
}

/* Switch the device on: interrupts, and bus mastering only with a pool. */
static kaal_err_t enable(const struct device *device, struct bundle *bundle, bool has_pool)
{
    if (device->bus != KAAL_BUS_PCI) {
        return KAAL_OK;
    }
    if (device->irq != DEVICE_NO_IRQ) {
        bus_pci_set_interrupt(device, true);
    }
    bundle->was_master = has_pool;
    return has_pool ? bus_pci_set_master(device, true) : KAAL_OK;
}

static kaal_err_t give(struct component *component, struct device *device, struct bundle *bundle,
                       uint64_t dma_bytes, struct kaal_wire_bundle *answer)
{
    kaal_err_t err = KAAL_OK;

    bundle_part_init(bundle, component);
    err = grant_add(&(struct grant){.kind = KAAL_GRANT_DEVICE,
                                    .holder = component->index,
                                    .subject = device_index(device),
                                    .made_ns = counter_now_ns()},
                    GRANT_NONE, &bundle->grant);

    if (err != KAAL_OK) {
        return err;
    }
    device->holder = component->index;
    err = give_regions(component, device, bundle, answer);
    if (err == KAAL_OK) {
        err = bundle_part_give_pool(component, device, dma_bytes, bundle, answer);
    }
    if (err == KAAL_OK) {
        err = bundle_part_give_irq(component, device, irq_control_cap, bundle, answer);
    }
    return (err == KAAL_OK) ? enable(device, bundle, dma_bytes > 0) : err;
}

static void log_bundle(const struct component *component, const struct device *device,
                       const struct kaal_wire_bundle *answer)
{
    struct log_line line = {0};

    log_append(&line, "grant: %s gets %s:", component_name(component), device->place);
    for (uint32_t i = 0; i < device->region_count; i++) {
        log_append(&line, " mmio=%lx+%B", device->regions[i].paddr.value,
                   device->regions[i].size_bytes);
    }
    if (device->irq != DEVICE_NO_IRQ) {
        log_append(&line, " irq=%u", device->irq);
    }
    if (answer->dma_bytes > 0) {
        log_append(&line, " dma=%lx+%B", answer->dma_bus, answer->dma_bytes);
    }
    log_end(&line);
}

static kaal_err_t check_wish(const struct kaal_wire_device_open *wish)
{
    if (memchr(wish->compatible, '\0', sizeof(wish->compatible)) == NULL || wish->reserved != 0 ||
        (wish->bus != KAAL_BUS_PCI && wish->bus != KAAL_BUS_DT) ||
        wish->dma_bytes % KAAL_PAGE_BYTES != 0) {
        return KAAL_ERR_INVALID;
    }
    return KAAL_OK;
}

/* Take a device back that was given in part. Returns whether all is as it was. */
static bool take_back(const struct bundle *bundle)
{
    return grant_get(bundle->grant) == NULL || revoke(bundle->grant, KAAL_NEWS_NONE).is_clean;
}

kaal_err_t bundle_open(struct component *component, const struct kaal_wire_device_open *wish,
                       struct kaal_wire_bundle *answer, const char **reason)
{
    const struct kaal_wire_system_device *rule = NULL;
    struct kaal_wire_bundle bundle = {0};
    struct component_mark mark;
    uint32_t index = 0;
    kaal_err_t err = check_wish(wish);

    *reason = "the request is malformed";
    if (err == KAAL_OK) {
        err = system_allows_device(policy,
                                   &(struct system_device_wish){
                                       .component = component->index,
                                       .bus = wish->bus,
                                       .vendor = wish->vendor,
                                       .device = wish->device,
                                       .compatible = wish->compatible,
                                       .dma_bytes = wish->dma_bytes,
                                   },
                                   &rule, reason);
    }
    if (err == KAAL_OK) {
        err = choose(component, wish, &index, reason);
    }
    if (err != KAAL_OK) {
        return err;
    }
    mark = component_begin(component);
    err = give(component, device_get(index), &bundles[index], wish->dma_bytes, &bundle);
    if (err != KAAL_OK) {
        *reason = kaal_err_text(err);
        (void)component_undo(component, &mark, take_back(&bundles[index]));
        return err;
    }
    component_commit(component);
    memcpy(bundle.place, device_get(index)->place, sizeof(bundle.place));
    log_bundle(component, device_get(index), &bundle);
    *answer = bundle;
    return KAAL_OK;
}

/* Make a device quiet. Returns false when it may still reach its pool. */
static bool quiesce(const struct device *device, const struct bundle *bundle)
{
    if (device->bus != KAAL_BUS_PCI) {
        return true;
    }
    bus_pci_set_interrupt(device, false);
    if (bus_pci_set_master(device, false) != KAAL_OK) {
        return false;
    }
    return !bundle->was_master || bus_pci_reset(device) == KAAL_OK;
}

/* Before a device or its pool goes: nothing of it may reach memory any more. */
static void begin_revoke(const struct grant *grant)
{
    struct bundle *bundle = &bundles[grant->subject];

    bundle->is_quiet = quiesce(device_get(grant->subject), bundle);
}

static bool release_region(const struct grant *grant)
{
    return bundle_part_release_region(&bundles[grant->subject], grant->resource);
}

static bool release_irq(const struct grant *grant)
{
    const struct device *device = device_get(grant->subject);

    if (device->bus == KAAL_BUS_PCI) {
        bus_pci_set_interrupt(device, false);
    }
    return bundle_part_release_irq(&bundles[grant->subject], component_get(grant->holder));
}

static bool release_pool(const struct grant *grant)
{
    return bundle_part_release_pool(&bundles[grant->subject]);
}

/* What cannot be taken back retires the device, so that nobody gets it and finds the rest. */
static bool release_device(const struct grant *grant)
{
    struct device *device = device_get(grant->subject);
    struct bundle *bundle = &bundles[grant->subject];

    if (!bundle->is_quiet) {
        log_write("broker: %s could not be reset: it is retired, with its DMA pool", device->place);
    } else if (!bundle->is_clean) {
        log_write("broker: %s could not be taken back whole: it is retired", device->place);
    }
    device->is_retired = !bundle->is_quiet || !bundle->is_clean;
    device->holder = DEVICE_NO_HOLDER;
    *bundle = (struct bundle){0};
    return true;
}

void bundle_init(seL4_CPtr irq_control, const struct system *system)
{
    static const struct revoke_kind device_kind = {begin_revoke, release_device, true};
    static const struct revoke_kind region_kind = {NULL, release_region, true};
    static const struct revoke_kind irq_kind = {NULL, release_irq, true};
    static const struct revoke_kind pool_kind = {begin_revoke, release_pool, true};

    irq_control_cap = irq_control;
    policy = system;
    revoke_register(KAAL_GRANT_DEVICE, &device_kind);
    revoke_register(KAAL_GRANT_MMIO, &region_kind);
    revoke_register(KAAL_GRANT_IRQ, &irq_kind);
    revoke_register(KAAL_GRANT_DMA, &pool_kind);
}
