/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists: one record of a table for each request, so that an answer is always one message.
 */
#include "serve/request.h"

#include <string.h>

#include "arch/counter.h"
#include "discover/bus_pci.h"
#include "discover/device.h"
#include "grant/about.h"
#include "grant/grant.h"
#include "grant/listing.h"
#include "resource/buddy.h"
#include "resource/slots.h"
#include "supervise/check.h"
#include "supervise/crash.h"

static uint64_t begins_in_ns(const struct component *component)
{
    uint64_t now_ns = counter_now_ns();

    if (component->state != KAAL_STATE_WAITING) {
        return 0;
    }
    return (component->begin_at_ns > now_ns) ? component->begin_at_ns - now_ns : 1; /* due */
}

static kaal_err_t list_components(const struct kaal_wire_list *wish, struct answer *answer)
{
    struct kaal_wire_component_info *info = (void *)answer->words;
    const struct component *component = NULL;
    uint32_t index = wish->cursor;

    while (index < component_count() && component == NULL) {
        component = component_get(index);
        index++;
    }
    if (component == NULL) {
        return KAAL_ERR_END;
    }
    *info = (struct kaal_wire_component_info){
        .next = index,
        .state = component->state,
        .priority = component->description->priority,
        .restarts = component->restarts,
        .memory_bytes = component->account.used_bytes,
        .memory_limit_bytes = component->description->memory_bytes,
        .cpu = component->account.used_cpu,
        .cpu_limit = system_cpu_limit(component->description),
        .exit_code = component->exit_code,
        .begins_in_ns = begins_in_ns(component),
        .cause = component->cause,
        .id = component_id(component),
    };
    memcpy(info->name, component->description->name, sizeof(info->name));
    memcpy(info->image, component->description->image, sizeof(info->image));
    if (component->parent != COMPONENT_NONE) {
        memcpy(info->parent, component_name(component_get(component->parent)), KAAL_NAME_BYTES);
    }
    answer->bytes = sizeof(*info);
    return KAAL_OK;
}

static kaal_err_t list_devices(const struct kaal_wire_list *wish, struct answer *answer)
{
    struct kaal_wire_device_info *info = (void *)answer->words;
    const struct device *device = NULL;

    if (wish->cursor >= device_count()) {
        return KAAL_ERR_END;
    }
    device = device_get(wish->cursor);
    *info = (struct kaal_wire_device_info){
        .next = wish->cursor + 1,
        .bus = device->bus,
        .vendor = device->vendor,
        .device = device->device,
        .class_code = device->class_code,
        .irq = device->irq,
        .region_count = device->region_count,
        .bus_master = (device->bus == KAAL_BUS_PCI) && bus_pci_is_master(device),
    };
    for (uint32_t i = 0; i < device->region_count; i++) {
        info->regions[i].paddr = device->regions[i].paddr.value;
        info->regions[i].size_bytes = device->regions[i].size_bytes;
    }
    memcpy(info->place, device->place, sizeof(info->place));
    memcpy(info->compatible, device->compatible, sizeof(info->compatible));
    if (device->holder != DEVICE_NO_HOLDER) {
        memcpy(info->holder, component_name(component_get(device->holder)), sizeof(info->holder));
    }
    answer->bytes = sizeof(*info);
    return KAAL_OK;
}

static kaal_err_t list_memory(const struct kaal_wire_list *wish, struct answer *answer)
{
    struct kaal_wire_memory_info *info = (void *)answer->words;

    if (wish->cursor != 0) {
        return KAAL_ERR_END;
    }
    *info = (struct kaal_wire_memory_info){
        .total_bytes = buddy_total_bytes(),
        .free_bytes = buddy_free_bytes(),
        .largest_free_bytes = buddy_largest_free_bytes(),
        .slots_total = slots_total(),
        .slots_free = slots_available(),
        .grants_total = grant_total(),
        .grants_free = grant_available(),
    };
    answer->bytes = sizeof(*info);
    return KAAL_OK;
}

static kaal_err_t list_grants(const struct kaal_wire_list *wish, struct answer *answer)
{
    struct kaal_wire_grant_info *info = (void *)answer->words;
    const struct component *holder = component_find(wish->holder);
    const struct grant *grant = NULL;
    uint32_t cursor = wish->cursor;
    uint32_t depth = 0;
    kaal_err_t err = KAAL_OK;

    if (wish->holder[0] != '\0' && holder == NULL) {
        return KAAL_ERR_NOT_FOUND;
    }
    err = listing_next(&cursor, (holder != NULL) ? holder->index : LISTING_ALL, &grant, &depth);
    if (err != KAAL_OK) {
        return err;
    }
    *info = (struct kaal_wire_grant_info){
        .next = cursor,
        .depth = depth,
        .kind = grant->kind,
        .id = grant->id,
        .parent = grant_parent(grant->id),
        .made_ns = grant->made_ns,
        .ends_ns = grant->ends_ns,
        .address = grant->address,
        .access = grant->access,
        .a = grant->a,
        .b = grant->b,
    };
    memcpy(info->holder, component_name(component_get(grant->holder)), sizeof(info->holder));
    strcpy(info->about, grant_about(grant));
    answer->bytes = sizeof(*info);
    return KAAL_OK;
}

static kaal_err_t list_crashes(const struct kaal_wire_list *wish, struct answer *answer)
{
    answer->bytes = sizeof(struct kaal_wire_crash_info);
    return crash_next(wish->cursor, (void *)answer->words);
}

static kaal_err_t list_crash_log(const struct kaal_wire_list *wish, struct answer *answer)
{
    answer->bytes = sizeof(struct kaal_wire_crash_log);
    return crash_next_log(wish->cursor, (void *)answer->words);
}

static kaal_err_t (*const lists[])(const struct kaal_wire_list *, struct answer *) = {
    [KAAL_LIST_COMPONENTS] = list_components, [KAAL_LIST_DEVICES] = list_devices,
    [KAAL_LIST_MEMORY] = list_memory,         [KAAL_LIST_GRANTS] = list_grants,
    [KAAL_LIST_CRASHES] = list_crashes,       [KAAL_LIST_CRASH_LOG] = list_crash_log,
};

/* Without the right, a component may see what it was granted itself. */
static bool is_allowed(const struct component *from, const struct kaal_wire_list *wish)
{
    return (from->description->rights & KAAL_RIGHT_LIST) != 0 ||
           (wish->list == KAAL_LIST_GRANTS && strcmp(wish->holder, component_name(from)) == 0);
}

kaal_err_t request_list(const struct request *request, struct answer *answer)
{
    const struct kaal_wire_list *wish = (const void *)request->words;

    if (wish->list >= KAAL_ARRAY_LENGTH(lists) || lists[wish->list] == NULL ||
        memchr(wish->holder, '\0', sizeof(wish->holder)) == NULL) {
        return KAAL_ERR_INVALID;
    }
    if (!is_allowed(request->from, wish)) {
        return KAAL_ERR_DENIED;
    }
    return lists[wish->list](wish, answer);
}

kaal_err_t request_check(const struct request *request, struct answer *answer)
{
    const struct kaal_wire_check *wish = (const void *)request->words;

    if (wish->reserved != 0) {
        return KAAL_ERR_INVALID;
    }
    answer->bytes = sizeof(struct kaal_wire_check_info);
    return check_next(wish->cursor, (void *)answer->words);
}
