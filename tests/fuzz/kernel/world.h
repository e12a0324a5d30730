/* SPDX-License-Identifier: BSD-2-Clause */
/* Three hostile threads and what they hold, for the kernel's fuzzer. */
#pragma once

#include "input.h"

#include <sel4/simple_types.h>

#define WORLD_CNODE_BITS 5U            /* of a thread's own CNode */
#define WORLD_IMAGE      0x10000000UL  /* the image, then an IPC buffer, then free */
#define WORLD_IRQ        40U           /* the one with a handler */
#define WORLD_DEPTH      seL4_WordBits /* of a capability address */
#define WORLD_SLOTS      (1UL << WORLD_CNODE_BITS)
#define WORLD_THREADS    3U
#define WORLD_FIRST      100UL /* slot of the initial CNode: the threads, then all the rest */

/*
 * Boots, makes the threads and hands out capabilities as `input` says. The initial thread is the
 * fourth: its CNode holds all that it has not given away.
 */
void world_make(struct input *input);

bool world_is_initial(void); /* the thread that runs */

/* Slots that the current thread is likely to use: [*first, *first + *count) of its CNode. */
void world_slots(seL4_CPtr *first, seL4_CPtr *count);
