/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of channels and its ends: which there are, and the order in which an end is opened and
 * closed. What is behind it: channel_ring.h, channel_link.h.
 */
#include "grant/channel.h"

#include <string.h>

#include <kaal/assert.h>
#include <kaal/wire/rpc.h>

#include "arch/counter.h"
#include "audit/log.h"
#include "grant/channel_link.h"
#include "grant/channel_ring.h"
#include "grant/revoke.h"
#include "spawn/guard.h"
#include "limits.h"
#include "resource/entries.h"
#include "resource/quota.h"

#define NONE ((uint16_t)0xffff)

_Static_assert(2 * LIMIT_CHANNELS < NONE, "a link holds the number of an end");

static struct channel channels[LIMIT_CHANNELS];
static uint16_t first_of[LIMIT_COMPONENTS]; /* end of each component */
static uint16_t count_of[LIMIT_COMPONENTS];
static uint16_t next_channel[LIMIT_CHANNELS];
static struct entries unused;
static uint32_t last_life; /* of an RPC channel's end: no two have the same number soon */

static const char *const kind_names[] = {
    [KAAL_CHANNEL_RING] = "channel",
    [KAAL_CHANNEL_RPC] = "rpc",
    [KAAL_CHANNEL_NOTIFICATION] = "notification",
};

struct channel *channel_of(uint16_t number)
{
    return &channels[number / 2];
}

struct channel_end *channel_end(uint16_t number)
{
    return &channel_of(number)->ends[number % 2];
}

struct channel_end *channel_other_end(uint16_t number)
{
    return channel_end(number ^ 1);
}

bool channel_is_server(uint16_t number)
{
    return channel_of(number)->kind == KAAL_CHANNEL_RPC && number % 2 == 0;
}

/* The component's end of that port, NONE: it has none. */
static uint16_t find(uint32_t component, const char *port)
{
    uint16_t number = first_of[component];

    while (number != NONE && strcmp(channel_end(number)->port, port) != 0) {
        number = channel_end(number)->next;
    }
    return number;
}

static void enter_end(uint16_t number, uint32_t component, const char *port)
{
    struct channel_end *end = channel_end(number);

    *end = (struct channel_end){.component = component, .next = first_of[component]};
    memcpy(end->port, port, sizeof(end->port));
    first_of[component] = number;
    count_of[component]++;
}

