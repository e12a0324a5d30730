/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The compiler of system descriptions. Syntax is libConfuse's; which keys there are is said here,
 * and docs/guide/system.md explains them.
 */
#include "describe.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <kaal/layout.h>
#include <kaal/wire/system.h>

#include "rules.h"
#include "source.h"
#include "value.h"
#include "word.h"

#define DEPENDENCIES_MAX 256
#define PERIOD_US_MAX    10000000U

/* Of a ring whose description does not say. */
#define DEFAULT_SLOTS      64U
#define DEFAULT_SLOT_BYTES 256U

struct description {
    struct kaal_wire_system_header header;
    struct kaal_wire_system_component components[DESCRIBE_COMPONENTS_MAX];
    struct kaal_wire_system_channel channels[DESCRIBE_CHANNELS_MAX];
    struct kaal_wire_system_dependency dependencies[DEPENDENCIES_MAX];
};

static cfg_opt_t component_keys[] = {SOURCE_LINE(),
                                     CFG_STR("image", NULL, CFGF_NODEFAULT),
                                     CFG_STR("args", "", CFGF_NONE),
                                     CFG_INT("priority", 100, CFGF_NONE),
                                     CFG_STR("period", "10ms", CFGF_NONE),
                                     CFG_STR("budget", NULL, CFGF_NODEFAULT),
                                     CFG_STR("cpu", NULL, CFGF_NODEFAULT),
                                     CFG_STR("stack", "16K", CFGF_NONE),
                                     CFG_STR("heap", "0", CFGF_NONE),
                                     CFG_STR("memory", "1M", CFGF_NONE),
                                     CFG_STR("handover", "0", CFGF_NONE),
                                     CFG_INT("slots", KAAL_DEFAULT_SLOTS, CFGF_NONE),
                                     CFG_INT("grants", KAAL_DEFAULT_GRANTS, CFGF_NONE),
                                     CFG_INT("channels", KAAL_DEFAULT_CHANNELS, CFGF_NONE),
                                     CFG_INT("requests", KAAL_DEFAULT_REQUESTS, CFGF_NONE),
                                     CFG_STR_LIST("rights", "{}", CFGF_NONE),
                                     CFG_STR_LIST("depends", "{}", CFGF_NONE),
                                     CFG_STR("restart", "never", CFGF_NONE),
                                     CFG_STR("backoff", "10ms..5s", CFGF_NONE),
                                     CFG_STR("give_up", "5 in 60s", CFGF_NONE),
                                     CFG_STR("heartbeat", "none", CFGF_NONE),
                                     CFG_STR("overrun", "wait", CFGF_NONE),
                                     CFG_END()};

static cfg_opt_t channel_keys[] = {SOURCE_LINE(),
                                   CFG_STR_LIST("ends", "{}", CFGF_NONE),
                                   CFG_STR("kind", "ring", CFGF_NONE),
                                   CFG_INT("slots", 0, CFGF_NODEFAULT),
                                   CFG_INT("slot_bytes", 0, CFGF_NODEFAULT),
                                   CFG_END()};

static cfg_opt_t top_keys[] = {
    CFG_STR("name", NULL, CFGF_NODEFAULT),
    CFG_SEC("component", component_keys, CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES),
    CFG_SEC("channel", channel_keys, CFGF_MULTI), CFG_END()};

static bool read_limits(cfg_t *section, struct kaal_wire_system_component *component)
{
    return value_number(section, "slots", 64, KAAL_SLOTS_MAX, &component->slots) &&
           value_number(section, "grants", 4, KAAL_GRANTS_MAX, &component->grants) &&
           value_number(section, "channels", 1, KAAL_CHANNELS_MAX, &component->channels) &&
           value_number(section, "requests", 100, KAAL_REQUESTS_MAX, &component->requests_per_s);
}

/* Its own time, and the limit of that and of what it spawns. */
static bool read_time(cfg_t *section, struct kaal_wire_system_component *component)
{
    if (!value_time_us(section, "period", PERIOD_US_MAX, &component->period_us)) {
        return false;
    }
    component->budget_us = component->period_us;
    if (cfg_getstr(section, "budget") != NULL &&
        !value_time_us(section, "budget", component->period_us, &component->budget_us)) {
        return false;
    }
    if (cfg_getstr(section, "cpu") == NULL) {
        return true;
    }
    return value_share(section, "cpu", &component->cpu) &&
           (component->cpu >= kaal_cpu_share(component->budget_us, component->period_us) ||
            value_wrong(section, "cpu", "expected at least budget in each period"));
}

