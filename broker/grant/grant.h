/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of grants: for everything that a component holds, one entry that explains it. Grants
 * form trees, since one can be made from another, and a list for each holder.
 * Pure book-keeping: what is behind a grant is made and taken by spawn/ and the other files here.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>
#include <kaal/wire/broker.h>

#define GRANT_NONE       ((uint32_t)0) /* no grant has this id */
#define GRANT_NO_SUBJECT UINT32_MAX

struct grant {
    enum kaal_grant_kind kind;
    uint32_t holder;  /* index of the component that has it */
    uint32_t subject; /* index of the device, or of the component at the other end; or none */
    uint64_t a;       /* see enum kaal_grant_kind */
    uint64_t b;
    uint64_t made_ns;  /* when, by the broker's clock */
    uint64_t ends_ns;  /* when it ends by itself; 0: never */
    uint64_t address;  /* where it is in the holder's address space; 0: nowhere */
    uint64_t bytes;    /* that it takes there */
    uint32_t access;   /* enum kaal_access, or-ed, to what is mapped */
    uint16_t resource; /* which one of its kind's own table */
    bool is_ending;    /* it is being taken back (grant/revoke.h) */
    uint8_t slot;      /* of the holder's CSpace, taken for a capability of it; 0: none */
    uint32_t id;       /* set by grant_add: index and generation, never GRANT_NONE */
};

/*
 * A grant that was given on is at most so far below the first one: what is asked of a grant is
 * asked of all that are above it.
 */
#define GRANT_DEPTH_MAX 32U

/* Who is told of each change of the table. parent: as of grant_add. */
struct grant_listener {
    void (*came)(const struct grant *grant, uint32_t parent);
    void (*changed)(const struct grant *grant, uint32_t parent);
    void (*goes)(const struct grant *grant, uint32_t parent); /* it is still there */
};

/* Forget all grants. Once, at boot. */
void grant_init(void);

/* From now on, until grant_listen is called again. listener: borrowed; NULL: nobody. */
void grant_listen(const struct grant_listener *listener);

/* How many grants a holder may have from now on. At boot: as many as there are. */
void grant_set_limit(uint32_t holder, uint32_t limit);

/*
 * Enter a grant; a copy is kept. parent: the live grant that it is made from, or GRANT_NONE.
 * id: its name from now on; may be NULL. Errors: KAAL_ERR_QUOTA the holder has as many as it
 * may; KAAL_ERR_NO_SLOTS the table is full.
 */
KAAL_CHECKED kaal_err_t grant_add(const struct grant *grant, uint32_t parent, uint32_t *id);

/* The grant of that id, borrowed until it is removed; NULL when it is none's, or an old one's. */
const struct grant *grant_get(uint32_t id);

/* The place of a live grant in the table, which is what grant_next counts by. */
uint32_t grant_index(uint32_t id);

/* The numbers of a live grant are others now. */
void grant_set(uint32_t id, uint64_t a, uint64_t b);

/* Say which slot of its holder's CSpace it has. */
void grant_set_slot(uint32_t id, uint32_t slot);

/* The grant that it was made from, or GRANT_NONE. id: of a live grant, here and below. */
uint32_t grant_parent(uint32_t id);

/* How many grants are above it. */
uint32_t grant_depth(uint32_t id);

/*
 * The first grant to remove when the whole tree below `id` goes: one without children, `id` itself
 * in the end.
 */
uint32_t grant_leaf(uint32_t id);

/* All grants below `top` and itself, parents first: the one behind `id`; GRANT_NONE at the end. */
uint32_t grant_next_below(uint32_t top, uint32_t id);

/* A live grant is being taken back from now on: is_ending. */
void grant_doom(uint32_t id);

/* Remove a grant that has no children. */
void grant_remove(uint32_t id);

/* The grants of a holder, by their addresses, those without newest first: the first one, and the
 * one behind; GRANT_NONE at the end.
 */
uint32_t grant_first_of(uint32_t holder);
uint32_t grant_next_of(uint32_t id);

/* How many grants a holder has. */
uint32_t grant_count_of(uint32_t holder);

/*
 * The first live grant at or after `index`, for lists of all; index is moved behind it.
 * Errors: KAAL_ERR_END there is none.
 */
KAAL_CHECKED kaal_err_t grant_next(uint32_t *index, const struct grant **grant);

/* How many entries the table has, and how many of them are free. */
uint32_t grant_total(void);
uint32_t grant_available(void);

/* Whether trees, lists, counts and states agree; for tests. */
bool grant_is_valid(void);
