/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The check of a system description, entry by entry.
 */
#include "policy/system.h"

#include <string.h>

#include <kaal/layout.h>

#include "base/verdict.h"
#include "limits.h"

static bool is_string(const char *field, size_t bytes)
{
    return memchr(field, '\0', bytes) != NULL;
}

bool system_is_name(const char *field)
{
    const char *c = field;

    if (!is_string(field, KAAL_NAME_BYTES)) {
        return false;
    }
    while (*c > ' ' && *c <= '~') {
        c++;
    }
    return c > field && *c == '\0';
}

static bool is_page_multiple(uint64_t bytes)
{
    return bytes % KAAL_PAGE_BYTES == 0;
}

static struct verdict check_header(const void *data, uint64_t bytes)
{
    const struct kaal_wire_system_header *header = data;

    if ((uintptr_t)data % 8 != 0) {
        return bad(KAAL_ERR_ALIGN, "it does not begin at a multiple of 8");
    }
    if (bytes < sizeof(*header)) {
        return bad(KAAL_ERR_SHORT, "it is shorter than its header");
    }
    if (header->magic != KAAL_SYSTEM_MAGIC) {
        return bad(KAAL_ERR_FORMAT, "it does not begin as a system description");
    }
    if (header->version != KAAL_SYSTEM_VERSION) {
        return bad(KAAL_ERR_VERSION, "its version is not the one this broker reads");
    }
    if (!system_is_name(header->name)) {
        return bad(KAAL_ERR_FORMAT, "its name is empty or not terminated");
    }
    if (header->component_count > LIMIT_COMPONENTS || header->channel_count > LIMIT_CHANNELS ||
        header->dependency_count > LIMIT_DEPENDENCIES) {
        return bad(KAAL_ERR_NO_SLOTS, "it has more entries than the broker has room for");
    }
    return good;
}

static struct verdict check_size(const struct kaal_wire_system_header *header, uint64_t bytes)
{
    uint64_t expected = sizeof(*header) +
                        header->component_count * sizeof(struct kaal_wire_system_component) +
                        header->channel_count * sizeof(struct kaal_wire_system_channel) +
                        header->dependency_count * sizeof(struct kaal_wire_system_dependency);

    if (bytes < expected) {
        return bad(KAAL_ERR_SHORT, "it ends before its last entry");
    }
    if (bytes > expected) {
        return bad(KAAL_ERR_LONG, "it goes on after its last entry");
    }
    return good;
}

static struct verdict check_one(const struct kaal_wire_system_component *component)
{
    if (!system_is_name(component->name) || !system_is_name(component->image) ||
        !is_string(component->args, sizeof(component->args))) {
        return bad(KAAL_ERR_FORMAT,
                   "a component's name or image is not a name, or its args are not a string");
    }
    if ((component->rights & ~KAAL_RIGHT_ALL) != 0) {
        return bad(KAAL_ERR_RANGE, "a component has a right that does not exist");
    }
    if (component->priority < 1 || component->priority > SYSTEM_PRIORITY_MAX) {
        return bad(KAAL_ERR_RANGE, "a component's priority is not 1 to 200");
    }
    if (component->period_us < 1 || component->period_us > SYSTEM_PERIOD_US_MAX ||
        component->budget_us < 1 || component->budget_us > component->period_us) {
        return bad(KAAL_ERR_RANGE, "a component's budget or period is out of range");
    }
    if (!is_page_multiple(component->stack_bytes) || component->stack_bytes == 0 ||
        component->stack_bytes > KAAL_STACK_BYTES_MAX) {
        return bad(KAAL_ERR_RANGE, "a component's stack is out of range");
    }
    if (!is_page_multiple(component->handover_bytes) ||
        component->handover_bytes > KAAL_HANDOVER_BYTES_MAX) {
        return bad(KAAL_ERR_RANGE, "a component's hand-over region is out of range");
    }
    if (!is_page_multiple(component->heap_bytes) ||
        component->heap_bytes > KAAL_VA_IMAGE_END - KAAL_VA_IMAGE) {
        return bad(KAAL_ERR_RANGE, "a component's heap is out of range");
    }
    if (component->slots > KAAL_SLOTS_MAX || component->grants > KAAL_GRANTS_MAX ||
        component->channels > KAAL_CHANNELS_MAX || component->requests_per_s > KAAL_REQUESTS_MAX) {
        return bad(KAAL_ERR_RANGE,
                   "a component's slots, grants, channels or requests are too many");
    }
    return good;
}

