/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A ring of reports.
 */
#include "supervise/crash.h"

#include <string.h>

#include "arch/counter.h"
#include "arch/registers.h"
#include "grant/grant.h"
#include "grant/share.h"
#include "resource/kernel.h"
#include "spawn/regions.h"

_Static_assert(REGIONS_MAX <= KAAL_CRASH_REGIONS_MAX, "a report has room for them");

static struct kaal_wire_crash_info reports[KAAL_CRASHES_MAX];
static struct kaal_wire_crash_log logs[KAAL_CRASHES_MAX];
static uint32_t count; /* since boot */

static void add_region(struct kaal_wire_crash_info *report, enum kaal_region_kind kind,
                       uint32_t access, uint64_t start, uint64_t end)
{
    if (report->region_count < KAAL_CRASH_REGIONS_MAX && start < end) {
        report->regions[report->region_count] =
            (struct kaal_wire_crash_region){start, end, (uint32_t)kind, access};
        report->region_count++;
    }
}

static void add_grants(const struct component *component, struct kaal_wire_crash_info *report)
{
    static const enum kaal_region_kind kinds[] = {
        [KAAL_GRANT_MEMORY] = KAAL_REGION_MEMORY,
        [KAAL_GRANT_MMIO] = KAAL_REGION_MMIO,
        [KAAL_GRANT_DMA] = KAAL_REGION_DMA,
        [KAAL_GRANT_CHANNEL] = KAAL_REGION_CHANNEL,
    };
    uint32_t id = grant_first_of(component->index);

    for (; id != GRANT_NONE; id = grant_next_of(id)) {
        const struct grant *grant = grant_get(id);
        uint64_t offset = 0;
        enum kaal_grant_kind kind = share_root(grant, &offset)->kind;

        if (grant->address != 0 && kind < KAAL_ARRAY_LENGTH(kinds) && kinds[kind] != 0) {
            add_region(report, kinds[kind], grant->access, grant->address,
                       grant->address + grant->bytes);
        }
    }
}

static void add_regions(const struct component *component, struct kaal_wire_crash_info *report)
{
    report->region_count = regions_of(component, report->regions);
    add_grants(component, report);
}

static void add_registers(const struct component *component, struct kaal_wire_crash_info *report)
{
    seL4_UserContext context = {0};

    if (KERNEL_CALL(seL4_TCB_Suspend, component->tcb) == KAAL_OK &&
        KERNEL_CALL(seL4_TCB_ReadRegisters, component->tcb, 0, 0,
                    sizeof(context) / sizeof(seL4_Word), &context) == KAAL_OK) {
        registers_report(&context, report);
    }
}

static void keep_log(const struct component *component, struct kaal_wire_crash_log *log)
{
    struct log_line prefix = {0};

    log_append(&prefix, "%s: ", component_name(component));
    log->length_bytes = log_tail(&prefix, log->text, sizeof(log->text));
}

void crash_keep(const struct component *component, enum kaal_cause cause, int64_t exit_code,
                const struct log_line *what)
{
    struct kaal_wire_crash_info *report = &reports[count % KAAL_CRASHES_MAX];
    struct kaal_wire_crash_log *log = &logs[count % KAAL_CRASHES_MAX];
    size_t bytes = (what->length < sizeof(report->what)) ? what->length : sizeof(report->what) - 1;

    count++;
    *report = (struct kaal_wire_crash_info){
        .next = count + 1,
        .number = count,
        .cause = cause,
        .component = component_id(component),
        .at_ns = counter_now_ns(),
        .exit_code = exit_code,
    };
    memcpy(report->name, component->description->name, sizeof(report->name));
    memcpy(report->image, component->description->image, sizeof(report->image));
    memcpy(report->what, what->text, bytes);
    add_registers(component, report);
    add_regions(component, report);
    *log = (struct kaal_wire_crash_log){.next = count + 1, .number = count};
    keep_log(component, log);
}

/* The place of the first report from `number` on; KAAL_CRASHES_MAX: there is none. */
static uint32_t place_of(uint32_t number)
{
    uint32_t oldest = (count > KAAL_CRASHES_MAX) ? count - KAAL_CRASHES_MAX + 1 : 1;
    uint32_t wanted = (number > oldest) ? number : oldest;

    return (wanted > count) ? KAAL_CRASHES_MAX : (wanted - 1) % KAAL_CRASHES_MAX;
}

kaal_err_t crash_next(uint32_t number, struct kaal_wire_crash_info *report)
{
    uint32_t place = place_of(number);

    if (place == KAAL_CRASHES_MAX) {
        return KAAL_ERR_END;
    }
    *report = reports[place];
    return KAAL_OK;
}

kaal_err_t crash_next_log(uint32_t number, struct kaal_wire_crash_log *log)
{
    uint32_t place = place_of(number);

    if (place == KAAL_CRASHES_MAX) {
        return KAAL_ERR_END;
    }
    *log = logs[place];
    return KAAL_OK;
}
