/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Many components at once: whether the cost of one more depends on them, how many there can be,
 * what is refused then, and whether all comes back.
 */
#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "output.h"
#include "samples.h"
#include "ticks.h"

#define CROWD_MAX    4096U
#define CYCLES       21U
#define PAUSES       40U
#define MEMORY_BYTES (128 * KAAL_KIB)

static uint32_t crowd[CROWD_MAX];
static uint32_t crowd_count;
static struct samples spawns;
static struct samples kills;

/* Let there be `count` components. Errors: as of kaal_spawn; then there are fewer. */
static kaal_err_t grow(uint32_t count)
{
    while (crowd_count < count) {
        char name[KAAL_NAME_BYTES];
        uint64_t ticks = 0;
        kaal_err_t err = KAAL_OK;

        (void)snprintf(name, sizeof(name), "crowd%u", (unsigned)crowd_count);
        err = bench_spawn(name, "small", "", MEMORY_BYTES, &crowd[crowd_count], &ticks);
        if (err != KAAL_OK) {
            return err;
        }
        crowd_count++;
    }
    return KAAL_OK;
}

/* Kill the one that came first, and so on: the order in which memory comes back is not the best. */
static void disperse(void)
{
    for (uint32_t i = 0; i < crowd_count; i++) {
        (void)bench_kill(crowd[i]);
    }
    crowd_count = 0;
}

static void measure_cycle(uint32_t alive)
{
    char name[32];
    kaal_err_t err = grow(alive);

    spawns.count = 0;
    kills.count = 0;
    for (uint32_t i = 0; i < CYCLES && err == KAAL_OK; i++) {
        uint64_t ticks = 0;
        uint32_t id = 0;

        err = bench_spawn("cycle", "small", "", MEMORY_BYTES, &id, &ticks);
        if (err == KAAL_OK) {
            samples_add(&spawns, ticks);
            samples_add(&kills, bench_kill(id));
        }
    }
    if (err != KAAL_OK) {
        bench_fail("cycle", err);
    }
    (void)snprintf(name, sizeof(name), "cycle-%u", (unsigned)alive);
    output_figure(name, samples_median(&spawns) + samples_median(&kills));
    (void)snprintf(name, sizeof(name), "cycle-%u-longest", (unsigned)alive);
    output_figure(name, samples_longest(&spawns) + samples_longest(&kills));
}

void crowd_measure_cycles(void)
{
    measure_cycle(1);
    measure_cycle(100);
    disperse();
}

void crowd_measure_limits(void)
{
    struct kaal_wire_memory_info before = bench_memory();
    struct kaal_wire_memory_info after;
    kaal_err_t err = KAAL_OK;

    measure_cycle(1000);
    measure_cycle(3000);
    for (uint32_t i = 0; i < PAUSES; i++) {
        bench_pause(); /* the records of all that are sealed */
    }
    change_measure_request("request-3000");
    after = bench_memory();
    output_figure("grants-3000", after.grants_total - after.grants_free);
    err = grow(CROWD_MAX);
    after = bench_memory();
    output_figure("alive", crowd_count);
    output_figure("alive-bytes", before.free_bytes - after.free_bytes);
    output_figure("alive-refusal", (uint64_t)err);
    bench_pause(); /* the console's driver is above, and has something to do */
    disperse();
    after = bench_memory();
    output_figure("alive-lost", (before.free_bytes - after.free_bytes) +
                                    (before.slots_free - after.slots_free) +
                                    (before.grants_free - after.grants_free));
}
