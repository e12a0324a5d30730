/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the broker does in steps: ends and revokes of thousands. How long whoever asked for one
 * waits, and how long somebody else does meanwhile.
 */
#include <stdio.h>
#include <string.h>

#include <kaal/component.h>
#include <kaal/control.h>
#include <kaal/grant.h>
#include <kaal/inspect.h>

#include "bench.h"
#include "output.h"
#include "ticks.h"
#include "watch.h"

#define TREE_BYTES  (800 * KAAL_MIB)
#define CHILD_BYTES (2 * KAAL_MIB)
#define PATIENCE    400U /* ticks */
#define PARTS       4000U

static uint64_t longest_ticks; /* that somebody else waited */

static void keep_longest(uint64_t ticks)
{
    longest_ticks = (ticks > longest_ticks) ? ticks : longest_ticks;
}

static uint32_t count_below(const char *parent)
{
    struct kaal_wire_component_info info = {0};
    uint32_t count = 0;

    while (kaal_list(KAAL_LIST_COMPONENTS, info.next, NULL, &info, sizeof(info)) == KAAL_OK) {
        count += strcmp(info.parent, parent) == 0;
    }
    return count;
}

static void measure_kill(const char *figure, uint32_t count)
{
    char args[KAAL_ARGS_BYTES];
    uint64_t ticks = 0;
    uint32_t tree = 0;
    uint32_t observer = 0;
    kaal_err_t err = KAAL_OK;

    (void)snprintf(args, sizeof(args), "tree %u", (unsigned)count);
    err = bench_spawn("tree", "small", args, TREE_BYTES, &tree, &ticks);
    if (err != KAAL_OK) {
        bench_fail("tree", err);
    }
    for (uint32_t i = 0; i < PATIENCE && count_below("tree") < count; i++) {
        bench_pause();
    }
    if (count_below("tree") != count) {
        bench_fail("tree", KAAL_ERR_TIMEOUT);
    }
    observer = watch_begin("component tree");
    ticks = ticks_now();
    err = kaal_kill(tree, NULL);
    if (err != KAAL_OK) {
        bench_fail(figure, err);
    }
    ticks = ticks_now() - ticks;
    keep_longest(watch_end(observer));
    output_figure(figure, ticks * TICK_INSTRUCTIONS);
}

static void measure_revoke(const char *figure, uint32_t count)
{
    char args[KAAL_ARGS_BYTES];
    uint64_t ticks = 0;
    uint32_t child = 0;
    uint32_t observer = 0;
    uint32_t grant = 0;
    kaal_err_t err = bench_spawn("holder", "small", "", CHILD_BYTES, &child, &ticks);

    if (err != KAAL_OK) {
        bench_fail("holder", err);
    }
    grant = revoke_give(child, count);
    (void)snprintf(args, sizeof(args), "grant %u", (unsigned)grant);
    observer = watch_begin(args);
    ticks = revoke_take(grant);
    keep_longest(watch_end(observer));
    output_figure(figure, ticks * TICK_INSTRUCTIONS);
    (void)bench_kill(child);
}

void steps_measure(void)
{
    measure_kill("kill-tree-1000", 1000);
    measure_revoke("revoke-tree-4000", PARTS);
    output_figure("longest-wait", longest_ticks * TICK_INSTRUCTIONS);
}

void steps_measure_limit(void)
{
    longest_ticks = 0;
    measure_kill("kill-tree-3000", 3000);
    output_figure("longest-wait-3000", longest_ticks * TICK_INSTRUCTIONS);
}
