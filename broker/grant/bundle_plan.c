/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a request to one device and some of its parts.
 */
#include "grant/bundle_plan.h"

#include <string.h>

#include "grant/revoke.h"
#include "policy/force.h"
#include "spawn/guard.h"

bool bundle_plan_is_trusted(uint32_t component, const struct device *device)
{
    return decide_trusts(force_policy(), guard_subject(component_get(component)), &device->names);
}

static kaal_err_t check_wish(struct bundle_plan *plan)
{
    const struct kaal_wire_device_open *wish = plan->wish;
    bool has_pool = wish->dma_bytes > 0;

    plan->reason = "the request is malformed";
    plan->wanted = wish->parts & KAAL_PARTS_ALL;
    if (memchr(wish->compatible, '\0', sizeof(wish->compatible)) == NULL ||
        memchr(wish->place, '\0', sizeof(wish->place)) == NULL ||
        (wish->parts & ~(KAAL_PARTS_ALL | KAAL_PART_READ_ONLY)) != 0 ||
        wish->dma_bytes % KAAL_PAGE_BYTES != 0 ||
        (plan->wanted != 0 && ((plan->wanted & KAAL_PART_DMA) != 0) != has_pool)) {
        return KAAL_ERR_INVALID;
    }
    if (wish->dma_bytes > KAAL_POOL_BYTES_MAX) {
        plan->reason = "the pool is too large";
        return KAAL_ERR_RANGE;
    }
    plan->name =
        (struct device_name){wish->bus, wish->vendor, wish->device, wish->compatible, wish->place};
    return device_is_name(&plan->name) ? KAAL_OK : KAAL_ERR_INVALID;
}

static bool wants(const struct bundle_plan *plan, uint32_t parts)
{
    return plan->wanted == 0 || (plan->wanted & parts) != 0;
}

/* What the policy is asked for: the parts in its words. */
static struct decide_parts wanted_parts(const struct bundle_plan *plan, const struct device *device)
{
    struct decide_parts parts = {.dma_bytes = plan->wish->dma_bytes};

    if (wants(plan, KAAL_PARTS_REGIONS) && device->region_count > 0) {
        parts.what |= KAAL_POLICY_MMIO_READ;
        parts.what |= ((plan->wish->parts & KAAL_PART_READ_ONLY) == 0) ? KAAL_POLICY_MMIO_WRITE : 0;
    }
    if (wants(plan, KAAL_PART_IRQ) && device->irq != DEVICE_NO_IRQ) {
        parts.what |= KAAL_POLICY_IRQ;
    }
    return parts;
}

/* Ask the policy; for reading alone, if it allows no writing. */
static kaal_err_t ask(struct bundle_plan *plan, const struct device *device)
{
    struct decide_parts parts = wanted_parts(plan, device);
    kaal_err_t err = guard_device(plan->component, &device->names, &parts, &plan->reason);

    if (err == KAAL_ERR_DENIED && (parts.what & KAAL_POLICY_MMIO_WRITE) != 0) {
        parts.what &= ~(uint32_t)KAAL_POLICY_MMIO_WRITE;
        err = guard_device(plan->component, &device->names, &parts, &plan->reason);
    }
    plan->access = KAAL_ACCESS_READ;
    plan->access |= ((parts.what & KAAL_POLICY_MMIO_WRITE) != 0) ? KAAL_ACCESS_WRITE : 0;
    return err;
}

/* Whether the component may have a device that it asks for, and nobody is in the way. */
static kaal_err_t try_device(struct bundle_plan *plan, const struct device *device)
{
    bool is_own = device->holder == plan->component->index && plan->wish->bus == KAAL_BUS_PLACE &&
                  !revoke_is_under_way(plan->bundles[device_index(device)].grant);
    kaal_err_t err = ask(plan, device);

    if (err != KAAL_OK) {
        return err;
    }
    if (!is_own && (device->holder != DEVICE_NO_HOLDER || device->is_retired)) {
        plan->reason = "every such device is held by another component";
        return KAAL_ERR_BUSY;
    }
    if (wants(plan, KAAL_PART_IRQ) && device_irq_conflict(device, plan->component->index) != NULL) {
        plan->reason = "its interrupt line is shared with a device of another component";
        return KAAL_ERR_SHARED_IRQ;
    }
    return KAAL_OK;
}

