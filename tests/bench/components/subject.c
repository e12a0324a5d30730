/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A component that is measured. Its argument says what it does:
 *     first   end with the time of its first instruction
 *     bundle  ask for a device with a pool, end with how long that took
 *     bundle N  the same with N bytes
 *     tree N  spawn N components and wait
 * and without any it waits for ever. Times are ticks of the counter.
 */
#include <stdlib.h>
#include <string.h>

#include <kaal/component.h>
#include <kaal/control.h>
#include <kaal/device.h>
#include <kaal/wire/broker.h>

#include "ticks.h"

#define POOL_BYTES (64 * KAAL_KIB)

/* Set by first.S. Not zero, so that it is in the file as data is. */
volatile uint64_t subject_first_ticks = 1;

/* What makes the image as large as it is to be; the code is one page, for want of printf. */
static volatile uint8_t data[SUBJECT_DATA_BYTES] = {1};
static volatile uint8_t bss[SUBJECT_BSS_BYTES];

/* kaal_exit has an int only. */
static void end_with(uint64_t ticks)
{
    const struct kaal_wire_exit request = {.code = (int64_t)ticks};

    (void)!kaal_broker_call(KAAL_REQUEST_EXIT, &request, sizeof(request), NULL, 0);
}

static void open_bundle(uint64_t pool_bytes)
{
    static const struct kaal_device_match card = KAAL_PCI(0x8086, 0x100e);
    struct kaal_bundle bundle;
    uint64_t start = ticks_now();
    kaal_err_t err = kaal_device_open(&card, pool_bytes, &bundle);

    end_with((err == KAAL_OK) ? ticks_now() - start : 0);
}

static void spawn_children(int count)
{
    struct kaal_wire_system_component what = {
        .image = "small",
        .priority = 1,
        .budget_us = 100,
        .period_us = 10000,
        .stack_bytes = 4 * KAAL_PAGE_BYTES,
        .memory_bytes = 256 * KAAL_KIB,
    };
    struct kaal_wire_spawned spawned;
    kaal_err_t err = KAAL_OK;

    for (int i = 0; i < count && err == KAAL_OK; i++) {
        what.name[0] = 't';
        utoa((unsigned)i, &what.name[1], 10);
        err = kaal_spawn(&what, &spawned);
    }
}

int main(int argc, char **argv)
{
    bss[0] = data[0];
    if (argc > 1 && strcmp(argv[1], "first") == 0) {
        end_with(subject_first_ticks);
    } else if (argc > 1 && strcmp(argv[1], "bundle") == 0) {
        open_bundle((argc > 2) ? (uint64_t)atoi(argv[2]) : POOL_BYTES);
    } else if (argc > 2 && strcmp(argv[1], "tree") == 0) {
        spawn_children(atoi(argv[2]));
    }
    for (;;) {
        (void)kaal_wait();
    }
}
