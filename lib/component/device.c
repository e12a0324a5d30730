/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Device bundles as a component sees them.
 */
#include <string.h>

#include <sel4/sel4.h>

#include <kaal/component.h>
#include <kaal/device.h>

kaal_err_t kaal_device_open(const struct kaal_device_match *match, uint64_t dma_bytes,
                            struct kaal_bundle *bundle)
{
    struct kaal_wire_device_open request = {
        .bus = match->bus,
        .vendor = match->vendor,
        .device = match->device,
        .dma_bytes = dma_bytes,
    };
    struct kaal_wire_bundle answer = {0};
    kaal_err_t err = KAAL_OK;

    if (match->compatible != NULL) {
        if (strlen(match->compatible) >= sizeof(request.compatible)) {
            return KAAL_ERR_INVALID;
        }
        strcpy(request.compatible, match->compatible);
    }
    err = kaal_broker_call(KAAL_REQUEST_DEVICE_OPEN, &request, sizeof(request), &answer,
                           sizeof(answer));
    if (err != KAAL_OK) {
        return err;
    }
    *bundle = (struct kaal_bundle){
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
        (void)seL4_IRQHandler_Ack(bundle->irq_slot);
    }
}

volatile void *kaal_bundle_region(const struct kaal_bundle *bundle, uint32_t index,
                                  uint64_t min_bytes)
{
    for (uint32_t i = 0; i < bundle->region_count && i < KAAL_BUNDLE_REGIONS_MAX; i++) {
        const struct kaal_wire_region *region = &bundle->region[i];

        if (region->index == index && region->size_bytes >= min_bytes) {
            return (volatile void *)region->address;
        }
    }
    return NULL;
}
