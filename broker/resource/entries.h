/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which entries of a table nobody uses: a list by their indices. Pure.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

#define ENTRIES_MAX 0xffffU

struct entries {
    uint16_t first;
    uint16_t *next; /* of each entry */
};

/* Nobody uses any. next: as many as the table has entries, `count`, at most ENTRIES_MAX; borrowed
 * for ever. */
void entries_init(struct entries *entries, uint16_t *next, uint32_t count);

/* Take one. Errors: KAAL_ERR_NO_SLOTS all are used. */
KAAL_CHECKED kaal_err_t entries_take(struct entries *entries, uint16_t *index);

/* Give back one that was taken. */
void entries_put(struct entries *entries, uint16_t index);
