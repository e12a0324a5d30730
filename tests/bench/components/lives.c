/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One component after the other, two thousand times: nothing is lost, and the last ones cost what
 * the first ones did.
 */
#include "bench.h"
#include "output.h"
#include "ticks.h"

#define LIVES        2000U
#define SOME         100U
#define MEMORY_BYTES (128 * KAAL_KIB)

/* Spawn and kill them, each after it has run. Returns what one of them cost, in instructions. */
static uint64_t live(uint32_t count)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < count; i++) {
        uint64_t ticks = 0;
        uint32_t id = 0;
        kaal_err_t err = bench_spawn("life", "small", "", MEMORY_BYTES, &id, &ticks);

        if (err != KAAL_OK) {
            bench_fail("life", err);
        }
        bench_pause();
        sum += ticks + bench_kill(id);
    }
    return sum * TICK_INSTRUCTIONS / count;
}

void lives_measure(void)
{
    struct kaal_wire_memory_info before = bench_memory();
    struct kaal_wire_memory_info after;

    output_figure("lives-first", live(SOME));
    (void)live(LIVES - 2 * SOME);
    output_figure("lives-last", live(SOME));
    after = bench_memory();
    output_figure("lives-lost", (before.free_bytes - after.free_bytes) +
                                    (before.slots_free - after.slots_free) +
                                    (before.grants_free - after.grants_free));
}