static uint32_t own_share(const struct kaal_wire_system_component *component)
{
    return kaal_cpu_share(component->budget_us, component->period_us);
}

uint32_t system_cpu_limit(const struct kaal_wire_system_component *component)
{
    return (component->cpu != 0) ? component->cpu : own_share(component);
}

/* The limit of its CPU time holds its own at least. */
static struct verdict check_cpu(const struct kaal_wire_system_component *component)
{
    if (component->reserved != 0) {
        return bad(KAAL_ERR_RANGE, "a component has something in a reserved field");
    }
    if (system_cpu_limit(component) > KAAL_CPU_MAX ||
        system_cpu_limit(component) < own_share(component)) {
        return bad(KAAL_ERR_RANGE, "a component's cpu is out of range, or below its own budget");
    }
    return good;
}

/* How it is noticed that a component has failed. */
static struct verdict check_watch(const struct kaal_wire_system_component *component)
{
    if (component->heartbeat_ms != 0 && (component->heartbeat_ms < KAAL_HEARTBEAT_MS_MIN ||
                                         component->heartbeat_ms > KAAL_HEARTBEAT_MS_MAX)) {
        return bad(KAAL_ERR_RANGE, "a component's heartbeat is out of range");
    }
    if (component->overrun > KAAL_OVERRUN_FAULT || (component->overrun == KAAL_OVERRUN_FAULT &&
                                                    component->budget_us == component->period_us)) {
        return bad(KAAL_ERR_RANGE, "a component's overrun needs a budget below the period");
    }
    return good;
}

static struct verdict check_rules(const struct kaal_wire_system_component *component)
{
    if (component->restart > KAAL_RESTART_ALWAYS) {
        return bad(KAAL_ERR_RANGE, "a component's restart rule does not exist");
    }
    if (component->restart == KAAL_RESTART_NEVER) {
        return good;
    }
    if (component->backoff_first_ms < 1 ||
        component->backoff_first_ms > component->backoff_last_ms ||
        component->backoff_last_ms > KAAL_BACKOFF_MS_MAX) {
        return bad(KAAL_ERR_RANGE, "a component's back-off is out of range");
    }
    if (component->give_up_count > KAAL_GIVE_UP_MAX ||
        (component->give_up_count != 0 &&
         (component->give_up_ms < 1 || component->give_up_ms > KAAL_GIVE_UP_MS_MAX))) {
        return bad(KAAL_ERR_RANGE, "a component's rule to give up is out of range");
    }
    return good;
}

static struct verdict check_whole(const struct kaal_wire_system_component *component)
{
    struct verdict verdict = check_one(component);

    if (verdict.err == KAAL_OK) {
        verdict = check_cpu(component);
    }
    if (verdict.err == KAAL_OK) {
        verdict = check_watch(component);
    }
    return (verdict.err == KAAL_OK) ? check_rules(component) : verdict;
}

kaal_err_t system_check_component(const struct kaal_wire_system_component *component,
                                  const char **reason)
{
    struct verdict verdict = check_whole(component);

    if (verdict.err != KAAL_OK) {
        *reason = verdict.reason;
    }
    return verdict.err;
}

static struct verdict check_component(const struct system *system, uint32_t index)
{
    for (uint32_t i = 0; i < index; i++) {
        if (strcmp(system->components[i].name, system->components[index].name) == 0) {
            return bad(KAAL_ERR_FORMAT, "two components have the same name");
        }
    }
    return check_whole(&system->components[index]);
}

/* Whether a component calls an earlier channel, or the other side of this one, by the same name. */
static bool is_port_doubled(const struct system *system, uint32_t index, uint32_t side)
{
    const struct kaal_wire_system_channel *channel = &system->channels[index];

    for (uint32_t i = 0; i < index; i++) {
        for (uint32_t other = 0; other < 2; other++) {
            if (system->channels[i].component[other] == channel->component[side] &&
                strcmp(system->channels[i].port[other], channel->port[side]) == 0) {
                return true;
            }
        }
    }
    return false;
}

