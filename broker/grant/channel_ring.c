/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two areas a channel, one for each side to write.
 */
#include "grant/channel_ring.h"

#include <stddef.h>

#include <kaal/wire/channel.h>

#include "audit/log.h"

uint64_t channel_ring_bytes(const struct channel *channel)
{
    uint64_t bytes = KAAL_CHANNEL_HEADER_BYTES + (uint64_t)channel->slots * channel->slot_bytes;

    return (channel->slots == 0) ? 0 : (bytes + KAAL_PAGE_BYTES - 1) & ~(KAAL_PAGE_BYTES - 1);
}

kaal_err_t channel_ring_take(struct component *component, uint16_t number)
{
    struct channel *channel = channel_of(number);
    uint64_t bytes = channel_ring_bytes(channel);
    kaal_err_t err = KAAL_OK;

    account_init_part(&channel_end(number)->copies, &component->account);
    for (uint32_t side = 0; side < 2 && err == KAAL_OK; side++) {
        if (!area_exists(&channel->areas[side])) {
            err = area_make(&channel->areas[side], NULL, bytes);
        }
    }
    return (err == KAAL_OK) ? account_charge(&channel_end(number)->copies, bytes) : err;
}

kaal_err_t channel_ring_map(struct component *component, uint16_t number, uint64_t address)
{
    struct channel *channel = channel_of(number);
    struct account *copies = &channel_end(number)->copies;
    unsigned side = number % 2;
    kaal_err_t err = area_map(&channel->areas[side], component, copies, VSPACE_READ_WRITE, address);

    if (err == KAAL_OK) {
        err = area_map(&channel->areas[1 - side], component, copies, VSPACE_READ,
                       address + channel_ring_bytes(channel));
    }
    return err;
}

bool channel_ring_release(uint16_t number)
{
    struct channel *channel = channel_of(number);
    bool is_clean = account_deinit(&channel_end(number)->copies);

    if (channel_other_end(number)->grant == GRANT_NONE) {
        is_clean = area_deinit(&channel->areas[0]) && is_clean;
        is_clean = area_deinit(&channel->areas[1]) && is_clean;
    }
    return is_clean;
}

void channel_ring_end_life(uint16_t number)
{
    if (area_write(&channel_of(number)->areas[number % 2],
                   offsetof(struct kaal_wire_channel_area, epoch), &(uint32_t){0},
                   sizeof(uint32_t)) != KAAL_OK) {
        log_write("broker: %s is not told of the end of %s",
                  component_name(component_get(channel_other_end(number)->component)),
                  component_name(component_get(channel_end(number)->component)));
    }
}
