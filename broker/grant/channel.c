/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of channels and its ends. An end maps its own area read-write and the other's
 * read-only, through copies of the frames (grant/area.h).
 */
#include "grant/channel.h"

#include <stddef.h>
#include <string.h>

#include <kaal/assert.h>
#include <kaal/wire/channel.h>

#include "arch/counter.h"
#include "audit/log.h"
#include "grant/area.h"
#include "grant/revoke.h"
#include "limits.h"
#include "resource/kernel.h"
#include "resource/quota.h"

#define NONE ((uint16_t)0xffff)

/* Ends are numbered 2 * channel + side. */
_Static_assert(2 * LIMIT_CHANNELS < NONE, "a link holds the number of an end");

struct channel_end {
    uint32_t component;
    char port[KAAL_NAME_BYTES];
    uint16_t next;         /* of the component's ends */
    uint32_t grant;        /* GRANT_NONE: closed */
    uint32_t epoch;        /* number of its last life */
    struct account copies; /* of the frames, for this end */
    uint32_t event_bit;    /* of its component's notification: set by the other's signal */
    uint32_t signal_slot;  /* in its component's CSpace: empty until the other end is open */
};

struct channel {
    bool is_used;
    uint32_t slots;
    uint32_t slot_bytes;
    struct area areas[2]; /* exist as long as one end is open */
    struct channel_end ends[2];
    uint16_t next_unused;
};

static struct channel channels[LIMIT_CHANNELS];
static uint16_t first_of[LIMIT_COMPONENTS]; /* end of each component */
static uint16_t count_of[LIMIT_COMPONENTS];
static uint16_t unused;

static struct channel_end *end_of(uint16_t number)
{
    return &channels[number / 2].ends[number % 2];
}

static struct channel_end *other_end_of(uint16_t number)
{
    return end_of(number ^ 1);
}

static uint64_t area_bytes(const struct channel *channel)
{
    uint64_t bytes = KAAL_CHANNEL_HEADER_BYTES + (uint64_t)channel->slots * channel->slot_bytes;

    return (bytes + KAAL_PAGE_BYTES - 1) & ~(KAAL_PAGE_BYTES - 1);
}

/* The component's end of that port, NONE: it has none. */
static uint16_t find(uint32_t component, const char *port)
{
    uint16_t number = first_of[component];

    while (number != NONE && strcmp(end_of(number)->port, port) != 0) {
        number = end_of(number)->next;
    }
    return number;
}

static void enter_end(uint16_t number, uint32_t component, const char *port)
{
    struct channel_end *end = end_of(number);

    *end = (struct channel_end){.component = component, .next = first_of[component]};
    memcpy(end->port, port, sizeof(end->port));
    first_of[component] = number;
    count_of[component]++;
}

static kaal_err_t enter(const uint32_t components[2], const struct kaal_wire_channel_make *wish)
{
    uint16_t index = unused;

    if (index == NONE) {
        return KAAL_ERR_NO_SLOTS;
    }
    unused = channels[index].next_unused;
    channels[index] =
        (struct channel){.is_used = true, .slots = wish->slots, .slot_bytes = wish->slot_bytes};
    for (uint16_t side = 0; side < 2; side++) {
        enter_end((uint16_t)(2 * index + side), components[side], wish->port[side]);
    }
    return KAAL_OK;
}

/* How many ends a component may have. */
static uint32_t channels_of(const struct component *component)
{
    return (component->description->channels != 0) ? component->description->channels
                                                   : KAAL_DEFAULT_CHANNELS;
}

kaal_err_t channel_make(struct component *const ends[2], const struct kaal_wire_channel_make *wish)
{
    const uint32_t components[2] = {ends[0]->index, ends[1]->index};
    kaal_err_t err = system_check_channel(wish->slots, wish->slot_bytes);

    for (uint32_t side = 0; side < 2 && err == KAAL_OK; side++) {
        if (!system_is_name(wish->port[side])) {
            err = KAAL_ERR_INVALID;
        } else if (find(components[side], wish->port[side]) != NONE) {
            err = KAAL_ERR_BUSY;
        } else if (count_of[components[side]] >= channels_of(ends[side])) {
            err = quota_refuse(components[side], QUOTA_CHANNELS, 1, count_of[components[side]],
                               channels_of(ends[side]));
        }
    }
    if (err == KAAL_OK && components[0] == components[1]) {
        err = KAAL_ERR_RANGE;
    }
    return (err == KAAL_OK) ? enter(components, wish) : err;
}

/* Reserve what the other side's signal to this one and this one's to the other will need. */
static kaal_err_t take_signal(struct component *component, struct channel_end *end)
{
    kaal_err_t err = component_take_event(component, &end->event_bit);

    return (err == KAAL_OK) ? component_take_slot(component, &end->signal_slot) : err;
}

