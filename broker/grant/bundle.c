/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bundles: one for each device in the table, filled while somebody holds it.
 * PCI configuration space is discover/bus_pci; who may have what is policy/.
 */
#include "grant/bundle.h"

#include <string.h>

#include <kaal/assert.h>

#include "arch/counter.h"
#include "audit/log.h"
#include "discover/bus_pci.h"
#include "discover/device.h"
#include "grant/grant.h"
#include "grant/mmio.h"
#include "limits.h"
#include "resource/kernel.h"
#include "resource/slots.h"
#include "resource/untyped.h"

struct bundle {
    struct mmio_mapping regions[KAAL_BUNDLE_REGIONS_MAX];
    uint32_t region_count;
    uint32_t irq_handler; /* slot of the broker; 0: none */
    struct account pool;  /* the DMA pool's memory */
    bool has_pool;
    struct slot_run pool_frames;
    bool was_master; /* it could reach memory: it is reset before its pool is used again */
};

static struct bundle bundles[LIMIT_DEVICES];
static seL4_CPtr irq_control_cap;
static const struct system *policy;

void bundle_init(seL4_CPtr irq_control, const struct system *system)
{
    irq_control_cap = irq_control;
    policy = system;
}

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
        const struct device_region *region = &device->regions[i];
        uint64_t address = 0;
        kaal_err_t err =
            mmio_map(component, region->paddr, region->size_bytes, &bundle->regions[i], &address);

        if (err != KAAL_OK) {
            return err;
        }
        bundle->region_count++;
        answer->regions[i] = (struct kaal_wire_region){
            .address = address,
            .size_bytes = region->size_bytes,
            .index = region->index,
        };
        answer->region_count = i + 1;
    }
    return KAAL_OK;
}

static kaal_err_t give_irq(struct component *component, const struct device *device,
                           struct bundle *bundle, struct kaal_wire_bundle *answer)
{
    uint32_t handler = 0;
    uint32_t signal = 0;
    kaal_err_t err = KAAL_OK;

    answer->irq = device->irq;
    if (device->irq == DEVICE_NO_IRQ) {
        return KAAL_OK;
    }
    err = component_make_signal(component, &component->account, &signal, &answer->irq_bit);
    if (err == KAAL_OK) {
        err = slots_alloc(1, &handler);
    }
    if (err != KAAL_OK) {
        return err;
    }
    if (KERNEL_CALL(seL4_IRQControl_GetTrigger, irq_control_cap, device->irq,
                    device->irq_is_edge ? 1 : 0, seL4_CapInitThreadCNode, handler,
                    seL4_WordBits) != KAAL_OK) {
        slots_free(handler, 1);
        return KAAL_ERR_KERNEL;
    }
    bundle->irq_handler = handler;
    if (KERNEL_CALL(seL4_IRQHandler_SetNotification, handler, signal) != KAAL_OK) {
        return KAAL_ERR_KERNEL;
    }
    return component_install(component, handler, seL4_AllRights, 0, &answer->irq_slot);
}

static unsigned pool_bits(uint64_t bytes)
{
    unsigned bits = seL4_PageBits;

    while (((uint64_t)1 << bits) < bytes) {
        bits++;
    }
    return bits;
}

static kaal_err_t give_pool(struct component *component, const struct device *device,
                            uint64_t bytes, struct bundle *bundle, struct kaal_wire_bundle *answer)
{
    unsigned size_bits = pool_bits(bytes);
    unsigned frame_bits = 0;
    kaal_paddr_t paddr = {0};
    kaal_err_t err = KAAL_OK;

    if (bytes == 0) {
        return KAAL_OK;
    }
    err = account_charge(&component->account, (uint64_t)1 << size_bits);
    if (err != KAAL_OK) {
        return err;
    }
    account_init(&bundle->pool, (uint64_t)1 << size_bits, UINT32_MAX);
    bundle->has_pool = true;
    err = account_make_contiguous(&bundle->pool, size_bits, &bundle->pool_frames, &frame_bits,
                                  &paddr);
    if (err == KAAL_OK) {
        err = component_take_window(&component->dma_window, (uint64_t)1 << size_bits, frame_bits,
                                    &answer->dma_address);
    }
    if (err == KAAL_OK) {
        err = vspace_map(&component->vspace, answer->dma_address, &bundle->pool_frames, frame_bits,
                         device->is_coherent ? VSPACE_READ_WRITE : VSPACE_DMA);
    }
    answer->dma_bus = paddr.value; /* no IOMMU: a bus address is a physical one */
    answer->dma_bytes = (uint64_t)1 << size_bits;
    return err;
}