static bool read_component(cfg_t *section, struct description *out)
{
    uint32_t index = out->header.component_count;
    struct kaal_wire_system_component *component = &out->components[index];
    uint64_t handover_bytes = 0;

    if (index == DESCRIBE_COMPONENTS_MAX) {
        return value_wrong(section, "component", "there are more than 64 components");
    }
    if (strlen(cfg_title(section)) >= sizeof(component->name) || cfg_title(section)[0] == '\0') {
        return value_wrong(section, "name", "expected 1 to 31 characters");
    }
    strcpy(component->name, cfg_title(section));
    if (!value_name(section, "image", component->image) ||
        !value_text(section, "args", component->args, sizeof(component->args)) ||
        !value_number(section, "priority", 1, 200, &component->priority) ||
        !read_time(section, component) ||
        !value_size(section, "stack", KAAL_STACK_BYTES_MAX, &component->stack_bytes) ||
        !value_size(section, "heap", 128 * KAAL_MIB, &component->heap_bytes) ||
        !value_size(section, "memory", KAAL_GIB, &component->memory_bytes) ||
        !value_size(section, "handover", KAAL_HANDOVER_BYTES_MAX, &handover_bytes) ||
        !read_limits(section, component) ||
        !word_bits(section, "rights", word_rights, &component->rights) ||
        !rules_read(section, component)) {
        return false;
    }
    component->handover_bytes = (uint32_t)handover_bytes;
    if (component->stack_bytes == 0) {
        return value_wrong(section, "stack", "expected at least one page, 4K");
    }
    out->header.component_count++;
    return true;
}

static bool find_component(const struct description *out, const char *name, size_t length,
                           uint32_t *index)
{
    for (uint32_t i = 0; i < out->header.component_count; i++) {
        if (strlen(out->components[i].name) == length &&
            memcmp(out->components[i].name, name, length) == 0) {
            *index = i;
            return true;
        }
    }
    return false;
}

/* Those that it depends on stand above it. */
static bool read_depends(cfg_t *section, uint32_t index, struct description *out)
{
    for (unsigned i = 0; i < cfg_size(section, "depends"); i++) {
        const char *name = cfg_getnstr(section, "depends", i);
        uint32_t on = 0;

        if (!find_component(out, name, strlen(name), &on) || on >= index) {
            return value_wrong(section, "depends", "expected components that stand above it");
        }
        if (out->header.dependency_count == DEPENDENCIES_MAX) {
            return value_wrong(section, "depends", "there are more than 256 dependencies");
        }
        out->dependencies[out->header.dependency_count] =
            (struct kaal_wire_system_dependency){.component = index, .on = on};
        out->header.dependency_count++;
    }
    return true;
}

/* One end of a channel, "component:port". */
static bool read_end(cfg_t *section, const struct description *out, const char *text,
                     uint32_t *component, char *port)
{
    const char *colon = strchr(text, ':');

    if (colon == NULL || colon[1] == '\0' || strlen(colon + 1) >= KAAL_NAME_BYTES) {
        return value_wrong(section, "ends", "expected {\"component:port\", \"component:port\"}");
    }
    if (!find_component(out, text, (size_t)(colon - text), component)) {
        return value_wrong(section, "ends", "one names a component that is not described");
    }
    strcpy(port, colon + 1);
    return true;
}

static bool read_kind(cfg_t *section, uint32_t *kind)
{
    static const char *const names[] = {
        [KAAL_CHANNEL_RING] = "ring",
        [KAAL_CHANNEL_RPC] = "rpc",
        [KAAL_CHANNEL_NOTIFICATION] = "notification",
    };
    const char *text = cfg_getstr(section, "kind");

    *kind = 0;
    while (*kind < KAAL_ARRAY_LENGTH(names) && strcmp(names[*kind], text) != 0) {
        (*kind)++;
    }
    return *kind < KAAL_ARRAY_LENGTH(names) ||
           value_wrong(section, "kind", "expected ring, rpc or notification");
}

/* A number that has a default. */
static bool read_or(cfg_t *section, const char *key, uint32_t otherwise, uint32_t min, uint32_t max,
                    uint32_t *out)
{
    *out = otherwise;
    return cfg_size(section, key) == 0 || value_number(section, key, min, max, out);
}

