/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Supervision: components that end begin again by their rules, in time, up to a point.
 */
#include "rig.h"

#include <kaal/component.h>
#include <kaal/control.h>
#include <kaal/inspect.h>

#include "resource/buddy.h"
#include "spawn/component.h"

#define LIVES_MAX 16
#define TICK_MS   10

static unsigned lives;
static uint64_t began[LIVES_MAX]; /* times of the machine */
static uint64_t ended[LIVES_MAX];

static void crash(void)
{
    assert_true(lives < LIVES_MAX);
    began[lives] = host_time();
    host_compute(RIG_TICKS_PER_MS);
    ended[lives] = host_time();
    lives++;
    (void)host_store(0, "x", 1);
    fail_msg("it was resumed");
}

static const struct component *worker(void)
{
    return component_find("worker");
}

/* system.conf: backoff 20ms..160ms, 5 in 2s. */
static void restarts_with_backoff_and_gives_up(void)
{
    rig_boot((const struct rig_script[]){{"worker", crash}, {0}});
    rig_run_ms(3000);
    assert_int_equal(lives, 5);
    for (unsigned i = 1; i < 5; i++) {
        uint64_t delay_ms = (began[i] - ended[i - 1]) / RIG_TICKS_PER_MS;

        assert_in_range(delay_ms, 10U << i, (10U << i) + 2 * TICK_MS);
    }
    assert_true(rig_has_logged("restart: worker in 20 ms"));
    assert_true(rig_has_logged("restart: worker by its rules"));
    assert_true(rig_has_logged("restart: worker in 160 ms"));
    assert_true(rig_has_logged("hold: worker: it has ended 5 times in 2000 ms"));
    assert_int_equal(worker()->state, KAAL_STATE_HELD);
    assert_int_equal(worker()->restarts, 4);
    assert_int_equal(worker()->account.used_bytes, 0);
}

/* What the broker has is the same each time that the worker waits, and when it is held. */
static void restarts_cost_nothing(void)
{
    struct rig_books before;
    struct rig_books after;

    rig_power_on((const struct rig_script[]){{"worker", crash}, {0}});
    assert_true(rig_run_until_logged("restart: worker in 20 ms", 1000));
    assert_true(rig_run_until_logged("broker: ready", 1000));
    rig_run_ms(1);
    assert_int_equal(worker()->state, KAAL_STATE_WAITING);
    before = rig_books();
    assert_true(rig_run_until_logged("restart: worker in 80 ms", 1000));
    rig_run_ms(1);
    after = rig_books();
    rig_compare_books(&before, &after);
    assert_true(rig_run_until_logged("hold: worker", 1000));
    rig_run_ms(1);
    after = rig_books();
    rig_compare_books(&before, &after);
    assert_true(buddy_is_valid());
}

/* A life that was long ends the row: the next back-off is the first one. */
static void crash_late_at_last(void)
{
    if (lives == 3) {
        host_compute(200 * RIG_TICKS_PER_MS);
    }
    crash();
}

static void a_long_life_begins_a_new_row(void)
{
    rig_boot((const struct rig_script[]){{"worker", crash_late_at_last}, {0}});
    assert_true(rig_run_until_logged("restart: worker in 80 ms", 1000));
    rig_log_clear();
    assert_true(rig_run_until_logged("restart: worker in 20 ms", 1000));
    assert_int_equal(lives, 4);
}

static void live_on(void)
{
    lives++;
    rig_sleep();
}

static void exit_with_lives(void)
{
    lives++;
    kaal_exit((int)(2 - lives));
}

/* A failure, then success: on-failure leaves it there. */
static void success_is_no_failure(void)
{
    rig_boot((const struct rig_script[]){{"worker", exit_with_lives}, {0}});
    rig_run_ms(1000);
    assert_int_equal(lives, 2);
    assert_int_equal(worker()->state, KAAL_STATE_EXITED);
    assert_int_equal(worker()->exit_code, 0);
}

