/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Taking a grant back, with all that was made from it. How a kind of grant is taken back is known
 * to whoever gives it, and registered here at boot.
 *
 * seL4_CNode_Revoke on a copy takes nothing and on an original everybody's (DESIGN: copies of a
 * frame are siblings), so each grant's own capabilities are deleted, children first.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/broker.h>

#include "grant/grant.h"
#include "spawn/component.h"

/* What came of taking one grant. */
enum released {
    RELEASED,
    RELEASED_TO_NOBODY, /* quarantined: its holder has it no more */
    RELEASED_NOT,       /* quarantined: its holder may still use it, since the kernel refused */
};

static inline enum released released_if(bool is_clean)
{
    return is_clean ? RELEASED : RELEASED_NOT;
}

struct revoke_kind {
    /* Before anything below the grant goes, such as stopping its device. NULL: nothing. */
    void (*begin)(const struct grant *grant);

    /*
     * Whether that is over: a reset takes its time, in which others are served. It is asked until
     * it is so. NULL: it was over at once.
     */
    bool (*is_settled)(const struct grant *grant);

    /*
     * Delete what is behind a grant that has no children. Never fails otherwise than by what it
     * returns. NULL: nothing is behind it.
     */
    enum released (*release)(const struct grant *grant);

    /* Whether it can go without its holder. */
    bool is_separate;
};

/* Say how a kind is taken back. kind: borrowed for ever. At boot. */
void revoke_register(enum kaal_grant_kind number, const struct revoke_kind *kind);

/*
 * Say how a component is ended that the kernel leaves something of a grant: that goes with its
 * CSpace and VSpace. Once, at boot.
 */
void revoke_on_keeper(void (*end)(struct component *component));

/* What a revoke has taken. */
struct revoked {
    uint32_t count; /* grants */
    bool is_clean;  /* all came back; else a part is quarantined, which the log says */
};

/* Whether a grant can be taken back alone; what a component was spawned with cannot. */
bool revoke_is_separate(const struct grant *grant);

/* A revoke that is under way. */
struct revoking {
    uint32_t id;
    enum kaal_news_kind news;
    uint32_t at;     /* where the next one is looked for */
    uint32_t keeper; /* id of who may still use the last one, since the kernel refused; 0: nobody */
    struct revoked revoked;
};

/*
 * Begin to take a live grant and all below it: devices are quiet, and from now on nothing is made
 * of any of them. news: what their holders are told (enum kaal_news_kind); the one that gave it
 * back or ends itself is told nothing.
 */
void revoke_begin(struct revoking *revoking, uint32_t id, enum kaal_news_kind news);

/*
 * Take one of them, leaves first: a grant's own capabilities can go only when none was made of
 * them. Of one that is not settled nothing is done yet, and a work of which this is a part pauses
 * (work_pause). Returns whether it was the last one, or all are gone with their holders meanwhile:
 * then no capability of any is left.
 */
bool revoke_part(struct revoking *revoking);

/*
 * The same, and whoever may still use what was taken is ended and waited for: nobody can use it
 * when this was the last part. Not for a part of an end, which that could wait for.
 */
bool revoke_part_for_all(struct revoking *revoking);

/* Both at once, for what is known to be small and settled: what a request has made that now fails.
 */
struct revoked revoke(uint32_t id, enum kaal_news_kind news);

/*
 * Whether a live grant is being taken back: it, or one that it was made from, or the holder of one
 * of these. Whoever names it is told that there is no such grant.
 */
bool revoke_is_under_way(uint32_t id);

/* Begin to take a grant whose time is over, unless one is being taken. Called at each tick. */
void revoke_expired(uint64_t now_ns);

/* Note that a grant ends by itself, at its ends_ns. Errors: KAAL_ERR_QUOTA, KAAL_ERR_NO_SLOTS
 * its giver has too many such, or all have. */
KAAL_CHECKED kaal_err_t revoke_limit_time(uint32_t id);
