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

/*
 * Boots, makes the threads and hands out capabilities as `input` says. The initial thread sleeps
 * then; it and its CNode, which holds all there is, are among what may have been handed out.
 */
void world_make(struct input *input);
