/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory that a child has a part of, and that is taken from it: one part, and a thousand at once.
 */
#include <kaal/component.h>
#include <kaal/grant.h>

#include "bench.h"
#include "output.h"
#include "samples.h"
#include "ticks.h"

#define ONE   1U
#define MANY  1000U
#define TRIES 11U

uint32_t revoke_give(uint32_t child, uint32_t times)
{
    struct kaal_wire_mapped page;
    kaal_err_t err = kaal_memory(KAAL_PAGE_BYTES, 0, KAAL_ACCESS_READ | KAAL_ACCESS_WRITE, &page);

    for (uint32_t i = 0; i < times && err == KAAL_OK; i++) {
        struct kaal_wire_delegate wish = {
            .grant = page.grant,
            .access = KAAL_ACCESS_READ,
            .bytes = KAAL_PAGE_BYTES,
            .to = {.component = child},
        };
        uint32_t part = 0;

        err = kaal_delegate(&wish, &part);
    }
    if (err != KAAL_OK) {
        bench_fail("delegate", err);
    }
    return page.grant;
}

uint64_t revoke_take(uint32_t grant)
{
    uint64_t start = ticks_now();
    kaal_err_t err = kaal_revoke(grant);
    uint64_t ticks = ticks_now() - start; /* nobody else waits all of it (steps.c) */

    if (err != KAAL_OK) {
        bench_fail("revoke", err);
    }
    return ticks;
}

static void measure(const char *name, uint32_t child, uint32_t times)
{
    struct samples samples = {0};

    for (uint32_t i = 0; i < TRIES; i++) {
        samples_add(&samples, revoke_take(revoke_give(child, times)));
    }
    output_figure(name, samples_median(&samples));
}

void revoke_measure(void)
{
    uint64_t ticks = 0;
    uint32_t child = 0;
    kaal_err_t err = bench_spawn("holder", "small", "", 2 * KAAL_MIB, &child, &ticks);

    if (err != KAAL_OK) {
        bench_fail("holder", err);
    }
    measure("revoke-one", child, ONE);
    measure("revoke-tree-1000", child, MANY);
    (void)bench_kill(child);
}
