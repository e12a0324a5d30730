/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands that show reports of crashes.
 */
#include <inttypes.h>
#include <string.h>

#include <kaal/component.h>
#include <kaal/inspect.h>

#include "shell/commands.h"
#include "shell/console.h"
#include "shell/line.h"
#include "show/show.h"

#define REGISTERS_A_LINE 4

static const char *const region_names[] = {
    [KAAL_REGION_IMAGE] = "image",   [KAAL_REGION_STACK] = "stack",     [KAAL_REGION_HEAP] = "heap",
    [KAAL_REGION_PAGE] = "page",     [KAAL_REGION_MMIO] = "mmio",       [KAAL_REGION_DMA] = "dma",
    [KAAL_REGION_MEMORY] = "memory", [KAAL_REGION_CHANNEL] = "channel",
};

static void print_head(const struct kaal_wire_crash_info *info)
{
    console_print("number=%" PRIu32 " component=%s image=%s cause=%s code=%" PRId64
                  " ago_ms=%" PRIu64 " %s\n",
                  info->number, info->name, info->image, kaal_show_cause(info->cause),
                  info->exit_code, (kaal_now_ns() - info->at_ns) / KAAL_NS_PER_MS, info->what);
}

const char *crash_list(char **words, uint32_t count)
{
    static struct kaal_wire_crash_info info;
    kaal_err_t err = KAAL_OK;

    (void)words;
    (void)count;
    info.next = 0;
    while ((err = kaal_list(KAAL_LIST_CRASHES, info.next, NULL, &info, sizeof(info))) == KAAL_OK) {
        print_head(&info);
    }
    return (err == KAAL_ERR_END) ? NULL : kaal_err_text(err);
}

static void print_registers(const struct kaal_wire_crash_info *info)
{
    console_print("pc=0x%" PRIx64 " sp=0x%" PRIx64 " status=0x%" PRIx64 "\n", info->pc, info->sp,
                  info->status);
    for (uint32_t i = 0; i < KAAL_CRASH_REGISTERS_MAX; i++) {
        bool is_last =
            i % REGISTERS_A_LINE == REGISTERS_A_LINE - 1 || i == KAAL_CRASH_REGISTERS_MAX - 1;

        console_print("x%" PRIu32 "=0x%" PRIx64 "%s", i, info->x[i], is_last ? "\n" : " ");
    }
}

static void print_regions(const struct kaal_wire_crash_info *info)
{
    for (uint32_t i = 0; i < info->region_count && i < KAAL_CRASH_REGIONS_MAX; i++) {
        const struct kaal_wire_crash_region *region = &info->regions[i];

        console_print("region=%s start=0x%" PRIx64 " end=0x%" PRIx64 " access=r%s%s\n",
                      (region->kind < KAAL_ARRAY_LENGTH(region_names)) ? region_names[region->kind]
                                                                       : "unknown",
                      region->start, region->end,
                      ((region->access & KAAL_ACCESS_WRITE) != 0) ? "w" : "",
                      ((region->access & KAAL_ACCESS_EXECUTE) != 0) ? "x" : "");
    }
}

static void print_log(uint32_t number)
{
    static struct kaal_wire_crash_log log;
    bool is_line_begun = false;

    if (kaal_list(KAAL_LIST_CRASH_LOG, number, NULL, &log, sizeof(log)) != KAAL_OK ||
        log.number != number) {
        return; /* it has gone meanwhile */
    }
    for (uint64_t i = 0; i < log.length_bytes && i < sizeof(log.text); i++) {
        if (!is_line_begun) {
            console_print("log: ");
        }
        is_line_begun = log.text[i] != '\n';
        if (is_line_begun) {
            console_put(log.text[i]);
        } else {
            console_print("\n");
        }
    }
}

const char *crash_show(char **words, uint32_t count)
{
    static struct kaal_wire_crash_info info;
    uint32_t number = 0;
    kaal_err_t err = KAAL_OK;

    (void)count;
    if (line_number(words[1], UINT32_MAX - 1, &number) != KAAL_OK) {
        return "expected the number of a crash";
    }
    err = kaal_list(KAAL_LIST_CRASHES, number, NULL, &info, sizeof(info));
    if (err == KAAL_ERR_END || (err == KAAL_OK && info.number != number)) {
        return "no such crash, or it is too old";
    }
    if (err != KAAL_OK) {
        return kaal_err_text(err);
    }
    print_head(&info);
    print_registers(&info);
    print_regions(&info);
    print_log(number);
    return NULL;
}
