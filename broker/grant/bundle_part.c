/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Giving and taking one part of a device.
 */
#include "grant/bundle_part.h"

#include <string.h>

#include "arch/counter.h"
#include "resource/kernel.h"
#include "resource/untyped.h"

uint32_t bundle_part_all(const struct device *device)
{
    uint32_t parts = KAAL_PART_DMA;

    for (uint32_t i = 0; i < device->region_count; i++) {
        parts |= KAAL_PART_REGION(device->regions[i].index);
    }
    return (device->irq == DEVICE_NO_IRQ) ? parts : parts | KAAL_PART_IRQ;
}

uint32_t bundle_part_held(const struct bundle *bundle, const struct device *device)
{
    uint32_t parts = 0;

    for (uint32_t i = 0; i < device->region_count; i++) {
        if (bundle->region_grants[i] != GRANT_NONE) {
            parts |= KAAL_PART_REGION(device->regions[i].index);
        }
    }
    parts |= (bundle->irq_grant != GRANT_NONE) ? KAAL_PART_IRQ : 0;
    return parts | ((bundle->pool_grant != GRANT_NONE) ? KAAL_PART_DMA : 0);
}

/* Enter one part of a bundle as a child of the whole, before it is made: so it goes with it. */
static kaal_err_t enter(const struct bundle *bundle, struct grant part, uint32_t *id)
{
    const struct grant *whole = grant_get(bundle->grant);

    part.holder = whole->holder;
    part.subject = whole->subject;
    part.made_ns = counter_now_ns();
    return grant_add(&part, whole->id, id);
}

kaal_err_t bundle_part_give_region(struct component *component, const struct device_region *region,
                                   uint16_t number, uint32_t access, struct bundle *bundle)
{
    struct mmio_mapping *mapping = &bundle->regions[number];
    struct grant part = {
        .kind = KAAL_GRANT_MMIO,
        .a = region->paddr.value,
        .b = region->size_bytes,
        .bytes = mmio_page_bytes(region->paddr, region->size_bytes),
        .access = access,
        .resource = number,
    };
    kaal_err_t err =
        component_find_room(component, component_mmio, part.bytes, KAAL_PAGE_BITS, &part.address);

    mmio_init(mapping, component);
    if (err == KAAL_OK) {
        err = enter(bundle, part, &bundle->region_grants[number]);
    }
    if (err == KAAL_OK) {
        err = mmio_map(component, &part, mapping);
    }
    return err;
}

/* Make the handler, in a slot of its own, and let it signal the component's bit. */
static kaal_err_t make_handler(const struct component *component, const struct device *device,
                               seL4_CPtr irq_control, struct bundle *bundle)
{
    kaal_err_t err =
        component_make_signal(component, &bundle->irq, bundle->irq_bit, &bundle->irq_signal);

    if (err == KAAL_OK) {
        err = account_add_slots(&bundle->irq, 1, &bundle->irq_handler);
    }
    if (err == KAAL_OK) {
        err = KERNEL_CALL(seL4_IRQControl_GetTrigger, irq_control, device->irq,
                          device->irq_is_edge ? 1 : 0, seL4_CapInitThreadCNode, bundle->irq_handler,
                          seL4_WordBits);
    }
    if (err == KAAL_OK) {
        err = KERNEL_CALL(seL4_IRQHandler_SetNotification, bundle->irq_handler, bundle->irq_signal);
    }
    return err;
}

kaal_err_t bundle_part_give_irq(struct component *component, const struct device *device,
                                seL4_CPtr irq_control, struct bundle *bundle)
{
    kaal_err_t err = component_take_event(component, &bundle->irq_bit);

    account_init_part(&bundle->irq, &component->account);
    if (err == KAAL_OK) {
        err = enter(bundle, (struct grant){.kind = KAAL_GRANT_IRQ, .a = device->irq},
                    &bundle->irq_grant);
    }
    if (err == KAAL_OK) {
        err = make_handler(component, device, irq_control, bundle);
    }
    if (err == KAAL_OK) {
        err =
            component_install(component, bundle->irq_handler, seL4_AllRights, 0, &bundle->irq_slot);
    }
    if (err == KAAL_OK) {
        grant_set_slot(bundle->irq_grant, bundle->irq_slot);
    }
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
                                 uint64_t bytes, struct bundle *bundle)
{
    struct grant part = {.kind = KAAL_GRANT_DMA, .access = KAAL_ACCESS_READ | KAAL_ACCESS_WRITE};
    unsigned size_bits = pool_bits(bytes);
    unsigned frame_bits = account_frame_bits(size_bits);
    kaal_paddr_t paddr = {0};
    kaal_err_t err = KAAL_OK;

    part.bytes = (uint64_t)1 << size_bits;
    part.b = part.bytes;
    bundle->pool_frame_bits = frame_bits;
    account_init_part(&bundle->pool, &component->account);
    err = component_find_room(component, component_dma, part.bytes, frame_bits, &part.address);
    if (err == KAAL_OK) {
        err = enter(bundle, part, &bundle->pool_grant);
    }
    if (err == KAAL_OK) {
        err = account_make_contiguous(&bundle->pool, size_bits, &bundle->pool_frames, &paddr);
    }
    if (err == KAAL_OK) {
        grant_set(bundle->pool_grant, paddr.value, part.b); /* no IOMMU: the physical address */
        err = vspace_map(&component->vspace, part.address, &bundle->pool_frames, frame_bits,
                         device->is_coherent ? VSPACE_READ_WRITE : VSPACE_DMA);
    }
    return err;
}

