/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Free slots of the broker's own capability space. Runs of slots, since one Retype fills a run.
 * Pure book-keeping: it calls no kernel and does not know what a slot holds.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

/* Manage the slots [start, end); more than LIMIT_SLOTS of them are left unused. Once, at boot. */
void slots_init(uint32_t start, uint32_t end);

/*
 * Take `count` slots in a row, 1 or more. first: the first of them.
 * Errors: KAAL_ERR_NO_SLOTS there is no such run.
 */
KAAL_CHECKED kaal_err_t slots_alloc(uint32_t count, uint32_t *first);

/* Give back a run, or a part of one. The slots must hold no capability any more. */
void slots_free(uint32_t first, uint32_t count);

/* How many slots are managed, and how many of them are free. */
uint32_t slots_total(void);
uint32_t slots_available(void);
