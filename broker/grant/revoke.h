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

struct revoke_kind {
    /* Before anything below the grant goes, such as stopping its device. NULL: nothing. */
    void (*begin)(const struct grant *grant);

    /*
     * Delete what is behind a grant that has no children. Returns whether all came back; if not,
     * the rest is quarantined. Never fails otherwise. NULL: nothing is behind it.
     */
    bool (*release)(const struct grant *grant);

    /* Whether it can go without its holder. */
    bool is_separate;
};

/* Say how a kind is taken back. kind: borrowed for ever. At boot. */
void revoke_register(enum kaal_grant_kind number, const struct revoke_kind *kind);

/* What a revoke has taken. */
struct revoked {
    uint32_t count; /* grants */
    bool is_clean;  /* all came back; else a part is quarantined, which the log says */
};

/* Whether a grant of this kind can be taken back alone. */
bool revoke_is_separate(enum kaal_grant_kind number);

/*
 * Take a live grant and all below it. news: what their holders are told (enum kaal_news_kind); the
 * one that gave it back or ends itself is told nothing. Afterwards no capability of it is left.
 */
struct revoked revoke(uint32_t id, enum kaal_news_kind news);

/* Take all that a component holds; it is told nothing, the holders of what it delegated are. */
struct revoked revoke_all_of(uint32_t holder);

/* Take the grants whose time is over. Called at each tick; at most a few each time. */
void revoke_expired(uint64_t now_ns);

/* Note that a grant ends by itself, at its ends_ns. Errors: KAAL_ERR_QUOTA, KAAL_ERR_NO_SLOTS
 * its giver has too many such, or all have. */
KAAL_CHECKED kaal_err_t revoke_limit_time(uint32_t id);
