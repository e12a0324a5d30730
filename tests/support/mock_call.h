/* SPDX-License-Identifier: BSD-2-Clause */
/* Invocations on the mock kernel in this process, by whoever runs (kernel_current). */
#pragma once

#include <stdbool.h>

#include <sel4/sel4.h>

#include "core/cap.h"

struct mock_call {
    seL4_CPtr cap;
    seL4_Word label;
    seL4_Word words[8];
    unsigned length;
    seL4_CPtr extra[3];
    unsigned extra_count;
};

/* With the system call of that number. Gives the answer's label, if it was a Call that returned. */
seL4_Error mock_call_by(int number, struct mock_call call);

/* By seL4_Call. */
seL4_Error mock_call(struct mock_call call);

/* The same; that it fails ends the program. */
void mock_must(struct mock_call call);

/* The first capability of that kind and at least that size in the slots before `end`. */
seL4_CPtr mock_find(enum cap_type type, bool is_device, unsigned bits, seL4_CPtr end);

/* By the initial thread: `count` objects into its CNode, from the slot `first` on. */
void mock_retype(seL4_CPtr untyped, seL4_Word type, seL4_Word bits, seL4_CPtr first,
                 seL4_Word count);
