/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bundles: one for each device in the table, filled while somebody holds it.
 * PCI configuration space is discover/bus_pci; who may have what is grant/bundle_plan.h; the parts
 * are grant/bundle_part.h.
 */
#include "grant/bundle.h"

#include <string.h>

#include "arch/counter.h"
#include "audit/log.h"
#include "discover/bus_pci.h"
#include "discover/device.h"
#include "grant/bundle_part.h"
#include "grant/bundle_plan.h"
#include "grant/revoke.h"
#include "limits.h"

static struct bundle bundles[LIMIT_DEVICES];
static seL4_CPtr irq_control_cap;

/* Switch on what was given: interrupts, and bus mastering only with a pool. */
static kaal_err_t enable(const struct bundle_plan *plan)
{
    bool is_pci = plan->device->bus == KAAL_BUS_PCI;
    kaal_err_t err = KAAL_OK;

    if ((plan->parts & KAAL_PART_IRQ) != 0) {
        plan->device->has_irq = true;
        if (is_pci) {
            bus_pci_set_interrupt(plan->device, true);
        }
    }
    if ((plan->parts & KAAL_PART_DMA) == 0) {
        return KAAL_OK;
    }
    err = is_pci ? bus_pci_set_master(plan->device, true) : KAAL_OK;
    plan->bundle->was_master = err == KAAL_OK;
    return err;
}

static kaal_err_t give_regions(const struct bundle_plan *plan)
{
    kaal_err_t err = KAAL_OK;

    for (uint32_t i = 0; i < plan->device->region_count && err == KAAL_OK; i++) {
        const struct device_region *region = &plan->device->regions[i];

        if ((plan->parts & KAAL_PART_REGION(region->index)) != 0) {
            err = bundle_part_give_region(plan->component, region, (uint16_t)i, plan->access,
                                          plan->bundle);
        }
    }
    return err;
}

static kaal_err_t give_parts(const struct bundle_plan *plan)
{
    kaal_err_t err = give_regions(plan);

    if (err == KAAL_OK && (plan->parts & KAAL_PART_DMA) != 0) {
        err = bundle_part_give_pool(plan->component, plan->device, plan->wish->dma_bytes,
                                    plan->bundle);
    }
    if (err == KAAL_OK && (plan->parts & KAAL_PART_IRQ) != 0) {
        err = bundle_part_give_irq(plan->component, plan->device, irq_control_cap, plan->bundle);
    }
    return (err == KAAL_OK) ? enable(plan) : err;
}

/* Enter the device itself, with no parts yet. */
static kaal_err_t give_device(const struct bundle_plan *plan)
{
    kaal_err_t err = KAAL_OK;

    *plan->bundle = (struct bundle){.is_quiet = true, .is_clean = true};
    err = grant_add(&(struct grant){.kind = KAAL_GRANT_DEVICE,
                                    .holder = plan->component->index,
                                    .subject = device_index(plan->device),
                                    .made_ns = counter_now_ns()},
                    GRANT_NONE, &plan->bundle->grant);
    if (err == KAAL_OK) {
        plan->device->holder = plan->component->index;
    }
    return err;
}

static bool take_part(uint32_t id)
{
    return id == GRANT_NONE || revoke(id, KAAL_NEWS_NONE).is_clean;
}

/* Take back what was given in part. Returns whether all is as it was. */
static bool take_back(const struct bundle_plan *plan, bool is_new)
{
    const struct bundle *bundle = plan->bundle;
    bool is_clean = true;

    if (is_new) {
        return take_part(bundle->grant);
    }
    for (uint32_t i = 0; i < plan->device->region_count; i++) {
        if ((plan->parts & KAAL_PART_REGION(plan->device->regions[i].index)) != 0) {
            is_clean = take_part(bundle->region_grants[i]) && is_clean;
        }
    }
    if ((plan->parts & KAAL_PART_DMA) != 0) {
        is_clean = take_part(bundle->pool_grant) && is_clean;
    }
    if ((plan->parts & KAAL_PART_IRQ) != 0) {
        is_clean = take_part(bundle->irq_grant) && is_clean;
    }
    return is_clean;
}

/* What was given just now. */
static void log_bundle(const struct bundle_plan *plan, const struct kaal_wire_bundle *bundle)
{
    struct log_line line = {0};

    log_append(&line, "grant: %s gets %s:", component_name(plan->component), plan->device->place);
    for (uint32_t i = 0; i < plan->device->region_count; i++) {
        if ((plan->parts & KAAL_PART_REGION(plan->device->regions[i].index)) != 0) {
            log_append(&line, " %s=%lx+%B",
                       ((plan->access & KAAL_ACCESS_WRITE) != 0) ? "mmio" : "mmio-read",
                       plan->device->regions[i].paddr.value, plan->device->regions[i].size_bytes);
        }
    }
    if ((plan->parts & KAAL_PART_IRQ) != 0) {
        log_append(&line, " irq=%u", plan->device->irq);
    }
    if ((plan->parts & KAAL_PART_DMA) != 0) {
        log_append(&line, " dma=%lx+%B", bundle->dma_bus, bundle->dma_bytes);
    }
    log_end(&line);
}