static bool read_geometry(cfg_t *section, struct kaal_wire_system_channel *channel)
{
    if (channel->kind != KAAL_CHANNEL_RING) {
        return (cfg_size(section, "slots") == 0 && cfg_size(section, "slot_bytes") == 0) ||
               value_wrong(section, "slots", "only a ring has slots");
    }
    if (!read_or(section, "slots", DEFAULT_SLOTS, 2, 4096, &channel->slots) ||
        !read_or(section, "slot_bytes", DEFAULT_SLOT_BYTES, 16, 65536, &channel->slot_bytes)) {
        return false;
    }
    if ((channel->slots & (channel->slots - 1)) != 0) {
        return value_wrong(section, "slots", "expected a power of two");
    }
    return (channel->slot_bytes % 8 == 0 &&
            (uint64_t)channel->slots * channel->slot_bytes <= KAAL_CHANNEL_BYTES_MAX) ||
           value_wrong(section, "slot_bytes",
                       "expected a multiple of 8, and at most 1M with all slots");
}

static bool read_channel(cfg_t *section, struct description *out)
{
    struct kaal_wire_system_channel *channel = &out->channels[out->header.channel_count];

    if (out->header.channel_count == DESCRIBE_CHANNELS_MAX) {
        return value_wrong(section, "channel", "there are more than 64 channels");
    }
    if (cfg_size(section, "ends") != 2) {
        return value_wrong(section, "ends", "expected {\"component:port\", \"component:port\"}");
    }
    for (uint32_t side = 0; side < 2; side++) {
        if (!read_end(section, out, cfg_getnstr(section, "ends", side), &channel->component[side],
                      channel->port[side])) {
            return false;
        }
    }
    if (channel->component[0] == channel->component[1]) {
        return value_wrong(section, "ends", "expected two different components");
    }
    if (!read_kind(section, &channel->kind) || !read_geometry(section, channel)) {
        return false;
    }
    out->header.channel_count++;
    return true;
}

static bool read_top(cfg_t *top, struct description *out)
{
    if (!value_name(top, "name", out->header.name)) {
        return false;
    }
    for (unsigned i = 0; i < cfg_size(top, "component"); i++) {
        cfg_t *section = cfg_getnsec(top, "component", i);

        if (!read_component(section, out) || !read_depends(section, i, out)) {
            return false;
        }
    }
    for (unsigned i = 0; i < cfg_size(top, "channel"); i++) {
        if (!read_channel(cfg_getnsec(top, "channel", i), out)) {
            return false;
        }
    }
    return out->header.component_count > 0 ||
           value_wrong(top, "component", "expected at least one");
}

static bool write_binary(const struct description *in, struct bytes *out)
{
    const struct kaal_wire_system_header *header = &in->header;
    struct bytes made = {0};
    bool is_good =
        file_append(&made, header, sizeof(*header)) &&
        file_append(&made, in->components, header->component_count * sizeof(in->components[0])) &&
        file_append(&made, in->channels, header->channel_count * sizeof(in->channels[0])) &&
        file_append(&made, in->dependencies,
                    header->dependency_count * sizeof(in->dependencies[0]));

    if (!is_good) {
        free(made.data);
        return false;
    }
    *out = made;
    return true;
}

static void note_lines(cfg_t *top, struct describe_lines *lines)
{
    for (unsigned i = 0; i < cfg_size(top, "component"); i++) {
        lines->component[i] = source_line(cfg_getnsec(top, "component", i));
    }
    for (unsigned i = 0; i < cfg_size(top, "channel"); i++) {
        lines->channel[i] = source_line(cfg_getnsec(top, "channel", i));
    }
}

bool describe_compile(const char *path, struct bytes *out, struct describe_lines *lines)
{
    struct description *made = calloc(1, sizeof(*made));
    cfg_t *top = (made == NULL) ? NULL : source_parse_file(path, top_keys);
    bool is_good = false;

    if (top != NULL) {
        made->header.magic = KAAL_SYSTEM_MAGIC;
        made->header.version = KAAL_SYSTEM_VERSION;
        is_good = read_top(top, made) && write_binary(made, out);
        if (is_good) {
            note_lines(top, lines);
        }
        cfg_free(top);
    }
    free(made);
    return is_good;
}