static void succeed(void)
{
    lives++;
    kaal_exit(0);
}

/* system.conf: backoff 50ms..50ms, never given up. */
static void always_is_always(void)
{
    rig_boot((const struct rig_script[]){{"daemon", succeed}, {0}});
    rig_run_ms(1000);
    assert_in_range(lives, 1000 / (50 + 2 * TICK_MS), 1000 / 50 + 1);
}

/* --- by command --- */

static struct kaal_wire_component_info info_of(const char *name)
{
    struct kaal_wire_component_info info = {0};

    while (strcmp(info.name, name) != 0) {
        assert_int_equal(kaal_list(KAAL_LIST_COMPONENTS, info.next, NULL, &info, sizeof(info)),
                         KAAL_OK);
    }
    return info;
}

static unsigned steps;

static void kill_and_hold(void)
{
    struct kaal_wire_system_component again = {.name = "worker"};
    struct kaal_wire_spawned spawned;

    assert_int_equal(kaal_kill(0, "worker"), KAAL_OK);
    assert_int_equal(info_of("worker").state, KAAL_STATE_WAITING);
    assert_int_equal(info_of("worker").cause, KAAL_CAUSE_KILL);
    assert_in_range(info_of("worker").begins_in_ns, 1, 20 * KAAL_NS_PER_MS);
    rig_wait_ms(50);
    assert_int_equal(info_of("worker").state, KAAL_STATE_RUNNING);
    assert_int_equal(info_of("worker").restarts, 1);
    assert_int_equal(kaal_hold(0, "worker"), KAAL_OK);
    assert_int_equal(info_of("worker").state, KAAL_STATE_HELD);
    rig_wait_ms(500);
    assert_int_equal(info_of("worker").state, KAAL_STATE_HELD);
    assert_int_equal(kaal_kill(0, "worker"), KAAL_OK); /* there is nothing to kill */
    assert_int_equal(info_of("worker").state, KAAL_STATE_HELD);
    assert_int_equal(kaal_spawn(&again, &spawned), KAAL_OK);
    assert_int_equal(info_of("worker").state, KAAL_STATE_RUNNING);
    steps++;
}

static void kill_is_a_failure_and_hold_is_final(void)
{
    rig_boot((const struct rig_script[]){{"worker", live_on}, {"shell", kill_and_hold}, {0}});
    rig_run_ms(1000);
    assert_int_equal(steps, 1);
    assert_int_equal(lives, 3);
}

/* A command begins a component that waits or is held, and its earlier ends are forgotten. */
static void restart_what_is_held(void)
{
    while (info_of("worker").state != KAAL_STATE_HELD) {
        rig_wait_ms(50);
    }
    assert_int_equal(lives, 5);
    assert_int_equal(kaal_restart(0, "worker"), KAAL_OK);
    rig_wait_ms(50);
    assert_int_equal(info_of("worker").restarts, 6);
    assert_in_range(info_of("worker").begins_in_ns, 1, 40 * KAAL_NS_PER_MS);
    steps++;
}

static void a_command_forgets(void)
{
    rig_boot((const struct rig_script[]){{"worker", crash}, {"shell", restart_what_is_held}, {0}});
    rig_run_ms(1000);
    assert_int_equal(steps, 1);
}

/* A component that somebody has spawned follows its rules too, and is forgotten with its spawner's
 * word. */
static void spawn_with_rules(void)
{
    struct kaal_wire_system_component what = {
        .name = "child",
        .image = "sample",
        .priority = 100,
        .budget_us = 10000,
        .period_us = 10000,
        .stack_bytes = 4096,
        .memory_bytes = KAAL_MIB,
        .restart = KAAL_RESTART_ON_FAILURE,
        .backoff_first_ms = 500,
        .backoff_last_ms = 100,
    };
    struct kaal_wire_spawned spawned;

    assert_int_equal(kaal_spawn(&what, &spawned), KAAL_ERR_RANGE);
    what.backoff_first_ms = 10;
    assert_int_equal(kaal_spawn(&what, &spawned), KAAL_OK);
    rig_wait_ms(60);
    assert_in_range(info_of("child").restarts, 1, 3);
    assert_int_equal(kaal_kill(spawned.component, NULL), KAAL_OK);
    assert_int_equal(kaal_kill(spawned.component, NULL), KAAL_ERR_NOT_FOUND);
    rig_wait_ms(200);
    steps++;
}

