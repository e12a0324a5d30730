/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Device bundles as a component sees them.
 */
#include <string.h>

#include <sel4/sel4.h>

#include <kaal/component.h>
#include <kaal/device.h>

/* Errors: KAAL_ERR_INVALID the text is too long. */
static kaal_err_t copy_text(char *out, size_t bytes, const char *text)
{
    if (text == NULL) {
        return KAAL_OK;
    }
    if (strlen(text) >= bytes) {
        return KAAL_ERR_INVALID;
    }
    strcpy(out, text);
    return KAAL_OK;
}

kaal_err_t kaal_device_open(const struct kaal_device_match *match, uint64_t dma_bytes,
                            struct kaal_bundle *bundle)
{
    return kaal_device_open_parts(match, 0, dma_bytes, bundle);
}

kaal_err_t kaal_device_open_parts(const struct kaal_device_match *match, uint32_t parts,
                                  uint64_t dma_bytes, struct kaal_bundle *bundle)
{
    struct kaal_wire_device_open request = {
        .bus = match->bus,
        .vendor = match->vendor,
        .device = match->device,
        .parts = parts,
        .dma_bytes = dma_bytes,
    };
    struct kaal_wire_bundle answer = {0};
    kaal_err_t err = copy_text(request.compatible, sizeof(request.compatible), match->compatible);

    if (err == KAAL_OK) {
        err = copy_text(request.place, sizeof(request.place), match->place);
    }
    if (err == KAAL_OK) {
        err = kaal_broker_call(KAAL_REQUEST_DEVICE_OPEN, &request, sizeof(request), &answer,
                               sizeof(answer));
    }
    if (err != KAAL_OK) {
        return err;
    }
    *bundle = (struct kaal_bundle){
        .grant = answer.grant,
        .irq_grant = answer.irq_grant,
        .dma_grant = answer.dma_grant,
        .region_count = answer.region_count,
        .irq = answer.irq,
        .irq_event = (answer.irq_slot != 0) ? (uint64_t)1 << answer.irq_bit : 0,
        .irq_slot = answer.irq_slot,
        .dma = (void *)answer.dma_address,
        .dma_bus = {answer.dma_bus},
        .dma_bytes = answer.dma_bytes,
    };
    memcpy(bundle->place, answer.place, sizeof(bundle->place));
    memcpy(bundle->region, answer.regions, sizeof(bundle->region));
    return KAAL_OK;
}

void kaal_irq_ack(const struct kaal_bundle *bundle)
{
    if (bundle->irq_slot != 0) {
        kaal_irq_ack_slot(bundle->irq_slot);
    }
}

void kaal_irq_ack_slot(uint32_t slot)
{
    (void)seL4_IRQHandler_Ack(slot);
}

/* A region that allows this, or NULL. */
static const struct kaal_wire_region *find(const struct kaal_bundle *bundle, uint32_t index,
                                           uint64_t min_bytes, uint32_t access)
{
    for (uint32_t i = 0; i < bundle->region_count && i < KAAL_BUNDLE_REGIONS_MAX; i++) {
        const struct kaal_wire_region *region = &bundle->region[i];

        if (region->index == index && region->size_bytes >= min_bytes &&
            (access & ~region->access) == 0) {
            return region;
        }
    }
    return NULL;
}

volatile void *kaal_bundle_region(const struct kaal_bundle *bundle, uint32_t index,
                                  uint64_t min_bytes)
{
    const struct kaal_wire_region *region =
        find(bundle, index, min_bytes, KAAL_ACCESS_READ | KAAL_ACCESS_WRITE);

    return (region != NULL) ? (volatile void *)region->address : NULL;
}

const volatile void *kaal_bundle_readable(const struct kaal_bundle *bundle, uint32_t index,
                                          uint64_t min_bytes)
{
    const struct kaal_wire_region *region = find(bundle, index, min_bytes, KAAL_ACCESS_READ);

    return (region != NULL) ? (const volatile void *)region->address : NULL;
}
