/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sides of a channel that end and begin again (kaal/wire/channel.h). Each access of the ring to
 * shared memory is a point where the other side may do something: all points are tried in turn.
 */
#include "support/ring_scene.h"

/* --- one side acts, and at one point of it the other side ends --- */

static bool is_told;

static void end_only(void)
{
    scene_end_life(1, is_told);
}

static void end_and_begin(void)
{
    scene_end_life(1, is_told);
    scene_begin_life(1);
}

static void end_begin_and_fill(void)
{
    end_and_begin();
    while (scene_put(1) == KAAL_OK) {
    }
    scene_take_all(1);
}

static void end_twice(void)
{
    end_begin_and_fill();
    scene_end_life(1, is_told);
    scene_begin_life(1);
    (void)!scene_put(1);
}

static void (*const turns[])(void) = {end_only, end_and_begin, end_begin_and_fill, end_twice};

static void act_send(void)
{
    (void)!scene_put(0);
}

static void act_receive(void)
{
    (void)!scene_take(0);
}

static void act_look(void)
{
    (void)kaal_channel_has_room(&scene_ends[0]);
    (void)kaal_channel_has_message(&scene_ends[0]);
}

static void (*const acts[])(void) = {act_send, act_receive, act_look};

/* Both directions hold some messages. wrap: the counters are about to wrap. */
static void prepare(unsigned to_send, unsigned to_receive, bool wrap)
{
    scene_init();
    (void)kaal_channel_peer_life(&scene_ends[0]);
    (void)kaal_channel_peer_life(&scene_ends[1]);
    for (unsigned side = 0; side < 2 && wrap; side++) {
        scene_ends[side].produced = scene_ends[side].own->produced = UINT32_MAX - 1;
        scene_ends[side].consumed = scene_ends[side].own->consumed = UINT32_MAX - 1;
    }
    for (unsigned i = 0; i < to_send; i++) {
        assert_int_equal(scene_put(0), KAAL_OK);
    }
    for (unsigned i = 0; i < to_receive; i++) {
        assert_int_equal(scene_put(1), KAAL_OK);
    }
}

/* Try an act with the turn at each of its points. Returns how many there are. */
static unsigned try_points(void (*act)(void), void (*other)(void), unsigned fill, bool wrap)
{
    for (unsigned at = 1;; at++) {
        prepare(fill, fill, wrap);
        scene_set_turn(other, at);
        act();
        if (!scene_turn_has_come()) {
            scene_set_turn(NULL, 0);
            return at - 1;
        }
        act();
        scene_settle();
    }
}

static void the_peer_ends_at_any_point(void **state)
{
    unsigned tried = 0;

    (void)state;
    for (unsigned variant = 0; variant < 4; variant++) {
        is_told = (variant & 1) != 0;
        for (size_t act = 0; act < KAAL_ARRAY_LENGTH(acts); act++) {
            for (size_t other = 0; other < KAAL_ARRAY_LENGTH(turns); other++) {
                for (unsigned fill = 0; fill <= SCENE_SLOTS; fill++) {
                    tried += try_points(acts[act], turns[other], fill, (variant & 2) != 0);
                }
            }
        }
    }
    assert_true(tried > 1000);
}

/* --- one side begins, and at one point of it the other side acts --- */

static void peer_receives(void)
{
    (void)!scene_take(1);
    (void)!scene_take(1);
}

static void peer_sends(void)
{
    (void)!scene_put(1);
    (void)!scene_put(1);
}

static void peer_does_both(void)
{
    peer_sends();
    peer_receives();
}

static void (*const deeds[])(void) = {peer_receives, peer_sends, peer_does_both, end_and_begin};

static void the_peer_acts_at_any_point_of_an_opening(void **state)
{
    unsigned tried = 0;

    (void)state;
    for (unsigned variant = 0; variant < 4; variant++) {
        for (size_t deed = 0; deed < KAAL_ARRAY_LENGTH(deeds); deed++) {
            for (unsigned at = 1;; at++) {
                is_told = (variant & 1) != 0;
                prepare(SCENE_SLOTS - 1, SCENE_SLOTS - 1, (variant & 2) != 0);
                scene_end_life(0, is_told);
                scene_set_turn(deeds[deed], at);
                scene_begin_life(0);
                if (!scene_turn_has_come()) {
                    scene_set_turn(NULL, 0);
                    break;
                }
                (void)!scene_put(0);
                (void)!scene_take(0);
                scene_settle();
                tried++;
            }
        }
    }
    assert_true(tried >= 4 * 4 * 4);
}

/* --- any order of everything --- */

static void a_random_life(void **state)
{
    uint32_t seed = 5;

    (void)state;
    scene_init();
    for (unsigned round = 0; round < 200000; round++) {
        unsigned side = (seed >> 8) & 1;

        seed = seed * 1664525 + 1013904223;
        switch ((seed >> 20) % 64) {
        case 0:
            if (scene_is_alive[side]) {
                scene_end_life(side, ((seed >> 10) & 1) != 0);
            }
            break;
        case 1:
        case 2:
            if (!scene_is_alive[side]) {
                scene_begin_life(side);
            }
            break;
        case 3:
            scene_settle();
            break;
        default:
            if (scene_is_alive[side]) {
                (void)!(((seed >> 16) & 1) != 0 ? scene_put(side) : scene_take(side));
            }
            break;
        }
    }
    assert_true(scene_lives[0] > 500 && scene_lives[1] > 500);
}

