/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Walking a tree of grants: first down, so that devices are quiet, then up from the leaves.
 */
#include "grant/revoke.h"

#include <kaal/assert.h>

#include "audit/log.h"
#include "audit/trail.h"
#include "grant/news.h"
#include "limits.h"
#include "resource/quota.h"

#define KINDS 16

static const struct revoke_kind nothing;
static const struct revoke_kind *kinds[KINDS];

static uint32_t timed[LIMIT_TIMED]; /* grants that end by themselves; GRANT_NONE: unused */
static uint32_t timed_count;

void revoke_register(enum kaal_grant_kind number, const struct revoke_kind *kind)
{
    KAAL_ASSERT((uint32_t)number < KINDS);
    kinds[number] = kind;
}

static const struct revoke_kind *kind_of(enum kaal_grant_kind number)
{
    KAAL_ASSERT((uint32_t)number < KINDS);
    return (kinds[number] != NULL) ? kinds[number] : &nothing;
}

bool revoke_is_separate(enum kaal_grant_kind number)
{
    return kind_of(number)->is_separate;
}

static void forget_time(uint32_t id)
{
    for (uint32_t i = 0; i < timed_count; i++) {
        if (timed[i] == id) {
            timed_count--;
            timed[i] = timed[timed_count];
            return;
        }
    }
}

/* The audit log is told why; without news, whoever began it has said so already. */
static void remove_because(uint32_t id, enum kaal_news_kind news)
{
    static const enum kaal_audit_why whys[] = {
        [KAAL_NEWS_REVOKED] = KAAL_AUDIT_WHY_REVOKED,
        [KAAL_NEWS_PARENT] = KAAL_AUDIT_WHY_PARENT,
        [KAAL_NEWS_EXPIRED] = KAAL_AUDIT_WHY_EXPIRED,
    };
    enum kaal_audit_why before = KAAL_AUDIT_WHY_UNDONE;

    if (news == KAAL_NEWS_NONE) {
        grant_remove(id);
        return;
    }
    KAAL_ASSERT((uint32_t)news < KAAL_ARRAY_LENGTH(whys) && whys[news] != 0);
    before = trail_because(whys[news]);
    grant_remove(id);
    (void)trail_because(before);
}

/* Take one grant that has no children. */
static void take(uint32_t id, enum kaal_news_kind news, struct revoked *revoked)
{
    const struct grant grant = *grant_get(id);
    const struct revoke_kind *kind = kind_of(grant.kind);

    if (kind->release != NULL) {
        revoked->is_clean = kind->release(&grant) && revoked->is_clean;
    }
    if (grant.ends_ns != 0) {
        forget_time(id);
    }
    remove_because(id, news);
    revoked->count++;
    if (news != KAAL_NEWS_NONE) {
        news_post(grant.holder, news, id);
    }
    news_watched(id, KAAL_NEWS_WATCHED_GRANT);
}

struct revoked revoke(uint32_t id, enum kaal_news_kind news)
{
    struct revoked revoked = {.is_clean = true};
    uint32_t leaf = GRANT_NONE;

    for (uint32_t at = id; at != GRANT_NONE; at = grant_next_below(id, at)) {
        const struct revoke_kind *kind = kind_of(grant_get(at)->kind);

        if (kind->begin != NULL) {
            kind->begin(grant_get(at));
        }
    }
    do {
        leaf = grant_leaf(id);
        take(leaf, (leaf == id) ? news : KAAL_NEWS_PARENT, &revoked);
    } while (leaf != id);
    return revoked;
}

struct revoked revoke_all_of(uint32_t holder)
{
    struct revoked all = {.is_clean = true};

    while (grant_first_of(holder) != GRANT_NONE) {
        struct revoked one = revoke(grant_first_of(holder), KAAL_NEWS_NONE);

        all.count += one.count;
        all.is_clean = one.is_clean && all.is_clean;
    }
    return all;
}

kaal_err_t revoke_limit_time(uint32_t id)
{
    uint32_t giver = grant_get(id)->subject;
    uint32_t given = 0;

    for (uint32_t i = 0; i < timed_count; i++) {
        given += grant_get(timed[i])->subject == giver;
    }
    if (given == LIMIT_TIMED_EACH) {
        return quota_refuse(giver, QUOTA_TIMED, 1, given, LIMIT_TIMED_EACH);
    }
    if (timed_count == LIMIT_TIMED) {
        return KAAL_ERR_NO_SLOTS;
    }
    timed[timed_count] = id;
    timed_count++;
    return KAAL_OK;
}

void revoke_expired(uint64_t now_ns)
{
    for (uint32_t i = 0; i < timed_count; i++) {
        if (grant_get(timed[i])->ends_ns <= now_ns) {
            uint32_t id = timed[i];
            struct revoked revoked = revoke(id, KAAL_NEWS_EXPIRED);

            log_write("revoke: the time of grant %u is over: %u grants", id, revoked.count);
            return; /* one each tick: a revoke may take long */
        }
    }
}
