/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Giving and taking one part of a device.
 */
#include "grant/bundle_part.h"

#include "resource/kernel.h"
#include "resource/untyped.h"

void bundle_part_init(struct bundle *bundle, struct component *component)
{
    *bundle = (struct bundle){.is_quiet = true, .is_clean = true};
    for (uint32_t i = 0; i < KAAL_BUNDLE_REGIONS_MAX; i++) {
        mmio_init(&bundle->regions[i], component);
    }
    account_init_part(&bundle->irq, &component->account);
    account_init_part(&bundle->pool, &component->account);
}

/* Enter one part of a bundle as a child of the whole, before it is made: so it goes with it. */
static kaal_err_t enter(const struct bundle *bundle, struct grant part, uint32_t *id)
{
    const struct grant *whole = grant_get(bundle->grant);

    part.holder = whole->holder;
    part.subject = whole->subject;
    part.made_ns = whole->made_ns;
    return grant_add(&part, whole->id, id);
}

kaal_err_t bundle_part_give_region(struct component *component, const struct device_region *region,
                                   uint16_t number, struct bundle *bundle,
                                   struct kaal_wire_region *answer)
{
    struct grant part = {
        .kind = KAAL_GRANT_MMIO,
        .a = region->paddr.value,
        .b = region->size_bytes,
        .bytes = mmio_page_bytes(region->paddr, region->size_bytes),
        .access = KAAL_ACCESS_READ | KAAL_ACCESS_WRITE,
        .resource = number,
    };
    kaal_err_t err =
        component_find_room(component, component_mmio, part.bytes, KAAL_PAGE_BITS, &part.address);

    if (err == KAAL_OK) {
        err = enter(bundle, part, NULL);
    }
    if (err == KAAL_OK) {
        err = mmio_map(component, region->paddr, region->size_bytes, &bundle->regions[number],
                       part.address);
    }
    *answer = (struct kaal_wire_region){
        .address = part.address + region->paddr.value % KAAL_PAGE_BYTES,
        .size_bytes = region->size_bytes,
        .index = region->index,
    };
    return err;
}

/* Make the handler, in a slot of its own, and let it signal the component's bit. */
static kaal_err_t make_handler(const struct component *component, const struct device *device,
                               seL4_CPtr irq_control, struct bundle *bundle)
{
    uint32_t signal = 0;
    kaal_err_t err = component_make_signal(component, &bundle->irq, bundle->irq_bit, &signal);

    if (err == KAAL_OK) {
        err = account_add_slots(&bundle->irq, 1, &bundle->irq_handler);
    }
    if (err == KAAL_OK) {
        err = KERNEL_CALL(seL4_IRQControl_GetTrigger, irq_control, device->irq,
                          device->irq_is_edge ? 1 : 0, seL4_CapInitThreadCNode, bundle->irq_handler,
                          seL4_WordBits);
    }
    if (err == KAAL_OK) {
        err = KERNEL_CALL(seL4_IRQHandler_SetNotification, bundle->irq_handler, signal);
    }
    return err;
}

kaal_err_t bundle_part_give_irq(struct component *component, const struct device *device,
                                seL4_CPtr irq_control, struct bundle *bundle,
                                struct kaal_wire_bundle *answer)
{
    kaal_err_t err = KAAL_OK;

    answer->irq = device->irq;
    if (device->irq == DEVICE_NO_IRQ) {
        return KAAL_OK;
    }
    err = component_take_event(component, &bundle->irq_bit);
    if (err == KAAL_OK) {
        err = enter(bundle, (struct grant){.kind = KAAL_GRANT_IRQ, .a = device->irq}, NULL);
    }
    if (err == KAAL_OK) {
        err = make_handler(component, device, irq_control, bundle);
    }
    if (err == KAAL_OK) {
        err =
            component_install(component, bundle->irq_handler, seL4_AllRights, 0, &bundle->irq_slot);
    }
    answer->irq_bit = bundle->irq_bit;
    answer->irq_slot = bundle->irq_slot;
    return err;
}

static unsigned pool_bits(uint64_t bytes)
{
    unsigned bits = seL4_PageBits;

    while (((uint64_t)1 << bits) < bytes) {
        bits++;
    }
    return bits;
}

kaal_err_t bundle_part_give_pool(struct component *component, const struct device *device,
                                 uint64_t bytes, struct bundle *bundle,
                                 struct kaal_wire_bundle *answer)
{
    struct grant part = {.kind = KAAL_GRANT_DMA, .access = KAAL_ACCESS_READ | KAAL_ACCESS_WRITE};
    unsigned size_bits = pool_bits(bytes);
    unsigned frame_bits = account_frame_bits(size_bits);
    uint32_t id = GRANT_NONE;
    kaal_paddr_t paddr = {0};
    kaal_err_t err = KAAL_OK;

    if (bytes == 0) {
        return KAAL_OK;
    }
    part.bytes = (uint64_t)1 << size_bits;
    part.b = part.bytes;
    err = component_find_room(component, component_dma, part.bytes, frame_bits, &part.address);
    if (err == KAAL_OK) {
        err = enter(bundle, part, &id);
    }
    if (err == KAAL_OK) {
        err = account_make_contiguous(&bundle->pool, size_bits, &bundle->pool_frames, &paddr);
    }
    if (err == KAAL_OK) {
        grant_edit(id)->a = paddr.value; /* no IOMMU: a bus address is a physical one */
        err = vspace_map(&component->vspace, part.address, &bundle->pool_frames, frame_bits,
                         device->is_coherent ? VSPACE_READ_WRITE : VSPACE_DMA);
    }
    answer->dma_address = part.address;
    answer->dma_bus = paddr.value;
    answer->dma_bytes = part.bytes;
    return err;
}

bool bundle_part_release_region(struct bundle *bundle, uint16_t number)
{
    bool is_clean = mmio_unmap(&bundle->regions[number]);

    bundle->is_clean = is_clean && bundle->is_clean;
    return is_clean;
}

/*
 * The holder's copy is a child of the broker's, and must go even if its CSpace does not. A handler
 * that cannot be revoked stays where it is.
 */
bool bundle_part_release_irq(struct bundle *bundle, struct component *component)
{
    bool has_copy = bundle->irq_slot != 0;
    bool is_clean = !has_copy || (untyped_revoke(bundle->irq_handler) &&
                                  component_free_slot(component, bundle->irq_slot));

    component_free_event(component, bundle->irq_bit);
    is_clean = is_clean && account_deinit(&bundle->irq);
    bundle->irq_slot = 0;
    bundle->is_clean = is_clean && bundle->is_clean;
    return is_clean;
}

/* A pool that the device may still reach is nobody's from now on. */
bool bundle_part_release_pool(struct bundle *bundle)
{
    bool is_clean = false;

    if (bundle->is_quiet) {
        is_clean = account_deinit(&bundle->pool);
    } else {
        (void)vspace_unmap(&bundle->pool_frames);
    }
    bundle->is_clean = is_clean && bundle->is_clean;
    return is_clean;
}
