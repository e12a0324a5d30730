/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists of slot runs, so that slots of the broker go back together. What is in a slot belongs to
 * whoever keeps the list; a list is one index.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

/* An empty list. */
#define RUNS_NONE ((uint16_t)0xffff)

/* A run of slots with capabilities of one kind. */
struct slot_run {
    uint32_t first;
    uint32_t count;
};

/* Forget all lists. Once, at boot. */
void runs_init(void);

/*
 * Take `count` slots in a row and put them at the front of a list. is_copies: what will be in them
 * is to be deleted by name when the list is released; otherwise it is gone by then.
 * Errors: KAAL_ERR_NO_SLOTS no such run of slots, or no room for another run.
 */
KAAL_CHECKED kaal_err_t runs_add(uint16_t *list, uint32_t count, bool is_copies, uint32_t *first);

/* Give back the run at the front, whose slots are empty. Returns how many slots it had. */
uint32_t runs_undo(uint16_t *list);

/*
 * Give the runs of a list back that are in front of `until`, RUNS_NONE for all. are_empty: whether
 * the slots that are not copies' are empty by now; else they stay taken. Returns false when a slot
 * stays taken, also one that the kernel refused to empty.
 */
bool runs_release(uint16_t *list, uint16_t until, bool are_empty);

/* How many entries of the pool of runs of all lists are free. */
uint32_t runs_available(void);
