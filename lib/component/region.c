/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two halves, of which one is current.
 */
#include "component/region.h"

#include <string.h>

#include <kaal/wire/handover.h>

static uint64_t half_bytes(uint64_t region_bytes)
{
    uint64_t halves = region_bytes - KAAL_HANDOVER_HEADER_BYTES;

    return (halves / 2) & ~(uint64_t)7;
}

static uint64_t half_offset(uint64_t region_bytes, uint32_t half)
{
    return KAAL_HANDOVER_HEADER_BYTES + (half - 1) * half_bytes(region_bytes);
}

uint32_t kaal_region_room(uint64_t region_bytes)
{
    if (region_bytes < KAAL_PAGE_BYTES) {
        return 0;
    }
    return (uint32_t)(half_bytes(region_bytes) - sizeof(struct kaal_wire_handover_half));
}

kaal_err_t kaal_region_put(void *region, uint64_t region_bytes, uint32_t version, const void *state,
                           uint32_t bytes)
{
    struct kaal_wire_handover *header = region;
    uint32_t half = (header->current == 1) ? 2 : 1;
    struct kaal_wire_handover_half head = {.version = version, .length_bytes = bytes};
    uint8_t *place = NULL;

    if (bytes > kaal_region_room(region_bytes)) {
        return KAAL_ERR_LONG;
    }
    place = (uint8_t *)region + half_offset(region_bytes, half);
    memcpy(place, &head, sizeof(head));
    memcpy(place + sizeof(head), state, bytes);
    __atomic_store_n(&header->current, half, __ATOMIC_RELEASE);
    return KAAL_OK;
}

kaal_err_t kaal_region_get(const void *region, uint64_t region_bytes, void *state,
                           uint32_t room_bytes, uint32_t *bytes, uint32_t *version)
{
    const struct kaal_wire_handover *header = region;
    uint32_t half = __atomic_load_n(&header->current, __ATOMIC_ACQUIRE);
    struct kaal_wire_handover_half head;
    const uint8_t *place = NULL;

    if (half == 0) {
        return KAAL_ERR_EMPTY;
    }
    if (half > 2) {
        return KAAL_ERR_FORMAT;
    }
    place = (const uint8_t *)region + half_offset(region_bytes, half);
    memcpy(&head, place, sizeof(head));
    if (head.length_bytes > kaal_region_room(region_bytes)) {
        return KAAL_ERR_FORMAT;
    }
    if (head.length_bytes > room_bytes) {
        return KAAL_ERR_LONG;
    }
    memcpy(state, place + sizeof(head), head.length_bytes);
    *bytes = head.length_bytes;
    *version = head.version;
    return KAAL_OK;
}
