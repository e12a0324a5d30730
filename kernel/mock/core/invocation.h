/* SPDX-License-Identifier: BSD-2-Clause */
/* One object invocation on its way through decoding. What the labels do: each object's file. */
#pragma once

#include <sel4/invocation.h>

#include "object.h"

#define INVOCATION_REPLY_WORDS 40

/* Written by entry.c before the object sees it; handlers read it and fill the answer. */
struct invocation {
    struct tcb *caller;
    struct slot *slot; /* of the invoked capability */
    struct cap cap;    /* copied out of it */
    seL4_Word label;
    seL4_Word length;
    struct slot *extra[seL4_MsgMaxExtraCaps]; /* null from the first one missing on */
    bool is_blocking;
    bool is_call;
    bool can_donate;

    seL4_Word details[5]; /* error message words (manual 10.x: error messages) */
    seL4_Word details_length;
    seL4_Word reply[INVOCATION_REPLY_WORDS];
    seL4_Word reply_length;
    bool is_answered; /* the handler has arranged the answer itself */
    bool is_again;    /* it was stopped in between: the system call is made again */
};

typedef seL4_Error invocation_handler(struct invocation *inv);

/* Message word `index` of the caller; 0 beyond the message's length. */
seL4_Word inv_word(const struct invocation *inv, seL4_Word index);

/* The capability passed as the n-th extra one; CAP_NULL if it is missing. */
struct cap inv_extra_cap(const struct invocation *inv, seL4_Word n);

/* Answers that carry details; each returns the error, for `return inv_fail_...(...)`. */
seL4_Error inv_invalid_argument(struct invocation *inv, seL4_Word argument);
seL4_Error inv_invalid_capability(struct invocation *inv, seL4_Word argument);
seL4_Error inv_range_error(struct invocation *inv, seL4_Word min, seL4_Word max);
seL4_Error inv_failed_lookup(struct invocation *inv, bool is_source, seL4_Word type,
                             seL4_Word bits_left);
seL4_Error inv_not_enough_memory(struct invocation *inv, seL4_Word available);

/* seL4_IllegalOperation, with one debug line that names what is missing. */
seL4_Error inv_not_implemented(const struct invocation *inv, const char *what);

/*
 * The slot that root/index/depth name as a destination; it must be empty.
 * Errors: FailedLookup, RangeError (depth), DeleteFirst.
 */
seL4_Error inv_lookup_empty_slot(struct invocation *inv, struct cap root, seL4_Word index,
                                 seL4_Word depth, struct slot **out);

/* entry.c: hands the invocation to the object that the capability names; gives the answer. */
seL4_Error inv_dispatch(struct invocation *inv);
void inv_answer(const struct invocation *inv, seL4_Error error);
