/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands that show the broker's lists: one record a line, key=value.
 */
#include <inttypes.h>
#include <string.h>

#include <kaal/inspect.h>
#include <kaal/wire/system.h>

#include "shell/commands.h"
#include "shell/console.h"

#define NO_IRQ      UINT32_MAX
#define DEPTH_SHOWN 20U /* deeper ones stand below these */

static const char *const state_names[] = {
    [KAAL_STATE_RUNNING] = "running", [KAAL_STATE_EXITED] = "exited",
    [KAAL_STATE_FAULTED] = "faulted", [KAAL_STATE_FAILED] = "failed",
    [KAAL_STATE_KILLED] = "killed",   [KAAL_STATE_WAITING] = "waiting",
    [KAAL_STATE_HELD] = "held",
};

static const char *const cause_names[] = {
    [KAAL_CAUSE_NONE] = "-",
    [KAAL_CAUSE_EXIT] = "exit",
    [KAAL_CAUSE_FAULT] = "fault",
    [KAAL_CAUSE_KILL] = "kill",
    [KAAL_CAUSE_ORDER] = "order",
    [KAAL_CAUSE_SPAWN] = "spawn",
    [KAAL_CAUSE_HEARTBEAT] = "heartbeat",
    [KAAL_CAUSE_OVERRUN] = "overrun",
    [KAAL_CAUSE_DEPENDENCY] = "dependency",
};

static const char *const kind_names[] = {
    [KAAL_GRANT_MEMORY] = "memory",   [KAAL_GRANT_MMIO] = "mmio",
    [KAAL_GRANT_IRQ] = "irq",         [KAAL_GRANT_DMA] = "dma",
    [KAAL_GRANT_CHANNEL] = "channel", [KAAL_GRANT_CPU] = "cpu",
    [KAAL_GRANT_RIGHTS] = "rights",   [KAAL_GRANT_COMPONENT] = "component",
    [KAAL_GRANT_DEVICE] = "device",   [KAAL_GRANT_SHARED] = "shared",
};

static const char *name_of(const char *const *names, size_t count, uint32_t number)
{
    return (number < count && names[number] != NULL) ? names[number] : "unknown";
}

const char *inspect_cause_name(uint32_t cause)
{
    return name_of(cause_names, KAAL_ARRAY_LENGTH(cause_names), cause);
}

/* A text or, when it is empty, a dash: every key has a value. */
static const char *or_dash(const char *text)
{
    return (text[0] != '\0') ? text : "-";
}

static const char *end_of_list(kaal_err_t err)
{
    return (err == KAAL_ERR_END) ? NULL : kaal_err_text(err);
}

const char *inspect_ps(char **words, uint32_t count)
{
    struct kaal_wire_component_info info = {0};
    kaal_err_t err = KAAL_OK;

    (void)words;
    (void)count;
    while ((err = kaal_list(KAAL_LIST_COMPONENTS, info.next, NULL, &info, sizeof(info))) ==
           KAAL_OK) {
        console_print(
            "name=%s image=%s state=%s priority=%" PRIu32 " memory=%" PRIu64 " limit=%" PRIu64
            " cpu=%" PRIu32 ".%04" PRIu32 " cpu_limit=%" PRIu32 ".%04" PRIu32 " restarts=%" PRIu32
            " last=%s code=%" PRId64 " begins_in_ms=%" PRIu64 " parent=%s\n",
            info.name, info.image, name_of(state_names, KAAL_ARRAY_LENGTH(state_names), info.state),
            info.priority, info.memory_bytes, info.memory_limit_bytes, info.cpu / KAAL_CPU_PERCENT,
            info.cpu % KAAL_CPU_PERCENT, info.cpu_limit / KAAL_CPU_PERCENT,
            info.cpu_limit % KAAL_CPU_PERCENT, info.restarts, inspect_cause_name(info.cause),
            info.exit_code, info.begins_in_ns / KAAL_NS_PER_MS, or_dash(info.parent));
    }
    return end_of_list(err);
}

static void print_regions(const struct kaal_wire_device_info *info)
{
    console_print(" regions=");
    for (uint32_t i = 0; i < info->region_count && i < KAAL_BUNDLE_REGIONS_MAX; i++) {
        console_print("%s0x%" PRIx64 "+%" PRIu64, (i > 0) ? "," : "", info->regions[i].paddr,
                      info->regions[i].size_bytes);
    }
    if (info->region_count == 0) {
        console_print("-");
    }
}

