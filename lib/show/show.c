/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One function for each kind of record, and the table of them.
 */
#include "show/show.h"

#include <inttypes.h>
#include <string.h>

#include <kaal/wire/system.h>

#include "show/word.h"

#define NO_IRQ      UINT32_MAX
#define DEPTH_SHOWN 20U /* deeper ones stand below these */

/* The same or, when it is empty, a dash: every key has a value. */
#define TEXT_OR_DASH(field) (int)sizeof(field), (((field)[0] != '\0') ? (field) : "-")

static const char *const state_names[] = {
    [KAAL_STATE_RUNNING] = "running",     [KAAL_STATE_EXITED] = "exited",
    [KAAL_STATE_FAULTED] = "faulted",     [KAAL_STATE_FAILED] = "failed",
    [KAAL_STATE_KILLED] = "killed",       [KAAL_STATE_WAITING] = "waiting",
    [KAAL_STATE_HELD] = "held",           [KAAL_STATE_ENDING] = "ending",
    [KAAL_STATE_BEGINNING] = "beginning",
};

static const char *const channel_names[] = {
    [KAAL_CHANNEL_RING] = "ring",
    [KAAL_CHANNEL_RPC] = "rpc",
    [KAAL_CHANNEL_NOTIFICATION] = "notification",
};

static void show_component(kaal_show_print *print, const void *record)
{
    const struct kaal_wire_component_info *info = record;

    print("name=%.*s image=%.*s state=%s priority=%" PRIu32 " memory=%" PRIu64 " limit=%" PRIu64
          " cpu=%" PRIu32 ".%04" PRIu32 " cpu_limit=%" PRIu32 ".%04" PRIu32 " restarts=%" PRIu32
          " last=%s code=%" PRId64 " begins_in_ms=%" PRIu64 " parent=%.*s\n",
          SHOW_TEXT(info->name), SHOW_TEXT(info->image), SHOW_WORD(state_names, info->state),
          info->priority, info->memory_bytes, info->memory_limit_bytes,
          info->cpu / KAAL_CPU_PERCENT, info->cpu % KAAL_CPU_PERCENT,
          info->cpu_limit / KAAL_CPU_PERCENT, info->cpu_limit % KAAL_CPU_PERCENT, info->restarts,
          kaal_show_cause(info->cause), info->exit_code, info->begins_in_ns / KAAL_NS_PER_MS,
          TEXT_OR_DASH(info->parent));
}

static void show_regions(kaal_show_print *print, const struct kaal_wire_device_info *info)
{
    print(" regions=");
    for (uint32_t i = 0; i < info->region_count && i < KAAL_BUNDLE_REGIONS_MAX; i++) {
        print("%s0x%" PRIx64 "+%" PRIu64, (i > 0) ? "," : "", info->regions[i].paddr,
              info->regions[i].size_bytes);
    }
    if (info->region_count == 0) {
        print("-");
    }
}

static void show_device(kaal_show_print *print, const void *record)
{
    const struct kaal_wire_device_info *info = record;

    print("place=%.*s", SHOW_TEXT(info->place));
    if (info->bus == KAAL_BUS_PCI) {
        print(" id=%04" PRIx32 ":%04" PRIx32 " class=%06" PRIx32, info->vendor, info->device,
              info->class_code);
    } else {
        print(" id=%.*s class=-", SHOW_TEXT(info->compatible));
    }
    show_regions(print, info);
    if (info->irq == NO_IRQ) {
        print(" irq=-");
    } else {
        print(" irq=%" PRIu32, info->irq);
    }
    print(" bus_master=%" PRIu32 " holder=%.*s\n", info->bus_master, TEXT_OR_DASH(info->holder));
}

static void show_memory(kaal_show_print *print, const void *record)
{
    const struct kaal_wire_memory_info *info = record;

    print("total=%" PRIu64 " free=%" PRIu64 " largest=%" PRIu64 "\n", info->total_bytes,
          info->free_bytes, info->largest_free_bytes);
    print("slots_total=%" PRIu64 " slots_free=%" PRIu64 "\n", info->slots_total, info->slots_free);
    print("grants_total=%" PRIu64 " grants_free=%" PRIu64 "\n", info->grants_total,
          info->grants_free);
}

static const char *access_name(uint32_t access)
{
    if ((access & KAAL_ACCESS_READ) == 0) {
        return "-";
    }
    return ((access & KAAL_ACCESS_WRITE) != 0) ? "read-write" : "read";
}

