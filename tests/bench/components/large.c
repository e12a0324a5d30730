/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How long somebody else waits while something large comes and goes: each as large as one request
 * may ask for, and twice, since memory that was used before is cleared first.
 */
#include <string.h>

#include <kaal/component.h>
#include <kaal/control.h>
#include <kaal/grant.h>

#include "bench.h"
#include "output.h"
#include "ticks.h"
#include "watch.h"

#define TIMES           2U
#define MARK_BYTES      (256 * KAAL_KIB)
#define HEAP_BYTES      (128 * KAAL_MIB) /* the largest that a system description has */
#define HEAP_SLOTS      40000U
#define MEMORY_BYTES    KAAL_MEMORY_BYTES_MAX
#define RING_SLOTS      16U
#define RING_SLOT_BYTES (64 * KAAL_KIB)
#define MEMBER_BYTES    (8 * KAAL_MIB)
#define PATIENCE        200U             /* ticks */
#define HOARDER_BYTES   (264 * KAAL_MIB) /* see hoarder.c */
#define HOARDER_SLOTS   70000U
#define HOARDER_GRANTS  200U

/* The observer goes on as long as there is somebody who does nothing. */
static void measure(const char *figure, void (*change)(void), uint32_t times)
{
    uint64_t ticks = 0;
    uint32_t mark = 0;
    uint32_t observer = 0;
    kaal_err_t err = bench_spawn("mark", "small", "", MARK_BYTES, &mark, &ticks);

    if (err != KAAL_OK) {
        bench_fail("mark", err);
    }
    observer = watch_begin("component mark");
    for (uint32_t i = 0; i < times; i++) {
        change();
        bench_pause();
    }
    (void)bench_kill(mark);
    output_figure(figure, watch_end(observer) * TICK_INSTRUCTIONS);
}

/* Its answers are not the longest call: it waits while others are served. */
static void change_component(void)
{
    struct kaal_wire_system_component what = {
        .name = "heap",
        .image = "small",
        .priority = 100,
        .budget_us = 1000,
        .period_us = 10000,
        .stack_bytes = 4 * KAAL_PAGE_BYTES,
        .heap_bytes = HEAP_BYTES,
        .memory_bytes = HEAP_BYTES + 2 * KAAL_MIB,
        .slots = HEAP_SLOTS,
    };
    struct kaal_wire_spawned spawned;
    kaal_err_t err = kaal_spawn(&what, &spawned);

    if (err == KAAL_OK) {
        bench_pause();
        err = kaal_kill(spawned.component, NULL);
    }
    if (err != KAAL_OK) {
        bench_fail("heap", err);
    }
}

static void change_memory(void)
{
    struct kaal_wire_mapped memory;
    kaal_err_t err = kaal_memory(MEMORY_BYTES, 0, KAAL_ACCESS_READ | KAAL_ACCESS_WRITE, &memory);

    bench_pause();
    if (err == KAAL_OK) {
        err = kaal_revoke(memory.grant);
    }
    if (err != KAAL_OK) {
        bench_fail("memory", err);
    }
}

/*
 * It asks as fast as it can, so that memory which nobody has cleared yet is wanted. Its priority is
 * below the observer's, who would else wait for its turn and not for the broker.
 */
static void change_many(void)
{
    struct kaal_wire_system_component what = {
        .name = "hoarder",
        .image = "hoarder",
        .priority = 99,
        .budget_us = 10000,
        .period_us = 10000,
        .stack_bytes = 4 * KAAL_PAGE_BYTES,
        .memory_bytes = HOARDER_BYTES,
        .slots = HOARDER_SLOTS,
        .grants = HOARDER_GRANTS,
        .requests_per_s = KAAL_REQUESTS_MAX,
    };
    struct kaal_wire_spawned spawned;
    kaal_err_t err = kaal_set_budget(0, "observer", 500, 1000);

    if (err == KAAL_OK) {
        err = kaal_spawn(&what, &spawned);
    }
    if (err == KAAL_OK) {
        err = (kaal_err_t)bench_await_exit_code("hoarder");
    }
    if (err == KAAL_OK) {
        err = kaal_kill(spawned.component, NULL);
    }
    if (err != KAAL_OK) {
        bench_fail("hoarder", err);
    }
}

/* Both ends are opened by those that are joined, one after the other: that is two requests. */
static void change_channel(void)
{
    struct kaal_wire_channel_make wish = {
        .port = {"a", "a"}, .slots = RING_SLOTS, .slot_bytes = RING_SLOT_BYTES};
    static const char *const names[] = {"ring0", "ring1"};
    static const char *const args[] = {"", "later"};
    uint32_t ids[2] = {0, 0};
    uint64_t ticks = 0;
    kaal_err_t err = KAAL_OK;

    for (uint32_t i = 0; i < 2 && err == KAAL_OK; i++) {
        err = bench_spawn(names[i], "member", args[i], MEMBER_BYTES, &ids[i], &ticks);
        wish.ends[i].component = ids[i];
    }
    if (err == KAAL_OK) {
        err = kaal_channel_make(&wish);
    }
    for (uint32_t i = 0; i < PATIENCE && err == KAAL_OK && bench_channel_ends("ring") < 2; i++) {
        bench_pause();
    }
    if (err != KAAL_OK || bench_channel_ends("ring") != 2) {
        bench_fail("channel", (err == KAAL_OK) ? KAAL_ERR_TIMEOUT : err);
    }
    for (uint32_t i = 0; i < 2; i++) {
        (void)bench_kill(ids[i]);
        bench_pause();
    }
}

static void change_bundle(void)
{
    kaal_err_t err = kaal_restart(0, "pool");

    if (err != KAAL_OK || bench_await_exit_code("pool") == 0) {
        bench_fail("pool", err);
    }
}

void large_measure_first(void)
{
    measure("wait-memory-loop", change_many, 1);
}

void large_measure(void)
{
    measure("wait-memory", change_memory, TIMES);
    measure("wait-channel", change_channel, TIMES);
    measure("wait-bundle", change_bundle, TIMES);
    measure("wait-spawn", change_component, TIMES);
}
