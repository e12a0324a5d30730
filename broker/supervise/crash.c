/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A ring of reports. What is mapped is told by the image, the description and the grants.
 */
#include "supervise/crash.h"

#include <string.h>

#include <kaal/layout.h>

#include "arch/counter.h"
#include "arch/registers.h"
#include "elf/elf.h"
#include "grant/grant.h"
#include "grant/share.h"
#include "resource/kernel.h"

static struct kaal_archive *images;
static struct kaal_wire_crash_info reports[KAAL_CRASHES_MAX];
static struct kaal_wire_crash_log logs[KAAL_CRASHES_MAX];
static uint32_t count; /* since boot */

void crash_init(struct kaal_archive *archive)
{
    images = archive;
}

static void add_region(struct kaal_wire_crash_info *report, enum kaal_region_kind kind,
                       uint32_t access, uint64_t start, uint64_t end)
{
    if (report->region_count < KAAL_CRASH_REGIONS_MAX && start < end) {
        report->regions[report->region_count] =
            (struct kaal_wire_crash_region){start, end, (uint32_t)kind, access};
        report->region_count++;
    }
}

static uint64_t page_up(uint64_t address)
{
    return (address + KAAL_PAGE_BYTES - 1) & ~(KAAL_PAGE_BYTES - 1);
}

/* The segments, and the heap, which lies a guard page behind them. */
static void add_image(const struct component *component, struct kaal_wire_crash_info *report)
{
    struct kaal_elf elf;
    const void *file = NULL;
    uint64_t bytes = 0;
    const char *reason = NULL;
    uint64_t heap = 0;

    if (kaal_archive_find(images, KAAL_ARCHIVE_IMAGE, component->description->image, &file, &bytes,
                          &reason) != KAAL_OK ||
        kaal_elf_parse(file, bytes, KAAL_VA_IMAGE, KAAL_VA_IMAGE_END, &elf, &reason) != KAAL_OK) {
        return;
    }
    for (uint32_t i = 0; i < elf.segment_count; i++) {
        const struct kaal_elf_segment *segment = &elf.segments[i];
        uint32_t access = KAAL_ACCESS_READ;

        access |= segment->is_writable ? (uint32_t)KAAL_ACCESS_WRITE : 0;
        access |= segment->is_executable ? (uint32_t)KAAL_ACCESS_EXECUTE : 0;
        add_region(report, KAAL_REGION_IMAGE, access, segment->vaddr & ~(KAAL_PAGE_BYTES - 1),
                   page_up(segment->vaddr + segment->memory_bytes));
    }
    heap = page_up(elf.end) + KAAL_PAGE_BYTES;
    add_region(report, KAAL_REGION_HEAP, KAAL_ACCESS_READ | KAAL_ACCESS_WRITE, heap,
               heap + component->description->heap_bytes);
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
    const uint32_t read_write = KAAL_ACCESS_READ | KAAL_ACCESS_WRITE;

    add_region(report, KAAL_REGION_PAGE, read_write, KAAL_VA_IPC_BUFFER,
               KAAL_VA_IPC_BUFFER + KAAL_PAGE_BYTES);
    add_region(report, KAAL_REGION_MEMORY, read_write, KAAL_VA_HANDOVER,
               KAAL_VA_HANDOVER + component->description->handover_bytes);
    add_region(report, KAAL_REGION_PAGE, KAAL_ACCESS_READ, KAAL_VA_STARTUP,
               KAAL_VA_STARTUP + KAAL_PAGE_BYTES);
    add_region(report, KAAL_REGION_STACK, read_write,
               KAAL_VA_STACK_TOP - component->description->stack_bytes, KAAL_VA_STACK_TOP);
    add_image(component, report);
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
