/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The component that measures. Every call of the broker keeps all other clients waiting as long as
 * it takes, so the longest of them is a figure too.
 */
#include "bench.h"

#include <stdio.h>
#include <string.h>

#include <kaal/component.h>
#include <kaal/control.h>
#include <kaal/inspect.h>
#include <kaal/layout.h>

#include "output.h"
#include "ticks.h"

#define PERIOD_US 10000
#define PAUSES    100                   /* 1 s */
#define GRANTS    4200                  /* 4,000 parts, and what everybody has */
#define TREE_CPU  (50 * KAAL_CPU_WHOLE) /* 3,000 children with a hundredth each, and its own */

static uint64_t longest_ticks;

uint64_t bench_begin(void)
{
    return ticks_now();
}

uint64_t bench_took(uint64_t start_ticks)
{
    uint64_t ticks = ticks_now() - start_ticks;

    if (ticks > longest_ticks) {
        longest_ticks = ticks;
    }
    return ticks;
}

_Noreturn void bench_fail(const char *what, kaal_err_t err)
{
    char line[120];
    int length = snprintf(line, sizeof(line), "failed: %s: %s\n", what, kaal_err_text(err));

    output_text(line, (uint32_t)length);
    for (;;) {
        (void)kaal_wait();
    }
}

void bench_set_alarm(void)
{
    kaal_err_t err = kaal_alarm(1);

    if (err != KAAL_OK) {
        bench_fail("alarm", err);
    }
}

void bench_await_alarm(void)
{
    while ((kaal_wait() & ((uint64_t)1 << KAAL_EVENT_BIT_ALARM)) == 0) {
    }
}

void bench_pause(void)
{
    bench_set_alarm();
    bench_await_alarm();
}

kaal_err_t bench_spawn(const char *name, const char *image, const char *args, uint64_t memory_bytes,
                       uint32_t *id, uint64_t *ticks)
{
    struct kaal_wire_system_component what = {
        .rights = (uint32_t)kaal_rights() & KAAL_RIGHT_SPAWN,
        .priority = 100,
        .budget_us = PERIOD_US,
        .period_us = PERIOD_US,
        .stack_bytes = 4 * KAAL_PAGE_BYTES,
        .memory_bytes = memory_bytes,
        .grants = GRANTS,
        .requests_per_s = KAAL_REQUESTS_MAX,
    };
    struct kaal_wire_spawned spawned;
    uint64_t start = 0;
    kaal_err_t err = KAAL_OK;

    strcpy(what.name, name);
    strcpy(what.image, image);
    strcpy(what.args, args);
    what.cpu = (strncmp(args, "tree", 4) == 0) ? TREE_CPU : 0;
    start = bench_begin();
    err = kaal_spawn(&what, &spawned);
    *ticks = bench_took(start);
    if (err == KAAL_OK) {
        *id = spawned.component;
    }
    return err;
}

uint64_t bench_kill(uint32_t id)
{
    uint64_t start = bench_begin();
    kaal_err_t err = kaal_kill(id, NULL);
    uint64_t ticks = bench_took(start);

    if (err != KAAL_OK) {
        bench_fail("kill", err);
    }
    return ticks;
}

struct kaal_wire_memory_info bench_memory(void)
{
    struct kaal_wire_memory_info info;
    kaal_err_t err = kaal_list(KAAL_LIST_MEMORY, 0, NULL, &info, sizeof(info));

    if (err != KAAL_OK) {
        bench_fail("memory", err);
    }
    return info;
}

uint64_t bench_await_exit_code(const char *name)
{
    struct kaal_wire_component_info info = {0};
    kaal_err_t err = KAAL_OK;

    do {
        err = kaal_list(KAAL_LIST_COMPONENTS, info.next, NULL, &info, sizeof(info));
        if (err == KAAL_OK && strcmp(info.name, name) == 0) {
            if (info.state != KAAL_STATE_RUNNING && info.state != KAAL_STATE_ENDING) {
                return (uint64_t)info.exit_code;
            }
            bench_pause();
            info.next = 0;
        }
    } while (err == KAAL_OK);
    bench_fail(name, err);
}

uint32_t bench_channel_ends(const char *names)
{
    struct kaal_wire_grant_info info = {0};
    uint32_t ends = 0;

    while (kaal_list(KAAL_LIST_GRANTS, info.next, NULL, &info, sizeof(info)) == KAAL_OK) {
        ends += info.kind == KAAL_GRANT_CHANNEL && info.a > 0 &&
                strncmp(info.holder, names, strlen(names)) == 0;
    }
    return ends;
}

int main(void)
{
    kaal_err_t err = output_open();

    if (err != KAAL_OK) {
        return (int)err;
    }
    large_measure_first();
    /* The drivers open their devices, and the kernel clears memory in half of the time (ahead.h).
     */
    for (uint32_t i = 0; i < PAUSES; i++) {
        bench_pause();
    }
    output_log();
    change_measure();
    calls_measure();
    revoke_measure();
    crowd_measure_cycles();
    lives_measure();
    mesh_measure();
    steps_measure();
    large_measure();
    output_figure("short-end", 0);
    crowd_measure_limits();
    output_figure("longest-call", longest_ticks * TICK_INSTRUCTIONS);
    steps_measure_limit();
    output_figure("end", 0);
    for (;;) {
        (void)kaal_wait();
    }
}