static void the_spawned_follow_their_rules(void)
{
    rig_boot((const struct rig_script[]){{"child", crash}, {"shell", spawn_with_rules}, {0}});
    rig_run_ms(1000);
    assert_int_equal(steps, 1);
    assert_null(component_find("child"));
    assert_in_range(lives, 2, 4);
}

/* --- who is told --- */

static struct kaal_wire_channel left_end;
static struct kaal_wire_channel right_end;
static uint32_t right_lives;

/* As kaal_channel_open does it, but for the area's header. */
static void open_end(const char *port, struct kaal_wire_channel *end)
{
    struct kaal_wire_channel_open request = {0};

    strcpy(request.port, port);
    assert_int_equal(
        kaal_broker_call(KAAL_REQUEST_CHANNEL_OPEN, &request, sizeof(request), end, sizeof(*end)),
        KAAL_OK);
    assert_true(host_store(end->own_address, &end->epoch, sizeof(end->epoch)));
}

/* The first word of an area is its epoch. */
static uint32_t epoch_at(uint64_t address)
{
    uint32_t epoch = 99;

    assert_true(host_load(&epoch, address, sizeof(epoch)));
    return epoch;
}

static void open_and_watch(void)
{
    open_end("right", &left_end);
    for (;;) {
        assert_int_equal(kaal_wait(), (uint64_t)1 << left_end.event_bit);
        assert_int_equal(epoch_at(left_end.peer_address), 0);
        steps++;
    }
}

static void open_and_crash(void)
{
    open_end("left", &right_end);
    right_lives++;
    assert_int_equal(right_end.epoch, right_lives);
    (void)host_store(0, "x", 1);
}

static void restart_right(void)
{
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(kaal_restart(0, "right"), KAAL_OK);
        rig_wait_ms(20);
    }
}

/* Each end of one side sets the other's event bit and the epoch to 0; each life has a new number.
 */
static void the_other_side_of_a_channel_is_told(void)
{
    rig_boot((const struct rig_script[]){
        {"left", open_and_watch}, {"right", open_and_crash}, {"shell", restart_right}, {0}});
    rig_run_ms(200);
    assert_int_equal(right_lives, 4);
    assert_int_equal(steps, 4);
}

/* When both sides have gone the memory goes too; the numbers go on. */
static void restart_both(void)
{
    assert_int_equal(kaal_kill(0, "left"), KAAL_OK);
    assert_int_equal(kaal_restart(0, "right"), KAAL_OK);
    rig_wait_ms(20);
    assert_int_equal(kaal_restart(0, "left"), KAAL_OK);
    rig_wait_ms(20);
    assert_int_equal(left_end.epoch, 2);
}

static void numbers_outlive_the_memory(void)
{
    rig_boot((const struct rig_script[]){
        {"left", open_and_watch}, {"right", open_and_crash}, {"shell", restart_both}, {0}});
    rig_run_ms(200);
    assert_int_equal(right_lives, 2);
    assert_int_equal(left_end.epoch, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(restarts_with_backoff_and_gives_up),
        RIG_TEST(restarts_cost_nothing),
        RIG_TEST(a_long_life_begins_a_new_row),
        RIG_TEST(success_is_no_failure),
        RIG_TEST(always_is_always),
        RIG_TEST(kill_is_a_failure_and_hold_is_final),
        RIG_TEST(a_command_forgets),
        RIG_TEST(the_spawned_follow_their_rules),
        RIG_TEST(the_other_side_of_a_channel_is_told),
        RIG_TEST(numbers_outlive_the_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
