/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Channel memory: made when the first end opens, given back when the last end is closed.
 * Each end maps its own area read-write and the other's read-only, through copies of the frames.
 */
#include "grant/channel.h"

#include <string.h>

#include <kaal/assert.h>
#include <kaal/layout.h>
#include <kaal/wire/channel.h>

#include "arch/counter.h"
#include "audit/log.h"
#include "grant/grant.h"
#include "limits.h"
#include "resource/kernel.h"

#define CHUNK_PAGES 128U /* frames of one Retype */
#define CHUNKS_MAX  (SYSTEM_CHANNEL_BYTES_MAX / (CHUNK_PAGES * KAAL_PAGE_BYTES) + 1)

struct area {
    struct slot_run chunks[CHUNKS_MAX];
    uint32_t count;
};

/* One side's end. Side 0 and 1 are those of the description. */
struct channel_end {
    bool is_open;
    uint32_t event_bit;   /* of its component's notification: set by the other's signal */
    uint32_t signal_slot; /* in its component's CSpace: empty until the other end is open */
};

struct channel {
    struct account account; /* the memory; no limit of its own, since each end is charged half */
    struct area areas[2];
    bool exists; /* the areas have their frames */
    struct channel_end ends[2];
};

static struct channel channels[LIMIT_CHANNELS];
static const struct system *policy;

void channel_init(const struct system *system)
{
    policy = system;
}

static uint64_t area_bytes(const struct kaal_wire_system_channel *description)
{
    uint64_t bytes =
        KAAL_CHANNEL_HEADER_BYTES + (uint64_t)description->slots * description->slot_bytes;

    return (bytes + KAAL_PAGE_BYTES - 1) & ~(KAAL_PAGE_BYTES - 1);
}

static kaal_err_t make_area(struct account *account, uint64_t bytes, struct area *area)
{
    uint64_t pages = bytes / KAAL_PAGE_BYTES;

    area->count = 0;
    while (pages > 0) {
        struct slot_run *chunk = &area->chunks[area->count];
        kaal_err_t err = KAAL_OK;

        KAAL_ASSERT(area->count < CHUNKS_MAX);
        chunk->count = (pages < CHUNK_PAGES) ? (uint32_t)pages : CHUNK_PAGES;
        err = account_make(account, seL4_ARM_SmallPageObject, seL4_PageBits, seL4_PageBits,
                           chunk->count, &chunk->first);
        if (err != KAAL_OK) {
            return err;
        }
        area->count++;
        pages -= chunk->count;
    }
    return KAAL_OK;
}

static kaal_err_t make_memory(struct channel *channel,
                              const struct kaal_wire_system_channel *description)
{
    kaal_err_t err = KAAL_OK;

    account_init(&channel->account, UINT64_MAX, UINT32_MAX);
    for (uint32_t side = 0; side < 2 && err == KAAL_OK; side++) {
        err = make_area(&channel->account, area_bytes(description), &channel->areas[side]);
    }
    if (err != KAAL_OK) {
        (void)account_deinit(&channel->account);
        return err;
    }
    channel->exists = true;
    return KAAL_OK;
}

/* Copy an area's frames for a component and map the copies. The account deletes them at its end. */
static kaal_err_t map_area(struct component *component, const struct area *area,
                           enum vspace_access access, uint64_t address)
{
    for (uint32_t i = 0; i < area->count; i++) {
        const struct slot_run *chunk = &area->chunks[i];
        struct slot_run copies = {0, chunk->count};
        kaal_err_t err = account_add_slots(&component->account, copies.count, &copies.first);

        for (uint32_t j = 0; j < copies.count && err == KAAL_OK; j++) {
            if (KERNEL_CALL(seL4_CNode_Copy, seL4_CapInitThreadCNode, copies.first + j,
                            seL4_WordBits, seL4_CapInitThreadCNode, chunk->first + j, seL4_WordBits,
                            seL4_AllRights) != KAAL_OK) {
                err = KAAL_ERR_KERNEL;
            }
        }
        if (err == KAAL_OK) {
            err = vspace_map(&component->vspace, address, &copies, seL4_PageBits, access);
        }
        if (err != KAAL_OK) {
            return err;
        }
        address += chunk->count * KAAL_PAGE_BYTES;
    }
    return KAAL_OK;
}

static kaal_err_t map_end(struct component *component, const struct channel *channel, uint32_t side,
                          uint64_t bytes, struct kaal_wire_channel *answer)
{
    kaal_err_t err = component_take_window(&component->channel_window, bytes, KAAL_PAGE_BITS,
                                           &answer->own_address);

    if (err == KAAL_OK) {
        err = component_take_window(&component->channel_window, bytes, KAAL_PAGE_BITS,
                                    &answer->peer_address);
    }
    if (err == KAAL_OK) {
        err = map_area(component, &channel->areas[side], VSPACE_READ_WRITE, answer->own_address);
    }
    if (err == KAAL_OK) {
        err = map_area(component, &channel->areas[1 - side], VSPACE_READ, answer->peer_address);
    }
    return err;
}

/* Reserve what the other side's signal to this one and this one's to the other will need. */
static kaal_err_t reserve_signal(struct component *component, struct channel_end *end)
{
    if (component->next_event_bit >= KAAL_EVENT_BIT_COUNT ||
        component->next_slot >= (uint32_t)1 << component->cnode_bits) {
        return KAAL_ERR_NO_SLOTS;
    }
    end->event_bit = component->next_event_bit;
    end->signal_slot = component->next_slot;
    component->next_event_bit++;
    component->next_slot++;
    return KAAL_OK;
}