static kaal_err_t record(const struct component *component, const struct device *device,
                         const struct kaal_wire_bundle *answer)
{
    struct grant grant = {.kind = KAAL_GRANT_MMIO,
                          .holder = component->index,
                          .subject = device_index(device),
                          .made_ns = counter_now_ns()};
    kaal_err_t err = KAAL_OK;

    for (uint32_t i = 0; i < device->region_count && err == KAAL_OK; i++) {
        grant.a = device->regions[i].paddr.value;
        grant.b = device->regions[i].size_bytes;
        err = grant_add(&grant, GRANT_NONE, NULL);
    }
    if (err == KAAL_OK && device->irq != DEVICE_NO_IRQ) {
        grant.kind = KAAL_GRANT_IRQ;
        grant.a = device->irq;
        grant.b = 0;
        err = grant_add(&grant, GRANT_NONE, NULL);
    }
    if (err == KAAL_OK && answer->dma_bytes > 0) {
        grant.kind = KAAL_GRANT_DMA;
        grant.a = answer->dma_bus;
        grant.b = answer->dma_bytes;
        err = grant_add(&grant, GRANT_NONE, NULL);
    }
    return err;
}

/* Remove what record() has entered. */
static void forget(const struct component *component, const struct device *device)
{
    uint32_t id = grant_first_of(component->index);

    while (id != GRANT_NONE) {
        const struct grant *grant = grant_get(id);
        uint32_t next = grant_next_of(id);
        bool is_device = grant->kind == KAAL_GRANT_MMIO || grant->kind == KAAL_GRANT_IRQ ||
                         grant->kind == KAAL_GRANT_DMA;

        if (is_device && grant->subject == device_index(device)) {
            grant_remove(id);
        }
        id = next;
    }
}

/* Switch the device on: interrupts, and bus mastering only with a pool. */
static kaal_err_t enable(const struct device *device, struct bundle *bundle)
{
    if (device->bus != KAAL_BUS_PCI) {
        return KAAL_OK;
    }
    if (device->irq != DEVICE_NO_IRQ) {
        bus_pci_set_interrupt(device, true);
    }
    bundle->was_master = bundle->has_pool;
    return bundle->has_pool ? bus_pci_set_master(device, true) : KAAL_OK;
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

/* The copies of a handler go with it. */
static bool release_irq(const struct bundle *bundle)
{
    if (bundle->irq_handler == 0) {
        return true;
    }
    /* One that cannot be cleared is cleared by its end. */
    (void)!KERNEL_CALL(seL4_IRQHandler_Clear, bundle->irq_handler);
    if (!untyped_revoke(bundle->irq_handler) || !untyped_delete(bundle->irq_handler)) {
        return false;
    }
    slots_free(bundle->irq_handler, 1);
    return true;
}

/* A pool that the device may still reach is nobody's from now on. */
static bool release_pool(struct component *component, struct bundle *bundle, bool is_quiet)
{
    if (!bundle->has_pool) {
        return true;
    }
    account_refund(&component->account, bundle->pool.limit_bytes);
    if (!is_quiet) {
        (void)vspace_unmap(&bundle->pool_frames);
        return false;
    }
    return account_deinit(&bundle->pool);
}

/*
 * Undo everything that a bundle has. What cannot be taken back retires the device, so that nobody
 * gets it and finds the rest in the way. Returns whether everything was taken back.
 */
static bool release(struct component *component, struct device *device, struct bundle *bundle)
{
    bool is_quiet = quiesce(device, bundle);
    bool is_clean = release_irq(bundle);

    for (uint32_t i = 0; i < bundle->region_count; i++) {
        is_clean = mmio_unmap(&bundle->regions[i]) && is_clean;
    }
    is_clean = release_pool(component, bundle, is_quiet) && is_clean;
    if (!is_quiet) {
        log_write("broker: %s could not be reset: it is retired, with its DMA pool", device->place);
    } else if (!is_clean) {
        log_write("broker: %s could not be taken back whole: it is retired", device->place);
    }
    device->is_retired = !is_quiet || !is_clean;
    device->holder = DEVICE_NO_HOLDER;
    *bundle = (struct bundle){0};
    return is_quiet && is_clean;
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

static kaal_err_t give(struct component *component, struct device *device, struct bundle *bundle,
                       uint64_t dma_bytes, struct kaal_wire_bundle *answer)
{
    kaal_err_t err = give_regions(component, device, bundle, answer);

    if (err == KAAL_OK) {
        err = give_pool(component, device, dma_bytes, bundle, answer);
    }
    if (err == KAAL_OK) {
        err = give_irq(component, device, bundle, answer);
    }
    if (err == KAAL_OK) {
        err = record(component, device, answer);
    }
    return (err == KAAL_OK) ? enable(device, bundle) : err;
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
    *reason = kaal_err_text(KAAL_ERR_KERNEL);
    device_get(index)->holder = component->index;
    mark = component_begin(component);
    err = give(component, device_get(index), &bundles[index], wish->dma_bytes, &bundle);
    if (err != KAAL_OK) {
        *reason = kaal_err_text(err);
        forget(component, device_get(index));
        (void)component_undo(component, &mark,
                             release(component, device_get(index), &bundles[index]));
        return err;
    }
    component_commit(component);
    memcpy(bundle.place, device_get(index)->place, sizeof(bundle.place));
    log_bundle(component, device_get(index), &bundle);
    *answer = bundle;
    return KAAL_OK;
}

void bundle_release_all(struct component *component)
{
    for (uint32_t i = 0; i < device_count(); i++) {
        if (device_get(i)->holder == component->index) {
            (void)release(component, device_get(i), &bundles[i]);
        }
    }
}
