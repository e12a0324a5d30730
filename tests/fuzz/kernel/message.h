/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages and capability addresses that are likely to mean something to the current thread. */
#pragma once

#include "core/cap.h"
#include "input.h"

/* What an address names for the current thread; CAP_NULL: nothing. */
struct cap message_cap(seL4_CPtr cptr);

/* An address of a capability of a kind, by its letter in message.c; any if there is none. */
seL4_CPtr message_find(char letter, struct input *input);
seL4_CPtr message_find_empty(struct input *input);

/* One worth invoking. */
seL4_CPtr message_find_invoked(struct input *input);

/* Words and extra capabilities for a method of what `cptr` names, and the tag. */
void message_make(seL4_CPtr cptr, struct input *input);
