/* SPDX-License-Identifier: BSD-2-Clause */
/* Stacks that take turns in one Linux thread. Which of them is whose turn: run.c. */
#pragma once

#include <stdint.h>

struct fiber;

/* A fiber that calls body(argument) at its first turn; body must not return. Ends the process when
 * there is no memory. Free it with fiber_free. */
struct fiber *fiber_new(void (*body)(uint64_t argument), uint64_t argument);

/* Not the one that runs. What was on its stack is gone without unwinding. Null does nothing. */
void fiber_free(struct fiber *fiber);

/* Give the turn to a fiber, null: to whoever called first. Comes back with the next turn. */
void fiber_switch(struct fiber *to);

/* Whose turn it is; null: the program's own stack. */
struct fiber *fiber_current(void);