/* Let the component of `from` signal that of `to`: the capability goes into the slot taken. */
static kaal_err_t connect(const struct channel_end *from, const struct channel_end *to)
{
    const struct component *sender = component_get(from->component);

    return KERNEL_CALL(seL4_CNode_Mint, sender->cnode, from->signal_slot,
                       (seL4_Uint8)sender->cnode_bits, seL4_CapInitThreadCNode,
                       component_get(to->component)->notification, seL4_WordBits,
                       seL4_CapRights_new(0, 0, 0, 1), (seL4_Word)1 << to->event_bit);
}

/* Delete the capability with which an open end signals the other; its slot stays taken. */
static bool disconnect(const struct channel_end *from)
{
    const struct component *sender = component_get(from->component);

    return !component_has_cspace(sender) ||
           KERNEL_CALL(seL4_CNode_Delete, sender->cnode, from->signal_slot,
                       (seL4_Uint8)sender->cnode_bits) == KAAL_OK;
}

static kaal_err_t connect_both(const struct channel_end *own, const struct channel_end *other)
{
    kaal_err_t err = (other->grant != GRANT_NONE) ? connect(own, other) : KAAL_OK;

    if (other->grant == GRANT_NONE || err != KAAL_OK) {
        return err;
    }
    /* Its slot may still be full, from a life whose account is quarantined. */
    return disconnect(other) ? connect(other, own) : KAAL_ERR_KERNEL;
}

static kaal_err_t map(struct component *component, uint16_t number, uint64_t address)
{
    struct channel *channel = &channels[number / 2];
    struct channel_end *end = end_of(number);
    unsigned side = number % 2;
    kaal_err_t err =
        area_map(&channel->areas[side], component, &end->copies, VSPACE_READ_WRITE, address);

    if (err == KAAL_OK) {
        err = area_map(&channel->areas[1 - side], component, &end->copies, VSPACE_READ,
                       address + area_bytes(channel));
    }
    return err;
}

/* Give the memory back when neither end has it. */
static bool release_memory(struct channel *channel)
{
    bool is_clean = true;

    if (channel->ends[0].grant == GRANT_NONE && channel->ends[1].grant == GRANT_NONE) {
        is_clean = area_deinit(&channel->areas[0]);
        is_clean = area_deinit(&channel->areas[1]) && is_clean;
    }
    return is_clean;
}

static kaal_err_t make_memory(struct channel *channel)
{
    kaal_err_t err = KAAL_OK;

    for (uint32_t side = 0; side < 2 && err == KAAL_OK; side++) {
        if (!area_exists(&channel->areas[side])) {
            err = area_make(&channel->areas[side], NULL, area_bytes(channel));
        }
    }
    return err;
}

/* Enter the grant, then make what it stands for: on failure both go by a revoke. */
static kaal_err_t open_end(struct component *component, uint16_t number)
{
    struct channel *channel = &channels[number / 2];
    struct channel_end *end = end_of(number);
    uint64_t bytes = area_bytes(channel);
    struct grant grant = {.kind = KAAL_GRANT_CHANNEL,
                          .holder = component->index,
                          .subject = other_end_of(number)->component,
                          .a = 2 * bytes,
                          .made_ns = counter_now_ns(),
                          .bytes = 2 * bytes,
                          .access = KAAL_ACCESS_READ | KAAL_ACCESS_WRITE,
                          .resource = number};
    kaal_err_t err = make_memory(channel);

    account_init_part(&end->copies, &component->account);
    if (err == KAAL_OK) {
        err = account_charge(&end->copies, bytes);
    }
    if (err == KAAL_OK) {
        err = take_signal(component, end);
    }
    if (err == KAAL_OK) {
        err = component_find_room(component, component_channels, grant.bytes, KAAL_PAGE_BITS,
                                  &grant.address);
    }
    if (err == KAAL_OK) {
        err = grant_add(&grant, GRANT_NONE, &end->grant);
    }
    if (err == KAAL_OK) {
        err = map(component, number, grant.address);
    }
    return (err == KAAL_OK) ? connect_both(end, other_end_of(number)) : err;
}

/* Undo what open_end has begun. Returns whether all is as it was. */
static bool undo_open(uint16_t number)
{
    struct channel_end *end = end_of(number);

    if (end->grant != GRANT_NONE) {
        return revoke(end->grant, KAAL_NEWS_NONE).is_clean;
    }
    (void)account_deinit(&end->copies); /* only a charge is in there */
    return release_memory(&channels[number / 2]);
}

kaal_err_t channel_open(struct component *component, const char *port,
                        struct kaal_wire_channel *answer)
{
    uint16_t number = find(component->index, port);
    const struct component *peer = NULL;
    const struct channel *channel = NULL;
    const struct channel_end *end = NULL;
    struct component_mark mark;
    kaal_err_t err = KAAL_OK;