static struct verdict check_geometry(uint32_t kind, uint32_t slots, uint32_t slot_bytes)
{
    if (kind > KAAL_CHANNEL_NOTIFICATION) {
        return bad(KAAL_ERR_RANGE, "a channel's kind does not exist");
    }
    if (kind != KAAL_CHANNEL_RING) {
        return (slots == 0 && slot_bytes == 0)
                   ? good
                   : bad(KAAL_ERR_RANGE, "a channel that is no ring has slots");
    }
    if (slots < 2 || slots > 4096 || (slots & (slots - 1)) != 0) {
        return bad(KAAL_ERR_RANGE, "a channel's slots are not a power of two from 2 to 4096");
    }
    if (slot_bytes < 16 || slot_bytes > 65536 || slot_bytes % 8 != 0 ||
        (uint64_t)slots * slot_bytes > KAAL_CHANNEL_BYTES_MAX) {
        return bad(KAAL_ERR_RANGE, "a channel's slot size is out of range");
    }
    return good;
}

kaal_err_t system_check_channel(uint32_t kind, uint32_t slots, uint32_t slot_bytes)
{
    return check_geometry(kind, slots, slot_bytes).err;
}

static struct verdict check_channel(const struct system *system, uint32_t index)
{
    const struct kaal_wire_system_channel *channel = &system->channels[index];

    for (uint32_t side = 0; side < 2; side++) {
        if (channel->component[side] >= system->header->component_count) {
            return bad(KAAL_ERR_RANGE, "a channel ends at a component that does not exist");
        }
        if (!system_is_name(channel->port[side])) {
            return bad(KAAL_ERR_FORMAT, "a channel's port has no name");
        }
        if (is_port_doubled(system, index, side)) {
            return bad(KAAL_ERR_FORMAT, "a component has two ports of one name");
        }
    }
    if (channel->component[0] == channel->component[1]) {
        return bad(KAAL_ERR_RANGE, "a channel has both ends at one component");
    }
    if (channel->reserved != 0) {
        return bad(KAAL_ERR_FORMAT, "a channel's reserved field is not 0");
    }
    return check_geometry(channel->kind, channel->slots, channel->slot_bytes);
}

static struct verdict check_dependency(const struct system *system, uint32_t index)
{
    const struct kaal_wire_system_dependency *dependency = &system->dependencies[index];

    if (dependency->component >= system->header->component_count ||
        dependency->on >= dependency->component) {
        return bad(KAAL_ERR_RANGE, "a component depends on one that does not stand above it");
    }
    return good;
}

static struct verdict check_all(const struct system *system, uint32_t count,
                                struct verdict (*check)(const struct system *, uint32_t))
{
    for (uint32_t i = 0; i < count; i++) {
        struct verdict verdict = check(system, i);

        if (verdict.err != KAAL_OK) {
            return verdict;
        }
    }
    return good;
}

static struct system layout_of(const void *data)
{
    const struct kaal_wire_system_header *header = data;
    struct system system = {.header = header, .components = (const void *)(header + 1)};

    system.channels = (const void *)(system.components + header->component_count);
    system.dependencies = (const void *)(system.channels + header->channel_count);
    return system;
}

kaal_err_t system_open(const void *data, uint64_t bytes, struct system *system, const char **reason)
{
    struct system candidate = {0};
    struct verdict verdict = check_header(data, bytes);

    if (verdict.err == KAAL_OK) {
        verdict = check_size(data, bytes);
    }
    if (verdict.err == KAAL_OK) {
        candidate = layout_of(data);
        verdict = check_all(&candidate, candidate.header->component_count, check_component);
    }
    if (verdict.err == KAAL_OK) {
        verdict = check_all(&candidate, candidate.header->channel_count, check_channel);
    }
    if (verdict.err == KAAL_OK) {
        verdict = check_all(&candidate, candidate.header->dependency_count, check_dependency);
    }
    if (verdict.err != KAAL_OK) {
        *reason = verdict.reason;
        return verdict.err;
    }
    *system = candidate;
    return KAAL_OK;
}