static kaal_err_t enter(const uint32_t components[2], const struct kaal_wire_channel_make *wish)
{
    uint16_t index = 0;
    kaal_err_t err = entries_take(&unused, &index);

    if (err != KAAL_OK) {
        return err;
    }
    channels[index] = (struct channel){
        .is_used = true,
        .kind = (enum kaal_channel_kind)wish->kind,
        .slots = wish->slots,
        .slot_bytes = wish->slot_bytes,
    };
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

kaal_err_t channel_make(struct component *const ends[2], const struct kaal_wire_channel_make *wish,
                        const char **reason)
{
    const uint32_t components[2] = {ends[0]->index, ends[1]->index};
    kaal_err_t err = system_check_channel(wish->kind, wish->slots, wish->slot_bytes);

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
    if (err == KAAL_OK && wish->reserved != 0) {
        err = KAAL_ERR_INVALID;
    }
    if (err == KAAL_OK) {
        err = guard_channel(ends[0], ends[1], (uint32_t)1 << wish->kind, reason);
    }
    return (err == KAAL_OK) ? enter(components, wish) : err;
}

/* Give an end another life than all that it had; of an RPC channel, than all such ends had. */
static void begin_life(uint16_t number)
{
    struct channel_end *end = channel_end(number);

    if (channel_of(number)->kind == KAAL_CHANNEL_RPC) {
        last_life = last_life % KAAL_RPC_LIFE_MAX + 1;
        end->epoch = last_life;
    } else {
        end->epoch = (end->epoch == UINT32_MAX) ? 1 : end->epoch + 1;
    }
}

/* What a client has is made of what its server has, and goes with it. */
static uint32_t parent_of(uint16_t number)
{
    return channel_is_server(number ^ 1) ? channel_other_end(number)->grant : GRANT_NONE;
}

/* Enter the grant, then make what it stands for: on failure both go by a revoke. */
static kaal_err_t open_end(struct component *component, uint16_t number)
{
    struct channel_end *end = channel_end(number);
    uint64_t bytes = channel_ring_bytes(channel_of(number));
    struct grant grant = {.kind = KAAL_GRANT_CHANNEL,
                          .holder = component->index,
                          .subject = channel_other_end(number)->component,
                          .a = 2 * bytes,
                          .b = channel_of(number)->kind,
                          .made_ns = counter_now_ns(),
                          .bytes = 2 * bytes,
                          .access = (bytes > 0) ? KAAL_ACCESS_READ | KAAL_ACCESS_WRITE : 0,
                          .resource = number};
    kaal_err_t err = (bytes > 0) ? channel_ring_take(component, number) : KAAL_OK;

    if (err == KAAL_OK) {
        err = channel_link_take(component, number);
        grant.slot = (uint8_t)end->slot;
    }
    if (err == KAAL_OK && bytes > 0) {
        err = component_find_room(component, component_channels, grant.bytes, KAAL_PAGE_BITS,
                                  &grant.address);
    }
    if (err == KAAL_OK) {
        err = grant_add(&grant, parent_of(number), &end->grant);
    }
    if (err == KAAL_OK && bytes > 0) {
        err = channel_ring_map(component, number, grant.address);
    }
    return (err == KAAL_OK) ? channel_link_connect(number) : err;
}

/* Undo what open_end has begun. Returns whether all is as it was. */
static bool undo_open(uint16_t number)
{
    if (channel_end(number)->grant != GRANT_NONE) {
        return revoke(channel_end(number)->grant, KAAL_NEWS_NONE).is_clean;
    }
    return channel_ring_bytes(channel_of(number)) == 0 || channel_ring_release(number);
}

/* The number of the component's end that a wish is about. */
static kaal_err_t find_closed(const struct component *component,
                              const struct kaal_wire_channel_open *wish, uint16_t *number)
{
    uint16_t found = find(component->index, wish->port);

    if (found == NONE || (uint32_t)channel_of(found)->kind != wish->kind ||
        channel_is_server(found) != wish->serves) {
        return KAAL_ERR_NOT_FOUND;
    }
    if (channel_end(found)->grant != GRANT_NONE) {
        return KAAL_ERR_STATE;
    }
    *number = found;
    return KAAL_OK;
}

static void describe_end(uint16_t number, struct kaal_wire_channel *answer)
{
    const struct channel *channel = channel_of(number);
    const struct channel_end *end = channel_end(number);
    uint64_t address = grant_get(end->grant)->address;
    uint64_t bytes = channel_ring_bytes(channel);

    *answer = (struct kaal_wire_channel){
        .own_address = address,
        .peer_address = address + bytes,
        .slots = channel->slots,
        .slot_bytes = channel->slot_bytes,
        .epoch = end->epoch,
        .grant = end->grant,
    };
    if (channel->kind != KAAL_CHANNEL_RPC) {
        answer->signal_slot = end->slot;
        answer->event_bit = end->event_bit;
    } else if (channel_is_server(number)) {
        answer->port = number;
    } else {
        answer->call_slot = end->slot;
    }
    memcpy(answer->peer, component_name(component_get(channel_other_end(number)->component)),
           sizeof(answer->peer));
}

/* Let the other side know that something has changed on this one. */
static void tell_other_side(uint16_t number)
{
    const struct channel_end *other = channel_other_end(number);
    const struct component *component = component_get(other->component);

    if (other->grant != GRANT_NONE && component->state == KAAL_STATE_RUNNING) {
        (void)component_tell(component, other->event_bit);
    }
}

kaal_err_t channel_open(struct component *component, const struct kaal_wire_channel_open *wish,
                        struct kaal_wire_channel *answer, const char **reason)
{
    uint16_t number = NONE;
    struct component_mark mark;
    kaal_err_t err = find_closed(component, wish, &number);

    if (err == KAAL_OK) {
        err = guard_channel(component, component_get(channel_other_end(number)->component),
                            (uint32_t)1 << channel_of(number)->kind, reason);
    }
    if (err != KAAL_OK) {
        return err;
    }
    begin_life(number);
    mark = component_begin(component);
    err = open_end(component, number);
    if (err != KAAL_OK) {
        (void)component_undo(component, &mark, undo_open(number));
        return err;
    }
    component_commit(component);
    describe_end(number, answer);
    if (channel_of(number)->kind == KAAL_CHANNEL_NOTIFICATION) {
        tell_other_side(number); /* without memory it could not find out */
    }
    log_write("grant: %s gets %s %s to %s", component_name(component),
              kind_names[channel_of(number)->kind], wish->port, answer->peer);
    return KAAL_OK;
}

/* Close an end: neither reaches the other any more, its mappings go, and the other is told. */
static enum released release_end(const struct grant *grant)
{
    uint16_t number = grant->resource;
    bool is_ring = channel_ring_bytes(channel_of(number)) > 0;
    bool is_clean = channel_link_release(number);

    channel_end(number)->grant = GRANT_NONE;
    if (is_ring && channel_other_end(number)->grant != GRANT_NONE &&
        component_get(channel_other_end(number)->component)->state == KAAL_STATE_RUNNING) {
        channel_ring_end_life(number);
    }
    if (channel_of(number)->kind != KAAL_CHANNEL_RPC) {
        tell_other_side(number);
    }
    return released_if((!is_ring || channel_ring_release(number)) && is_clean);
}

bool channel_joins(const struct component *one, const struct component *other)
{
    uint16_t number = first_of[one->index];

    while (number != NONE && channel_other_end(number)->component != other->index) {
        number = channel_end(number)->next;
    }
    return number != NONE;
}

static void drop_end(uint16_t number)
{
    uint16_t *link = &first_of[channel_end(number)->component];

    if (channel_end(number)->grant != GRANT_NONE) {
        (void)revoke(channel_end(number)->grant, KAAL_NEWS_PARENT);
    }
    while (*link != number) {
        link = &channel_end(*link)->next;
    }
    *link = channel_end(number)->next;
    count_of[channel_end(number)->component]--;
}

bool channel_forget_one(const struct component *component)
{
    uint16_t number = first_of[component->index];

    if (number != NONE) {
        drop_end(number);
        drop_end(number ^ 1);
        channels[number / 2].is_used = false;
        entries_put(&unused, number / 2);
    }
    return first_of[component->index] == NONE;
}

void channel_init(const struct system *system)
{
    static const struct revoke_kind kind = {NULL, NULL, release_end, true};

    revoke_register(KAAL_GRANT_CHANNEL, &kind);
    entries_init(&unused, next_channel, LIMIT_CHANNELS);
    for (uint32_t i = 0; i < LIMIT_COMPONENTS; i++) {
        first_of[i] = NONE;
        count_of[i] = 0;
    }
    last_life = 0;
    for (uint32_t i = 0; i < system->header->channel_count; i++) {
        const struct kaal_wire_system_channel *description = &system->channels[i];
        struct kaal_wire_channel_make wish = {.kind = description->kind,
                                              .slots = description->slots,
                                              .slot_bytes = description->slot_bytes};
        kaal_err_t err = KAAL_OK;

        memcpy(wish.port, description->port, sizeof(wish.port));
        err = enter(description->component, &wish);
        KAAL_ASSERT(err == KAAL_OK); /* the description was checked */
    }
}
