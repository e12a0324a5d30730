/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ring with hooks, and what its two sides do.
 */
#include "support/ring_scene.h"

static uint32_t load(const uint32_t *from);
static void store(uint32_t *to, uint32_t value);
static void *copy(void *to, const void *from, size_t bytes);

/* The ring itself, with these in the place of the accesses. */
#define __atomic_load_n(from, order)       load(from)
#define __atomic_store_n(to, value, order) store(to, value)
#define memcpy(to, from, bytes)            copy(to, from, bytes)
#include "component/ring.c"
#undef memcpy
#undef __atomic_store_n
#undef __atomic_load_n

#define SLOT_BYTES 24
#define AREA_BYTES (KAAL_CHANNEL_HEADER_BYTES + SCENE_SLOTS * SLOT_BYTES)

/* What a message says of itself. */
struct message {
    uint32_t from;   /* life of the side that put it */
    uint32_t to;     /* life that it was put for; 0: nobody was there */
    uint32_t number; /* rises within a life */
    uint32_t sum;    /* of the others: a mixture of two messages has not its own */
};

static uint64_t areas[2][AREA_BYTES / 8];
struct kaal_channel scene_ends[2];
uint32_t scene_lives[2];
unsigned scene_signals[2];
uint32_t scene_next_number[2];
uint32_t scene_last_number[2];
bool scene_is_alive[2];
static uint32_t last_from[2]; /* life whose message that side took last */

/* --- the other side's turn --- */

static void (*turn)(void);
static unsigned turn_at;
static unsigned points;

static void point(void)
{
    points++;
    if (turn != NULL && points == turn_at) {
        void (*now)(void) = turn;

        turn = NULL; /* nothing comes between what the other side does */
        now();
    }
}

void scene_set_turn(void (*wanted)(void), unsigned n)
{
    turn = wanted;
    turn_at = n;
    points = 0;
}

bool scene_turn_has_come(void)
{
    return turn == NULL;
}

static uint32_t load(const uint32_t *from)
{
    point();
    return __atomic_load_n(from, __ATOMIC_ACQUIRE);
}

static void store(uint32_t *to, uint32_t value)
{
    point();
    __atomic_store_n(to, value, __ATOMIC_RELEASE);
}

/* A copy can be cut in two. */
static void *copy(void *to, const void *from, size_t bytes)
{
    size_t half = bytes / 2;

    point();
    memcpy(to, from, half);
    point();
    memcpy((uint8_t *)to + half, (const uint8_t *)from + half, bytes - half);
    return to;
}

void kaal_channel_signal(const struct kaal_channel *channel)
{
    /* As lib/component/channel.c: nobody is woken where nobody is. */
    scene_signals[channel == &scene_ends[0]] += channel->theirs->epoch != 0;
}

/* --- lives --- */

void scene_begin_life(unsigned side)
{
    scene_lives[side]++;
    scene_ends[side] = (struct kaal_channel){
        .own = (struct kaal_wire_channel_area *)areas[side],
        .theirs = (const struct kaal_wire_channel_area *)areas[1 - side],
        .slots = SCENE_SLOTS,
        .slot_bytes = SLOT_BYTES,
        .epoch = scene_lives[side],
    };
    scene_is_alive[side] = true;
    scene_next_number[side] = 1;
    scene_last_number[side] = 0;
    scene_signals[side] = 1; /* it runs, to begin with */
    kaal_channel_begin(&scene_ends[side]);
    kaal_channel_signal(&scene_ends[side]);
}

void scene_init(void)
{
    memset(areas, 0, sizeof(areas));
    memset(scene_lives, 0, sizeof(scene_lives));
    memset(last_from, 0, sizeof(last_from));
    scene_set_turn(NULL, 0);
    scene_begin_life(0);
    scene_begin_life(1);
}

/* is_told: whether the broker could write its 0. */
void scene_end_life(unsigned side, bool is_told)
{
    scene_is_alive[side] = false;
    scene_signals[1 - side]++;
    if (is_told) {
        scene_ends[side].own->epoch = 0;
    }
    if (!scene_is_alive[1 - side]) {
        memset(areas, 0, sizeof(areas)); /* the memory goes with the last end, and comes anew */
    }
}

kaal_err_t scene_put(unsigned side)
{
    struct kaal_channel *end = &scene_ends[side];
    struct message message = {
        .from = scene_lives[side],
        .to = kaal_channel_peer_life(end),
        .number = scene_next_number[side],
    };
    kaal_err_t err = KAAL_OK;

    message.sum = message.from * 1000003 + message.to * 1009 + message.number;
    err = kaal_channel_send(end, &message, sizeof(message));
    scene_next_number[side] += (err == KAAL_OK);
    return err;
}

/* Take one message; whatever happened before, it must be a whole one, in order, and for us. */
kaal_err_t scene_take(unsigned side)
{
    struct message message = {0};
    uint32_t bytes = 0;
    kaal_err_t err = kaal_channel_receive(&scene_ends[side], &message, sizeof(message), &bytes);

    if (err != KAAL_OK) {
        assert_int_equal(err, KAAL_ERR_EMPTY);
        return err;
    }
    assert_int_equal(bytes, sizeof(message));
    assert_int_equal(message.sum, message.from * 1000003 + message.to * 1009 + message.number);
    assert_true(message.to == scene_lives[side] || message.to == 0);
    assert_true(message.from <= scene_lives[1 - side] && message.from >= last_from[side]);
    if (message.from != last_from[side]) {
        last_from[side] = message.from;
        scene_last_number[side] = 0;
    }
    assert_true(message.number > scene_last_number[side]);
    scene_last_number[side] = message.number;
    return KAAL_OK;
}

void scene_take_all(unsigned side)
{
    while (scene_take(side) == KAAL_OK) {
    }
}

/* From here on nobody ends: both ways must work, and nothing old may come. */
void scene_settle(void)
{
    scene_set_turn(NULL, 0);
    for (unsigned side = 0; side < 2; side++) {
        if (!scene_is_alive[side]) {
            scene_begin_life(side);
        }
    }
    for (unsigned round = 0; round < 2; round++) {
        (void)kaal_channel_peer_life(&scene_ends[0]);
        (void)kaal_channel_peer_life(&scene_ends[1]);
        scene_take_all(0);
        scene_take_all(1);
    }
    for (unsigned i = 0; i < 3 * SCENE_SLOTS; i++) {
        for (unsigned side = 0; side < 2; side++) {
            uint32_t number = scene_next_number[side];

            assert_int_equal(scene_put(side), KAAL_OK);
            assert_int_equal(scene_take(1 - side), KAAL_OK);
            assert_int_equal(scene_last_number[1 - side], number);
            assert_int_equal(last_from[1 - side], scene_lives[side]);
        }
    }
}
