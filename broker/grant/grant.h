/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of grants: for everything that a component holds, one entry that explains it.
 * Book-keeping only: making and taking what a grant stands for is in spawn/, grant/bundle.h and
 * grant/channel.h.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>
#include <kaal/wire/broker.h>

struct grant {
    enum kaal_grant_kind kind;
    uint32_t holder; /* index of the component */
    uint64_t a;      /* see enum kaal_grant_kind */
    uint64_t b;
    char about[KAAL_PLACE_BYTES]; /* the device's place, the other side's name, or empty */
    uint32_t id;                  /* set by grant_add */
};

/* Forget all grants. Once, at boot. */
void grant_init(void);

/* Enter a grant; a copy is kept. Errors: KAAL_ERR_NO_SLOTS the table is full. */
KAAL_CHECKED kaal_err_t grant_add(const struct grant *grant);

/* Remove all grants of a holder that are about `about`; returns how many there were. */
uint32_t grant_remove_about(uint32_t holder, const char *about);

/* Remove all grants of a holder. */
void grant_remove_all(uint32_t holder);

/*
 * The first live grant at or after `index`; index is moved behind it.
 * Errors: KAAL_ERR_END there is none.
 */
KAAL_CHECKED kaal_err_t grant_next(uint32_t *index, const struct grant **grant);

/* How many entries the table has, and how many of them are free. */
uint32_t grant_total(void);
uint32_t grant_available(void);

/* Whether counts and states agree; for tests. */
bool grant_is_valid(void);
