/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Walking a tree of grants: first down, so that devices are quiet, then up from the leaves.
 */
#include "grant/revoke.h"

#include <kaal/assert.h>

#include "audit/log.h"
#include "audit/trail.h"
#include "grant/gone.h"
#include "grant/news.h"
#include "limits.h"
#include "resource/quota.h"
#include "resource/work.h"

#define KINDS 16

static const struct revoke_kind nothing;
static const struct revoke_kind *kinds[KINDS];

static void (*end_keeper)(struct component *component);

static uint32_t timed[LIMIT_TIMED]; /* grants that end by themselves; GRANT_NONE: unused */
static uint32_t timed_count;

/* The one that is taken because its time is over. */
static struct {
    struct work work;
    struct revoking revoking;
} expired;

void revoke_register(enum kaal_grant_kind number, const struct revoke_kind *kind)
{
    KAAL_ASSERT((uint32_t)number < KINDS);
    kinds[number] = kind;
}

void revoke_on_keeper(void (*end)(struct component *component))
{
    end_keeper = end;
}

static const struct revoke_kind *kind_of(enum kaal_grant_kind number)
{
    KAAL_ASSERT((uint32_t)number < KINDS);
    return (kinds[number] != NULL) ? kinds[number] : &nothing;
}

bool revoke_is_separate(const struct grant *grant)
{
    return kind_of(grant->kind)->is_separate &&
           (grant->kind != KAAL_GRANT_MEMORY || grant->address != 0);
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
        [KAAL_NEWS_POLICY] = KAAL_AUDIT_WHY_POLICY,
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
static void take(uint32_t id, enum kaal_news_kind news, struct revoking *revoking)
{
    const struct grant grant = *grant_get(id);
    const struct revoke_kind *kind = kind_of(grant.kind);
    enum released released = (kind->release != NULL) ? kind->release(&grant) : RELEASED;

    if (released == RELEASED_NOT) {
        revoking->keeper = component_id(component_get(grant.holder));
    }
    if (released != RELEASED) {
        revoking->revoked.is_clean = false;
        trail_quarantine(component_get(grant.holder), &grant);
    }
    if (grant.ends_ns != 0) {
        forget_time(id);
    }
    remove_because(id, news);
    revoking->revoked.count++;
    if (news != KAAL_NEWS_NONE) {
        gone_note(&grant, news);
        news_post(grant.holder, news, id);
    }
    news_watched(id, KAAL_NEWS_WATCHED_GRANT);
}

void revoke_begin(struct revoking *revoking, uint32_t id, enum kaal_news_kind news)
{
    *revoking = (struct revoking){id, news, id, 0, {.is_clean = true}};
    grant_doom(id);
    for (uint32_t at = id; at != GRANT_NONE; at = grant_next_below(id, at)) {
        const struct revoke_kind *kind = kind_of(grant_get(at)->kind);

        if (kind->begin != NULL) {
            kind->begin(grant_get(at));
        }
    }
}

static bool is_settled(uint32_t id)
{
    const struct revoke_kind *kind = kind_of(grant_get(id)->kind);

    return kind->is_settled == NULL || kind->is_settled(grant_get(id));
}

bool revoke_part(struct revoking *revoking)
{
    uint32_t id = revoking->id;
    uint32_t leaf = GRANT_NONE;

    revoking->keeper = 0;
    if (grant_get(id) == NULL) {
        return true;
    }
    leaf = grant_leaf((grant_get(revoking->at) != NULL) ? revoking->at : id);
    if (!is_settled(leaf)) {
        revoking->at = leaf;
        work_pause();
        return false;
    }
    revoking->at = grant_parent(leaf);
    take(leaf, (leaf == id) ? revoking->news : KAAL_NEWS_PARENT, revoking);
    return leaf == id;
}

bool revoke_part_for_all(struct revoking *revoking)
{
    struct component *keeper = component_of_id(revoking->keeper);
    bool is_over = false;

    if (keeper != NULL && keeper->state == KAAL_STATE_ENDING) {
        work_pause();
        return false;
    }
    is_over = revoke_part(revoking);
    keeper = component_of_id(revoking->keeper);
    if (keeper == NULL) {
        return is_over;
    }
    if (keeper->state == KAAL_STATE_RUNNING) {
        log_write("revoke: %s ends: the kernel leaves it what was taken", component_name(keeper));
        end_keeper(keeper);
    }
    return false;
}

struct revoked revoke(uint32_t id, enum kaal_news_kind news)
{
    struct revoking revoking;

    revoke_begin(&revoking, id, news);
    while (!revoke_part(&revoking)) {
    }
    return revoking.revoked;
}

bool revoke_is_under_way(uint32_t id)
{
    while (id != GRANT_NONE && !grant_get(id)->is_ending &&
           component_get(grant_get(id)->holder)->state == KAAL_STATE_RUNNING) {
        id = grant_parent(id);
    }
    return id != GRANT_NONE;
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

static bool take_expired(struct work *work)
{
    if (!revoke_part_for_all(&expired.revoking)) {
        return false;
    }
    (void)work;
    log_write("revoke: the time of grant %u is over: %u grants", expired.revoking.id,
              expired.revoking.revoked.count);
    return true;
}

void revoke_expired(uint64_t now_ns)
{
    uint32_t i = 0;

    if (work_is_under_way(&expired.work)) {
        return;
    }
    while (i < timed_count && grant_get(timed[i])->ends_ns > now_ns) {
        i++;
    }
    if (i < timed_count) {
        revoke_begin(&expired.revoking, timed[i], KAAL_NEWS_EXPIRED);
        work_begin(&expired.work, take_expired);
    }
}