    if (number == NONE) {
        return KAAL_ERR_NOT_FOUND;
    }
    end = end_of(number);
    channel = &channels[number / 2];
    if (end->grant != GRANT_NONE) {
        return KAAL_ERR_STATE;
    }
    mark = component_begin(component);
    err = open_end(component, number);
    if (err != KAAL_OK) {
        (void)component_undo(component, &mark, undo_open(number));
        return err;
    }
    component_commit(component);
    end_of(number)->epoch = (end->epoch == UINT32_MAX) ? 1 : end->epoch + 1;
    peer = component_get(other_end_of(number)->component);
    *answer = (struct kaal_wire_channel){
        .own_address = grant_get(end->grant)->address,
        .peer_address = grant_get(end->grant)->address + area_bytes(channel),
        .slots = channel->slots,
        .slot_bytes = channel->slot_bytes,
        .signal_slot = end->signal_slot,
        .event_bit = end->event_bit,
        .epoch = end->epoch,
    };
    memcpy(answer->peer, component_name(peer), sizeof(answer->peer));
    log_write("grant: %s gets channel %s to %s: %u x %u bytes", component_name(component), port,
              component_name(peer), channel->slots, channel->slot_bytes);
    return KAAL_OK;
}

/* Tell the other side that the life of an end is over: kaal/wire/channel.h, step 5. */
static void tell_other_side(uint16_t number)
{
    const struct channel_end *other = other_end_of(number);
    const struct component *component = component_get(other->component);

    if (other->grant == GRANT_NONE || component->state != KAAL_STATE_RUNNING) {
        return;
    }
    if (area_write(&channels[number / 2].areas[number % 2],
                   offsetof(struct kaal_wire_channel_area, epoch), &(uint32_t){0},
                   sizeof(uint32_t)) != KAAL_OK) {
        log_write("broker: %s is not told of the end of %s", component_name(component),
                  component_name(component_get(end_of(number)->component)));
    }
    (void)component_tell(component, other->event_bit);
}

/* Close an end: neither signals the other any more, its mappings go, and the other is told. */
static bool release_end(const struct grant *grant)
{
    uint16_t number = grant->resource;
    struct channel_end *end = end_of(number);
    struct component *component = component_get(grant->holder);
    bool is_clean = component_free_slot(component, end->signal_slot);

    component_free_event(component, end->event_bit);
    if (other_end_of(number)->grant != GRANT_NONE && component->state == KAAL_STATE_RUNNING) {
        is_clean = disconnect(other_end_of(number)) && is_clean;
    }
    is_clean = account_deinit(&end->copies) && is_clean;
    end->grant = GRANT_NONE;
    tell_other_side(number);
    return release_memory(&channels[number / 2]) && is_clean;
}

bool channel_joins(const struct component *one, const struct component *other)
{
    uint16_t number = first_of[one->index];

    while (number != NONE && other_end_of(number)->component != other->index) {
        number = end_of(number)->next;
    }
    return number != NONE;
}

static void drop_end(uint16_t number)
{
    uint16_t *link = &first_of[end_of(number)->component];

    if (end_of(number)->grant != GRANT_NONE) {
        (void)revoke(end_of(number)->grant, KAAL_NEWS_PARENT);
    }
    while (*link != number) {
        link = &end_of(*link)->next;
    }
    *link = end_of(number)->next;
    count_of[end_of(number)->component]--;
}

bool channel_forget_one(const struct component *component)
{
    uint16_t number = first_of[component->index];

    if (number != NONE) {
        drop_end(number);
        drop_end(number ^ 1);
        channels[number / 2].is_used = false;
        channels[number / 2].next_unused = unused;
        unused = number / 2;
    }
    return first_of[component->index] == NONE;
}

void channel_init(const struct system *system)
{
    static const struct revoke_kind kind = {NULL, release_end, true};

    revoke_register(KAAL_GRANT_CHANNEL, &kind);
    for (uint32_t i = 0; i < LIMIT_CHANNELS; i++) {
        channels[i].next_unused = (i + 1 < LIMIT_CHANNELS) ? (uint16_t)(i + 1) : NONE;
    }
    for (uint32_t i = 0; i < LIMIT_COMPONENTS; i++) {
        first_of[i] = NONE;
        count_of[i] = 0;
    }
    unused = 0;
    for (uint32_t i = 0; i < system->header->channel_count; i++) {
        const struct kaal_wire_system_channel *description = &system->channels[i];
        struct kaal_wire_channel_make wish = {.slots = description->slots,
                                              .slot_bytes = description->slot_bytes};
        kaal_err_t err = KAAL_OK;

        memcpy(wish.port, description->port, sizeof(wish.port));
        err = enter(description->component, &wish);
        KAAL_ASSERT(err == KAAL_OK); /* the description was checked */
    }
}