/* --- two sides that sleep until they are signalled --- */

static unsigned to_send[2]; /* messages that the side still wants to put */

/* What a component does when it wakes up: take what there is, put what it can, and sleep. */
static void wake_up(unsigned side)
{
    unsigned done = 0;

    scene_signals[side] = 0;
    while (scene_take(side) == KAAL_OK) {
        done++;
    }
    while (to_send[side] > 0 && kaal_channel_has_room(&scene_ends[side])) {
        assert_int_equal(scene_put(side), KAAL_OK);
        to_send[side]--;
        done++;
    }
    if (done > 0) {
        kaal_channel_signal(&scene_ends[side]);
    }
}

/* Whatever has happened before: when both sleep, all that was to be put was put, and taken. */
static void nobody_sleeps_for_ever(void **state)
{
    uint32_t seed = 9;

    (void)state;
    scene_init();
    for (unsigned round = 0; round < 20000; round++) {
        for (unsigned step = 0; step < 20; step++) {
            unsigned side = (seed >> 8) & 1;

            seed = seed * 1664525 + 1013904223;
            to_send[side] = (seed >> 12) % (3 * SCENE_SLOTS);
            if ((seed >> 20) % 8 == 0 && scene_is_alive[side]) {
                scene_end_life(side, ((seed >> 10) & 1) != 0);
            } else if ((seed >> 20) % 8 == 1 && !scene_is_alive[side]) {
                scene_begin_life(side);
            } else if (scene_is_alive[side]) {
                wake_up(side);
            }
        }
        for (unsigned side = 0; side < 2; side++) {
            if (!scene_is_alive[side]) {
                scene_begin_life(side);
            }
        }
        while (scene_signals[0] + scene_signals[1] > 0) {
            wake_up(scene_signals[0] > 0 ? 0 : 1);
        }
        assert_int_equal(to_send[0] + to_send[1], 0);
        assert_int_equal(scene_take(0), KAAL_ERR_EMPTY);
        assert_int_equal(scene_take(1), KAAL_ERR_EMPTY);
        scene_settle();
    }
}

/* --- what a life can rely on --- */

static void what_nobody_was_there_for_waits(void **state)
{
    (void)state;
    scene_init();
    (void)kaal_channel_peer_life(&scene_ends[0]);
    assert_int_equal(scene_put(0), KAAL_OK);
    scene_end_life(1, true);
    assert_int_equal(kaal_channel_peer_life(&scene_ends[0]), 0);
    assert_int_equal(scene_put(0), KAAL_OK); /* number 2: the first was for another life */
    scene_begin_life(1);
    assert_int_equal(scene_take(1), KAAL_ERR_EMPTY);
    scene_signals[1] = 0;
    assert_int_equal(kaal_channel_peer_life(&scene_ends[0]), 2);
    assert_int_equal(scene_signals[1], 1); /* for who has looked already */
    assert_int_equal(scene_take(1), KAAL_OK);
    assert_int_equal(scene_last_number[1], 2);
    assert_int_equal(scene_take(1), KAAL_ERR_EMPTY);
}

static void a_full_ring_has_room_for_the_next_life(void **state)
{
    (void)state;
    prepare(SCENE_SLOTS, 0, false);
    assert_false(kaal_channel_has_room(&scene_ends[0]));
    scene_end_life(1, true);
    scene_begin_life(1);
    assert_int_equal(scene_put(0), KAAL_OK);
    assert_int_equal(scene_take(1), KAAL_OK);
    assert_int_equal(scene_take(1), KAAL_ERR_EMPTY);
}

/* Whoever has not noticed that the other one has begun again does not answer the wrong one. */
static void an_answer_reaches_only_who_has_asked(void **state)
{
    uint64_t message = 0;

    (void)state;
    prepare(0, 1, false);
    assert_int_equal(scene_take(0), KAAL_OK);
    end_and_begin();
    assert_int_equal(kaal_channel_send(&scene_ends[0], &message, sizeof(message)), KAAL_ERR_DEAD);
    assert_null(kaal_channel_reserve(&scene_ends[0]));
    assert_int_equal(scene_take(0), KAAL_ERR_EMPTY);
    assert_int_equal(scene_put(0), KAAL_OK);
    assert_int_equal(scene_take(1), KAAL_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_peer_ends_at_any_point),
        cmocka_unit_test(the_peer_acts_at_any_point_of_an_opening),
        cmocka_unit_test(a_random_life),
        cmocka_unit_test(nobody_sleeps_for_ever),
        cmocka_unit_test(what_nobody_was_there_for_waits),
        cmocka_unit_test(a_full_ring_has_room_for_the_next_life),
        cmocka_unit_test(an_answer_reaches_only_who_has_asked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