void bundle_part_describe(const struct bundle *bundle, const struct device *device,
                          struct kaal_wire_bundle *answer)
{
    const struct grant *pool = grant_get(bundle->pool_grant);

    *answer = (struct kaal_wire_bundle){
        .grant = bundle->grant,
        .irq_grant = bundle->irq_grant,
        .irq = device->irq,
        .dma_grant = bundle->pool_grant,
    };
    memcpy(answer->place, device->place, sizeof(answer->place));
    for (uint32_t i = 0; i < device->region_count; i++) {
        const struct device_region *region = &device->regions[i];
        const struct grant *grant = grant_get(bundle->region_grants[i]);

        if (grant != NULL) {
            answer->regions[answer->region_count] = (struct kaal_wire_region){
                .address = grant->address + region->paddr.value % KAAL_PAGE_BYTES,
                .size_bytes = region->size_bytes,
                .index = region->index,
                .grant = grant->id,
                .access = grant->access,
            };
            answer->region_count++;
        }
    }
    if (bundle->irq_grant != GRANT_NONE) {
        answer->irq_slot = bundle->irq_slot;
        answer->irq_bit = bundle->irq_bit;
    }
    if (pool != NULL) {
        answer->dma_address = pool->address;
        answer->dma_bus = pool->a;
        answer->dma_bytes = pool->bytes;
    }
}

void bundle_part_source(const struct bundle *bundle, const struct device *device,
                        const struct grant *part, struct share_source *source)
{
    const struct mmio_mapping *registers = &bundle->regions[part->resource];

    if (part->kind == KAAL_GRANT_MMIO) {
        *source = (struct share_source){
            .frames = {registers->frames, registers->count, seL4_PageBits},
            .window = component_mmio,
            .read = VSPACE_DEVICE_READ,
            .write = VSPACE_DEVICE,
        };
        return;
    }
    *source = (struct share_source){
        .frames = {&bundle->pool_frames, 1, bundle->pool_frame_bits},
        .window = component_dma,
        .read = device->is_coherent ? VSPACE_READ : VSPACE_DMA_READ,
        .write = device->is_coherent ? VSPACE_READ_WRITE : VSPACE_DMA,
    };
}

enum released bundle_part_release_region(struct bundle *bundle, uint16_t number)
{
    bool is_clean = mmio_unmap(&bundle->regions[number]);

    bundle->region_grants[number] = GRANT_NONE;
    bundle->is_clean = is_clean && bundle->is_clean;
    return released_if(is_clean);
}

/*
 * The holder's copy is a child of the broker's, and must go even if its CSpace does not. A handler
 * that cannot be revoked stays where it is.
 */
enum released bundle_part_release_irq(struct bundle *bundle, struct component *component)
{
    bool has_copy = bundle->irq_slot != 0;
    bool is_clean =
        (!has_copy || untyped_revoke(bundle->irq_handler)) && account_deinit(&bundle->irq);

    is_clean = (!has_copy || component_free_slot(component, bundle->irq_slot)) && is_clean;
    component_free_event(component, bundle->irq_bit);
    bundle->irq_slot = 0;
    bundle->irq_grant = GRANT_NONE;
    bundle->is_clean = is_clean && bundle->is_clean;
    return released_if(is_clean);
}

/* A pool that the device may still reach is nobody's from now on. */
enum released bundle_part_release_pool(struct bundle *bundle)
{
    enum released released = RELEASED_NOT;

    bundle->pool_grant = GRANT_NONE;
    if (bundle->is_quiet) {
        released = released_if(account_deinit(&bundle->pool));
        bundle->was_master = false;
    } else if (vspace_unmap(&bundle->pool_frames)) {
        released = RELEASED_TO_NOBODY;
    }
    bundle->is_clean = released == RELEASED && bundle->is_clean;
    return released;
}