kaal_err_t bundle_open(struct component *component, const struct kaal_wire_device_open *wish,
                       struct kaal_wire_bundle *answer, const char **reason)
{
    struct bundle_plan plan = {.component = component, .wish = wish, .bundles = bundles};
    struct component_mark mark;
    bool is_new = false;
    kaal_err_t err = bundle_plan_make(&plan);

    *reason = plan.reason;
    if (err != KAAL_OK) {
        return err;
    }
    is_new = plan.bundle->grant == GRANT_NONE;
    mark = component_begin(component);
    err = is_new ? give_device(&plan) : KAAL_OK;
    if (err == KAAL_OK) {
        err = give_parts(&plan);
    }
    if (err != KAAL_OK) {
        *reason = kaal_err_text(err);
        (void)component_undo(component, &mark, take_back(&plan, is_new));
        return err;
    }
    component_commit(component);
    bundle_part_describe(plan.bundle, plan.device, answer);
    log_bundle(&plan, answer);
    return KAAL_OK;
}

void bundle_source(const struct grant *part, struct share_source *source)
{
    bundle_part_source(&bundles[part->subject], device_get(part->subject), part, source);
}

bool bundle_may_give(const struct grant *registers, uint64_t offset, uint64_t bytes,
                     uint32_t access, const struct component *to)
{
    const struct device *device = device_get(registers->subject);
    uint64_t start = (registers->a & ~(KAAL_PAGE_BYTES - 1)) + offset;

    if (device_shares_pages(device, start, start + bytes)) {
        return false;
    }
    return (access & KAAL_ACCESS_WRITE) == 0 || !bundle_plan_is_trusted(device->holder, device) ||
           bundle_plan_is_trusted(to->index, device);
}

uint32_t bundle_irq(const struct grant *irq, uint32_t *signal)
{
    *signal = bundles[irq->subject].irq_signal;
    return bundles[irq->subject].irq_handler;
}

void bundle_irq_place(const struct grant *irq, uint32_t *slot, uint32_t *bit)
{
    *slot = bundles[irq->subject].irq_slot;
    *bit = bundles[irq->subject].irq_bit;
}

/* Make a device quiet; its reset takes its time. One off PCI is stopped by nothing. */
static void quiesce(const struct device *device, struct bundle *bundle)
{
    bundle->is_quiet = !bundle->was_master;
    if (device->bus != KAAL_BUS_PCI) {
        return;
    }
    bus_pci_set_interrupt(device, false);
    if (bus_pci_set_master(device, false) != KAAL_OK) {
        bundle->is_quiet = false;
    } else if (bundle->was_master) {
        bundle->is_resetting = bus_pci_reset_begin(device, &bundle->reset) == KAAL_OK;
    }
}

/* Before a device or its pool goes: nothing of it may reach memory any more. */
static void begin_revoke(const struct grant *grant)
{
    struct bundle *bundle = &bundles[grant->subject];

    if (!bundle->is_resetting) {
        quiesce(device_get(grant->subject), bundle);
    }
}

/* Whether the reset that this began is over, well or not. */
static bool is_settled(const struct grant *grant)
{
    struct bundle *bundle = &bundles[grant->subject];
    kaal_err_t err = KAAL_OK;

    if (!bundle->is_resetting) {
        return true;
    }
    err = bus_pci_reset_go_on(&bundle->reset);
    if (err == KAAL_ERR_BUSY) {
        return false;
    }
    bundle->is_resetting = false;
    bundle->is_quiet = err == KAAL_OK;
    bundle->was_master = err != KAAL_OK;
    return true;
}

static enum released release_region(const struct grant *grant)
{
    return bundle_part_release_region(&bundles[grant->subject], grant->resource);
}

/* Before an interrupt goes, it comes no more. */
static void begin_revoke_irq(const struct grant *grant)
{
    struct device *device = device_get(grant->subject);

    if (device->bus == KAAL_BUS_PCI) {
        bus_pci_set_interrupt(device, false);
    }
    device->has_irq = false;
}

static enum released release_irq(const struct grant *grant)
{
    return bundle_part_release_irq(&bundles[grant->subject], component_get(grant->holder));
}

/* An interrupt that stays with the holder comes again: only making the device quiet stopped it. */
static enum released release_pool(const struct grant *grant)
{
    const struct device *device = device_get(grant->subject);
    enum released released = bundle_part_release_pool(&bundles[grant->subject]);

    if (device->bus == KAAL_BUS_PCI && device->has_irq) {
        bus_pci_set_interrupt(device, true);
    }
    return released;
}

/* What cannot be taken back retires the device, so that nobody gets it and finds the rest. */
static enum released release_device(const struct grant *grant)
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
    return RELEASED;
}

void bundle_init(seL4_CPtr irq_control)
{
    static const struct revoke_kind device_kind = {begin_revoke, is_settled, release_device, true};
    static const struct revoke_kind region_kind = {NULL, NULL, release_region, true};
    static const struct revoke_kind irq_kind = {begin_revoke_irq, NULL, release_irq, true};
    static const struct revoke_kind pool_kind = {begin_revoke, is_settled, release_pool, true};

    irq_control_cap = irq_control;
    revoke_register(KAAL_GRANT_DEVICE, &device_kind);
    revoke_register(KAAL_GRANT_MMIO, &region_kind);
    revoke_register(KAAL_GRANT_IRQ, &irq_kind);
    revoke_register(KAAL_GRANT_DMA, &pool_kind);
}
