/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Components in a ring, each with a channel to the next four: eight for each.
 */
#include <stdio.h>

#include <kaal/component.h>
#include <kaal/grant.h>

#include "bench.h"
#include "output.h"

#define MEMBERS      500U
#define NEIGHBOURS   4U
#define MEMORY_BYTES (512 * KAAL_KIB)
#define PATIENCE     200U /* ticks */

static uint32_t members[MEMBERS];

static kaal_err_t join(uint32_t from, uint32_t distance)
{
    struct kaal_wire_channel_make wish = {
        .ends = {{.component = members[from]}, {.component = members[(from + distance) % MEMBERS]}},
        .slots = 2,
        .slot_bytes = 16,
    };

    wish.port[0][0] = (char)('a' + distance - 1);
    wish.port[1][0] = (char)('a' + NEIGHBOURS + distance - 1);
    return kaal_channel_make(&wish);
}

void mesh_measure(void)
{
    struct kaal_wire_memory_info before = bench_memory();
    struct kaal_wire_memory_info after;
    uint32_t ends = 0;
    kaal_err_t err = KAAL_OK;

    for (uint32_t i = 0; i < MEMBERS && err == KAAL_OK; i++) {
        char name[KAAL_NAME_BYTES];
        uint64_t ticks = 0;

        (void)snprintf(name, sizeof(name), "mesh%u", (unsigned)i);
        err = bench_spawn(name, "member", "", MEMORY_BYTES, &members[i], &ticks);
    }
    for (uint32_t i = 0; i < MEMBERS * NEIGHBOURS && err == KAAL_OK; i++) {
        err = join(i / NEIGHBOURS, i % NEIGHBOURS + 1);
    }
    if (err != KAAL_OK) {
        bench_fail("mesh", err);
    }
    for (uint32_t i = 0; i < PATIENCE && ends < 2 * MEMBERS * NEIGHBOURS; i++) {
        bench_pause();
        ends = bench_channel_ends("mesh");
    }
    after = bench_memory();
    output_figure("mesh-ends", ends);
    output_figure("mesh-bytes", before.free_bytes - after.free_bytes);
    for (uint32_t i = 0; i < MEMBERS; i++) {
        (void)bench_kill(members[i]);
    }
    after = bench_memory();
    output_figure("mesh-lost", (before.free_bytes - after.free_bytes) +
                                   (before.slots_free - after.slots_free) +
                                   (before.grants_free - after.grants_free));
}
