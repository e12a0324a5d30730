/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a component's life costs, in ways into the kernel, and that nothing is left of it however
 * often it is lived. Instructions are counted by tests/bench.
 */
#include "rig.h"

#include <stdio.h>
#include <unistd.h>

#include <kaal/component.h>
#include <kaal/control.h>

#define TRIES           5U
#define SPAWN_ENTRIES   700U /* sel4utils 2,900 */
#define KILL_ENTRIES    50U  /* sel4utils 1,455 */
#define CYCLES          10000U
#define CYCLES_VARIABLE "KAAL_CYCLES" /* how many instead: `make bench` wants 100,000 */
#define SECONDS_MAX     600U

/* As many of their pages come from the file, the bss and the stack as tests/bench has them. */
static const struct kaal_wire_system_component large = {
    .name = "guest",
    .image = "large",
    .priority = 50,
    .budget_us = 1000,
    .period_us = 10000,
    .stack_bytes = 16 * KAAL_KIB,
    .memory_bytes = 2 * KAAL_MIB,
};

static uint64_t spawn_entries;
static uint64_t kill_entries;
static uint64_t cycles;

/* Entries of one spawn and of one kill, without those of a tick that falls in between. */
static void count_entries(const struct kaal_wire_system_component *what)
{
    spawn_entries = UINT64_MAX;
    kill_entries = UINT64_MAX;
    for (unsigned i = 0; i < TRIES; i++) {
        struct kaal_wire_spawned spawned = {0};
        uint64_t start = host_entries();
        uint64_t middle = 0;

        assert_int_equal(kaal_spawn(what, &spawned), KAAL_OK);
        middle = host_entries();
        assert_int_equal(kaal_kill(spawned.component, NULL), KAAL_OK);
        spawn_entries = (middle - start < spawn_entries) ? middle - start : spawn_entries;
        kill_entries =
            (host_entries() - middle < kill_entries) ? host_entries() - middle : kill_entries;
    }
}

static void count_large(void)
{
    count_entries(&large);
}

static void enters_the_kernel_seldom(void)
{
    rig_boot((const struct rig_script[]){{"shell", count_large}, {0}});
    rig_run_ms(100);
    (void)printf("290 pages: %lu ways into the kernel for a spawn, %lu for a kill\n", spawn_entries,
                 kill_entries);
    assert_in_range(spawn_entries, 290, SPAWN_ENTRIES);
    assert_in_range(kill_entries, 1, KILL_ENTRIES);
}

/* Many lives; what is there at the end, and what one more costs, is as after the first. */
static void live_often(void)
{
    const char *wanted = getenv(CYCLES_VARIABLE);
    uint64_t count = (wanted != NULL) ? strtoul(wanted, NULL, 10) : CYCLES;
    struct kaal_wire_system_component small = large;
    struct rig_books before;
    struct rig_books after;
    uint64_t first_spawn = 0;
    uint64_t first_kill = 0;

    strcpy(small.image, "sample");
    small.memory_bytes = KAAL_MIB;
    count_entries(&small);
    first_spawn = spawn_entries;
    first_kill = kill_entries;
    before = rig_books();
    for (cycles = 0; cycles < count; cycles++) {
        struct kaal_wire_spawned spawned = {0};

        assert_int_equal(kaal_spawn(&small, &spawned), KAAL_OK);
        assert_int_equal(kaal_kill(spawned.component, NULL), KAAL_OK);
    }
    after = rig_books();
    rig_compare_books(&before, &after);
    count_entries(&small);
    assert_int_equal(spawn_entries, first_spawn);
    assert_int_equal(kill_entries, first_kill);
    kaal_log("all lives are over");
}

static void leaves_nothing_behind(void)
{
    (void)alarm(SECONDS_MAX);
    rig_boot((const struct rig_script[]){{"shell", live_often}, {0}});
    while (!rig_run_until_logged("all lives are over", 1000)) {
        rig_log_clear();
    }
    (void)printf("%lu cycles, each %lu and %lu ways into the kernel\n", cycles, spawn_entries,
                 kill_entries);
    assert_true(cycles >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(enters_the_kernel_seldom),
        RIG_TEST(leaves_nothing_behind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