/* Whether a rule names a device just as the wish does, be there one or not. */
static bool is_named(const struct bundle_plan *plan)
{
    const struct device_name *name = &plan->name;
    bool is_pci = name->bus == KAAL_BUS_PCI;
    enum kaal_policy_kind kind = is_pci                       ? KAAL_POLICY_DEVICE_PCI
                                 : (name->bus == KAAL_BUS_DT) ? KAAL_POLICY_DEVICE_COMPATIBLE
                                                              : KAAL_POLICY_DEVICE_PATH;
    const char *text = (name->bus == KAAL_BUS_DT) ? name->compatible : name->place;
    uint64_t key = is_pci ? (uint64_t)name->vendor << 16 | name->device : kaal_policy_hash(text);

    return kaal_policy_find(force_policy(), guard_subject(plan->component), kind, key,
                            is_pci ? NULL : text) != KAAL_POLICY_NONE;
}

/*
 * Choose the first device that the component may have; without one, say what stood in the way. Who
 * may have no such device does not learn whether there is one.
 */
static kaal_err_t choose(struct bundle_plan *plan)
{
    bool may_know = is_named(plan);
    kaal_err_t err = may_know ? KAAL_ERR_NOT_FOUND : KAAL_ERR_DENIED;
    const char *reason = may_know ? "no such device was found" : "no rule gives it such a device";

    for (uint32_t i = 0; i < device_count(); i++) {
        kaal_err_t one = KAAL_OK;

        if (!device_is_called(device_get(i), &plan->name)) {
            continue;
        }
        one = try_device(plan, device_get(i));
        if (one == KAAL_OK) {
            plan->device = device_get(i);
            plan->bundle = &plan->bundles[i];
            return KAAL_OK;
        }
        if (one == KAAL_ERR_SHARED_IRQ || (err != KAAL_ERR_SHARED_IRQ && err != KAAL_ERR_BUSY)) {
            err = one;
            reason = plan->reason;
        }
    }
    plan->reason = reason;
    return err;
}

/* What others wait for while the registers of some parts are mapped. */
static uint64_t register_bytes(const struct device *device, uint32_t parts)
{
    uint64_t bytes = 0;

    for (uint32_t i = 0; i < device->region_count; i++) {
        const struct device_region *region = &device->regions[i];

        if ((parts & KAAL_PART_REGION(region->index)) != 0) {
            bytes += mmio_page_bytes(region->paddr, region->size_bytes);
        }
    }
    return bytes;
}

/* Which parts are to be given: all that are asked for and not held yet. */
static kaal_err_t choose_parts(struct bundle_plan *plan)
{
    uint32_t all = bundle_part_all(plan->device);
    uint32_t held = bundle_part_held(plan->bundle, plan->device);
    bool is_new = plan->bundle->grant == GRANT_NONE;

    plan->parts = plan->wanted;
    if (plan->parts == 0) {
        plan->parts = (plan->wish->dma_bytes > 0) ? all : all & ~KAAL_PART_DMA;
        plan->parts &= ~held | KAAL_PART_DMA;
    }
    if ((plan->parts & ~all) != 0) {
        plan->reason = "it has no such part";
        return KAAL_ERR_NOT_FOUND;
    }
    if ((plan->parts & held) != 0 || (plan->parts == 0 && !is_new)) {
        plan->reason = "it has that part already";
        return KAAL_ERR_STATE;
    }
    if (register_bytes(plan->device, plan->parts) > KAAL_REGISTERS_BYTES_MAX) {
        plan->reason = "its registers are too many for one request";
        return KAAL_ERR_RANGE;
    }
    if (plan->bundle->is_resetting) {
        plan->reason = "it is being reset";
        return KAAL_ERR_BUSY;
    }
    if (!is_new && (!plan->bundle->is_quiet || !plan->bundle->is_clean)) {
        plan->reason = "a part of it could not be taken back";
        return KAAL_ERR_DEVICE;
    }
    return KAAL_OK;
}

kaal_err_t bundle_plan_make(struct bundle_plan *plan)
{
    kaal_err_t err = check_wish(plan);

    if (err == KAAL_OK) {
        err = choose(plan);
    }
    return (err == KAAL_OK) ? choose_parts(plan) : err;
}