static void print_device(const struct kaal_wire_device_info *info)
{
    console_print("place=%s", info->place);
    if (info->bus == KAAL_BUS_PCI) {
        console_print(" id=%04" PRIx32 ":%04" PRIx32 " class=%06" PRIx32, info->vendor,
                      info->device, info->class_code);
    } else {
        console_print(" id=%s class=-", info->compatible);
    }
    print_regions(info);
    if (info->irq == NO_IRQ) {
        console_print(" irq=-");
    } else {
        console_print(" irq=%" PRIu32, info->irq);
    }
    console_print(" bus_master=%" PRIu32 " holder=%s\n", info->bus_master, or_dash(info->holder));
}

const char *inspect_devices(char **words, uint32_t count)
{
    static struct kaal_wire_device_info info;
    kaal_err_t err = KAAL_OK;

    (void)words;
    (void)count;
    info.next = 0;
    while ((err = kaal_list(KAAL_LIST_DEVICES, info.next, NULL, &info, sizeof(info))) == KAAL_OK) {
        print_device(&info);
    }
    return end_of_list(err);
}

const char *inspect_mem(char **words, uint32_t count)
{
    struct kaal_wire_memory_info info = {0};
    kaal_err_t err = kaal_list(KAAL_LIST_MEMORY, 0, NULL, &info, sizeof(info));

    (void)words;
    (void)count;
    if (err != KAAL_OK) {
        return kaal_err_text(err);
    }
    console_print("total=%" PRIu64 " free=%" PRIu64 " largest=%" PRIu64 "\n", info.total_bytes,
                  info.free_bytes, info.largest_free_bytes);
    console_print("slots_total=%" PRIu64 " slots_free=%" PRIu64 "\n", info.slots_total,
                  info.slots_free);
    console_print("grants_total=%" PRIu64 " grants_free=%" PRIu64 "\n", info.grants_total,
                  info.grants_free);
    return NULL;
}

static void print_grant(const struct kaal_wire_grant_info *info)
{
    uint32_t indent = (info->depth < DEPTH_SHOWN) ? info->depth : DEPTH_SHOWN;

    console_print("%*sid=%" PRIu32 " parent=%" PRIu32 " holder=%s kind=%s", (int)(2 * indent), "",
                  info->id, info->parent, info->holder,
                  name_of(kind_names, KAAL_ARRAY_LENGTH(kind_names), info->kind));
    switch (info->kind) {
    case KAAL_GRANT_MMIO:
    case KAAL_GRANT_DMA:
        console_print(" address=0x%" PRIx64 " bytes=%" PRIu64 " device=%s\n", info->a, info->b,
                      info->about);
        break;
    case KAAL_GRANT_IRQ:
        console_print(" irq=%" PRIu64 " device=%s\n", info->a, info->about);
        break;
    case KAAL_GRANT_CHANNEL:
        console_print(" bytes=%" PRIu64 " peer=%s\n", info->a, info->about);
        break;
    case KAAL_GRANT_COMPONENT:
        console_print(" component=%s limit=%" PRIu64 "\n", info->about, info->a);
        break;
    case KAAL_GRANT_DEVICE:
        console_print(" device=%s\n", info->about);
        break;
    case KAAL_GRANT_SHARED:
        console_print(" bytes=%" PRIu64 " offset=%" PRIu64 " from=%s\n", info->a, info->b,
                      info->about);
        break;
    case KAAL_GRANT_CPU:
        console_print(" budget_us=%" PRIu64 " period_us=%" PRIu64 "\n", info->a, info->b);
        break;
    case KAAL_GRANT_RIGHTS:
        console_print(" list=%d log=%d shutdown=%d spawn=%d admin=%d\n",
                      (info->a & KAAL_RIGHT_LIST) != 0, (info->a & KAAL_RIGHT_LOG) != 0,
                      (info->a & KAAL_RIGHT_SHUTDOWN) != 0, (info->a & KAAL_RIGHT_SPAWN) != 0,
                      (info->a & KAAL_RIGHT_ADMIN) != 0);
        break;
    default:
        console_print(" bytes=%" PRIu64 "\n", info->a);
        break;
    }
}

const char *inspect_grants(char **words, uint32_t count)
{
    struct kaal_wire_grant_info info = {0};
    const char *holder = (count > 1) ? words[1] : NULL;
    kaal_err_t err = KAAL_OK;

    while ((err = kaal_list(KAAL_LIST_GRANTS, info.next, holder, &info, sizeof(info))) == KAAL_OK) {
        print_grant(&info);
    }
    return (err == KAAL_ERR_NOT_FOUND) ? "no such component" : end_of_list(err);
}