static void show_grant(kaal_show_print *print, const void *record)
{
    const struct kaal_wire_grant_info *info = record;
    uint32_t indent = (info->depth < DEPTH_SHOWN) ? info->depth : DEPTH_SHOWN;

    print("%*sid=%" PRIu32 " parent=%" PRIu32 " holder=%.*s kind=%s", (int)(2 * indent), "",
          info->id, info->parent, SHOW_TEXT(info->holder), kaal_show_kind(info->kind));
    switch (info->kind) {
    case KAAL_GRANT_MMIO:
    case KAAL_GRANT_DMA:
        print(" address=0x%" PRIx64 " bytes=%" PRIu64 " access=%s device=%.*s\n", info->a, info->b,
              access_name(info->access), SHOW_TEXT(info->about));
        break;
    case KAAL_GRANT_IRQ:
        print(" irq=%" PRIu64 " device=%.*s\n", info->a, SHOW_TEXT(info->about));
        break;
    case KAAL_GRANT_CHANNEL:
        print(" bytes=%" PRIu64 " of=%s peer=%.*s\n", info->a,
              SHOW_WORD(channel_names, (uint32_t)info->b), SHOW_TEXT(info->about));
        break;
    case KAAL_GRANT_COMPONENT:
        print(" component=%.*s limit=%" PRIu64 "\n", SHOW_TEXT(info->about), info->a);
        break;
    case KAAL_GRANT_DEVICE:
        print(" device=%.*s\n", SHOW_TEXT(info->about));
        break;
    case KAAL_GRANT_SHARED:
        print(" bytes=%" PRIu64 " offset=%" PRIu64 " access=%s from=%.*s\n", info->a, info->b,
              access_name(info->access), SHOW_TEXT(info->about));
        break;
    case KAAL_GRANT_LENT:
        print(" irq=%" PRIu64 " from=%.*s\n", info->a, SHOW_TEXT(info->about));
        break;
    case KAAL_GRANT_CPU:
        print(" budget_us=%" PRIu64 " period_us=%" PRIu64 "\n", info->a, info->b);
        break;
    case KAAL_GRANT_RIGHTS:
        print(" list=%d log=%d shutdown=%d spawn=%d admin=%d audit=%d policy=%d\n",
              (info->a & KAAL_RIGHT_LIST) != 0, (info->a & KAAL_RIGHT_LOG) != 0,
              (info->a & KAAL_RIGHT_SHUTDOWN) != 0, (info->a & KAAL_RIGHT_SPAWN) != 0,
              (info->a & KAAL_RIGHT_ADMIN) != 0, (info->a & KAAL_RIGHT_AUDIT) != 0,
              (info->a & KAAL_RIGHT_POLICY) != 0);
        break;
    default:
        print(" bytes=%" PRIu64 "\n", info->a);
        break;
    }
}

static const struct kaal_show lists[] = {
    {"ps", KAAL_LIST_COMPONENTS, sizeof(struct kaal_wire_component_info), false, show_component},
    {"devices", KAAL_LIST_DEVICES, sizeof(struct kaal_wire_device_info), false, show_device},
    {"mem", KAAL_LIST_MEMORY, sizeof(struct kaal_wire_memory_info), true, show_memory},
    {"grants", KAAL_LIST_GRANTS, sizeof(struct kaal_wire_grant_info), false, show_grant},
};

_Static_assert(sizeof(struct kaal_wire_component_info) <= KAAL_SHOW_RECORD_BYTES_MAX, "longest");
_Static_assert(sizeof(struct kaal_wire_memory_info) <= KAAL_SHOW_RECORD_BYTES_MAX, "longest");
_Static_assert(sizeof(struct kaal_wire_grant_info) <= KAAL_SHOW_RECORD_BYTES_MAX, "longest");

const struct kaal_show *kaal_show_find(const char *command)
{
    for (size_t i = 0; i < KAAL_ARRAY_LENGTH(lists); i++) {
        if (strcmp(lists[i].command, command) == 0) {
            return &lists[i];
        }
    }
    return NULL;
}

uint32_t kaal_show_next(const struct kaal_show *what, const void *record)
{
    uint32_t next = 0;

    if (!what->is_single) {
        memcpy(&next, record, sizeof(next));
    }
    return next;
}