/* Let `from` signal `to`: a badged capability of its notification goes into the reserved slot. */
static kaal_err_t connect(const struct component *from, const struct channel_end *from_end,
                          const struct component *to, const struct channel_end *to_end)
{
    return KERNEL_CALL(seL4_CNode_Mint, from->cnode, from_end->signal_slot,
                       (seL4_Uint8)from->cnode_bits, seL4_CapInitThreadCNode, to->notification,
                       seL4_WordBits, seL4_CapRights_new(0, 0, 0, 1),
                       (seL4_Word)1 << to_end->event_bit);
}

/* Join two ends, once both are there. */
static kaal_err_t connect_both(struct component *component, struct component *peer,
                               const struct channel *channel, uint32_t side)
{
    const struct channel_end *own = &channel->ends[side];
    const struct channel_end *other = &channel->ends[1 - side];
    kaal_err_t err = KAAL_OK;

    if (other->is_open) {
        err = connect(component, own, peer, other);
    }
    if (other->is_open && err == KAAL_OK) {
        err = connect(peer, other, component, own);
    }
    return err;
}

/* Take a signal capability back, if there is one. */
static bool disconnect(const struct component *from, const struct channel_end *from_end)
{
    return KERNEL_CALL(seL4_CNode_Delete, from->cnode, from_end->signal_slot,
                       (seL4_Uint8)from->cnode_bits) == KAAL_OK;
}

/* Take back what connect_both has given, all or a part. */
static bool disconnect_both(const struct component *component, const struct component *peer,
                            const struct channel *channel, uint32_t side)
{
    bool is_clean = true;

    if (channel->ends[1 - side].is_open) {
        is_clean = disconnect(component, &channel->ends[side]);
        is_clean = disconnect(peer, &channel->ends[1 - side]) && is_clean;
    }
    return is_clean;
}

static kaal_err_t record(const struct component *component, const struct component *peer,
                         uint64_t bytes)
{
    return grant_add(&(struct grant){.kind = KAAL_GRANT_CHANNEL,
                                     .holder = component->index,
                                     .subject = peer->index,
                                     .a = bytes,
                                     .made_ns = counter_now_ns()},
                     GRANT_NONE, NULL);
}

/* Give the memory back when neither end has it. */
static void release_memory(struct channel *channel)
{
    if (!channel->exists || channel->ends[0].is_open || channel->ends[1].is_open) {
        return;
    }
    if (!account_deinit(&channel->account)) {
        log_write("broker: the memory of a channel is quarantined");
    }
    channel->exists = false;
}

/* Fill a reserved end. On failure its parts are there for open_end to undo. */
static kaal_err_t fill_end(struct component *component, struct component *peer,
                           struct channel *channel, uint32_t side, uint64_t bytes,
                           struct kaal_wire_channel *answer)
{
    kaal_err_t err = account_charge(&component->account, bytes);

    if (err != KAAL_OK) {
        return err;
    }
    err = map_end(component, channel, side, bytes, answer);
    if (err == KAAL_OK) {
        err = connect_both(component, peer, channel, side);
    }
    if (err == KAAL_OK) {
        err = record(component, peer, 2 * bytes);
    }
    if (err != KAAL_OK) {
        account_refund(&component->account, bytes);
    }
    return err;
}

static kaal_err_t open_end(struct component *component, struct component *peer,
                           struct channel *channel, uint32_t side, uint64_t bytes,
                           struct kaal_wire_channel *answer)
{
    struct channel_end *end = &channel->ends[side];
    struct component_mark mark = component_begin(component);
    bool is_clean = true;
    kaal_err_t err = reserve_signal(component, end);

    if (err == KAAL_OK) {
        err = fill_end(component, peer, channel, side, bytes, answer);
        is_clean = (err == KAAL_OK) || disconnect_both(component, peer, channel, side);
    }
    if (err != KAAL_OK) {
        (void)component_undo(component, &mark, is_clean);
        return err;
    }
    component_commit(component);
    end->is_open = true;
    answer->signal_slot = end->signal_slot;
    answer->event_bit = end->event_bit;
    return KAAL_OK;
}

kaal_err_t channel_open(struct component *component, const char *port,
                        struct kaal_wire_channel *answer)
{
    struct kaal_wire_channel made = {0};
    const struct kaal_wire_system_channel *description = NULL;
    struct component *peer = NULL;
    uint32_t index = 0;
    uint32_t side = 0;
    kaal_err_t err = system_find_channel(policy, component->index, port, &index, &side);

    if (err != KAAL_OK) {
        return err;
    }
    if (channels[index].ends[side].is_open) {
        return KAAL_ERR_STATE;
    }
    description = &policy->channels[index];
    peer = component_get(description->component[1 - side]);
    if (!channels[index].exists) {
        err = make_memory(&channels[index], description);
    }
    if (err == KAAL_OK) {
        err = open_end(component, peer, &channels[index], side, area_bytes(description), &made);
    }
    if (err != KAAL_OK) {
        release_memory(&channels[index]);
        return err;
    }
    made.slots = description->slots;
    made.slot_bytes = description->slot_bytes;
    memcpy(made.peer, component_name(peer), sizeof(made.peer));
    log_write("grant: %s gets channel %s to %s: %u x %u bytes", component_name(component), port,
              component_name(peer), description->slots, description->slot_bytes);
    *answer = made;
    return KAAL_OK;
}

void channel_release_all(struct component *component)
{
    for (uint32_t i = 0; i < policy->header->channel_count; i++) {
        for (uint32_t side = 0; side < 2; side++) {
            if (policy->channels[i].component[side] == component->index) {
                channels[i].ends[side].is_open = false;
            }
        }
        release_memory(&channels[i]);
    }
}
