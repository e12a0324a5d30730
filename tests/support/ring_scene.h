/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A channel whose two sides end and begin again: the real ring (lib/component/ring.c), with a hook
 * at each of its accesses to shared memory. Messages say for whom they are, so that a wrong one is
 * recognised.
 */
#pragma once

#include "support/cmocka_all.h"

#include <kaal/channel.h>

#define SCENE_SLOTS 4

extern struct kaal_channel scene_ends[2];
extern uint32_t scene_lives[2];       /* numbers, as the broker gives them */
extern unsigned scene_signals[2];     /* to that side, not yet taken */
extern uint32_t scene_next_number[2]; /* of that side's next message */
extern uint32_t scene_last_number[2]; /* of what that side took last */
extern bool scene_is_alive[2];

/* Two sides that have just opened new memory. */
void scene_init(void);

/* At the n-th access from now on, `turn` is called, once. scene_turn_has_come: whether it was. */
void scene_set_turn(void (*turn)(void), unsigned n);
bool scene_turn_has_come(void);

/* is_told: whether the broker could write its 0; the event comes in any case. */
void scene_end_life(unsigned side, bool is_told);
void scene_begin_life(unsigned side);

/* Put a message, as kaal_channel_send; take one, and claim that it is whole, in order, for us. */
kaal_err_t scene_put(unsigned side);
kaal_err_t scene_take(unsigned side);
void scene_take_all(unsigned side);

/* Nobody ends from here on: claim that both ways work, and that nothing old comes. */
void scene_settle(void);
