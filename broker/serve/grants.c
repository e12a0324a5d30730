/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests about grants: memory, delegation, revocation, news, channels that are made.
 */
#include "serve/request.h"

#include <string.h>

#include "audit/log.h"
#include "audit/trail.h"
#include "grant/bundle.h"
#include "grant/channel.h"
#include "grant/loan.h"
#include "grant/memory.h"
#include "grant/news.h"
#include "grant/revoke.h"
#include "grant/share.h"
#include "limits.h"
#include "resource/work.h"
#include "serve/later.h"
#include "spawn/guard.h"
#include "supervise/judge.h"
#include "supervise/lifetime.h"
#include "supervise/target.h"

/* A refusal in one line; what was asked for in a word or two. reason: more of it, or NULL. */
static kaal_err_t refuse_because(const struct request *request, const char *what, kaal_err_t err,
                                 const char *reason)
{
    log_write("refuse: %s asks for %s: %s%s%s", component_name(request->from), what,
              kaal_err_text(err), (reason != NULL) ? ": " : "", (reason != NULL) ? reason : "");
    return err;
}

static kaal_err_t refuse(const struct request *request, const char *what, kaal_err_t err)
{
    return refuse_because(request, what, err, NULL);
}

kaal_err_t grants_memory(const struct request *request, struct answer *answer)
{
    const struct kaal_wire_memory *wish = (const void *)request->words;
    kaal_err_t err = memory_give(request->from, wish, (void *)answer->words);

    if (err != KAAL_OK) {
        return refuse(request, "memory", err);
    }
    answer->bytes = sizeof(struct kaal_wire_mapped);
    log_write("grant: %s gets %B of memory", component_name(request->from),
              ((const struct kaal_wire_mapped *)(const void *)answer->words)->bytes);
    return KAAL_OK;
}

static void log_delegation(const struct component *from, const struct component *to, uint32_t id)
{
    const struct grant *made = grant_get(id);
    uint64_t offset = 0;
    const struct grant *root = share_root(made, &offset);
    const char *what = "memory";

    if (made->kind == KAAL_GRANT_LENT) {
        log_write("delegate: %s lends interrupt %lu to %s", component_name(from), made->a,
                  component_name(to));
        return;
    }
    if (root->kind != KAAL_GRANT_MEMORY) {
        what = (root->kind == KAAL_GRANT_MMIO) ? "registers" : "DMA memory";
    }
    log_write("delegate: %s gives %B of %s to %s", component_name(from), made->bytes, what,
              component_name(to));
}

/*
 * Whether they have to do with each other: one has spawned the other, or a channel joins them. A
 * policy knows roles only, and those of one role are strangers.
 */
static bool knows(const struct component *from, const struct component *to)
{
    return component_is_below(to, from) || component_is_below(from, to) || channel_joins(from, to);
}

static kaal_err_t delegate(struct component *from, const struct kaal_wire_delegate *wish,
                           uint32_t *id, const char **reason)
{
    const struct grant *grant = grant_get(wish->grant);
    struct component *to = NULL;
    kaal_err_t err = target_name(&wish->to, &to);

    if (err == KAAL_OK &&
        (grant == NULL || revoke_is_under_way(wish->grant) || to->state != KAAL_STATE_RUNNING)) {
        err = KAAL_ERR_NOT_FOUND;
    }
    if (err == KAAL_OK && (grant->holder != from->index || to == from || !knows(from, to))) {
        err = KAAL_ERR_DENIED;
    }
    if (err == KAAL_OK) {
        err = guard_delegation(from, to, judge_giving(grant, wish->access), reason);
    }
    if (err == KAAL_OK && grant_depth(wish->grant) == GRANT_DEPTH_MAX) {
        *reason = "it was given on too often";
        err = KAAL_ERR_QUOTA;
    }
    if (err != KAAL_OK) {
        return err;
    }
    if (grant->kind == KAAL_GRANT_IRQ || grant->kind == KAAL_GRANT_LENT) {
        err = loan_delegate(from, to, wish, id);
    } else {
        err = share_delegate(from, to, wish, id);
    }
    if (err == KAAL_OK) {
        log_delegation(from, to, *id);
    }
    return err;
}

kaal_err_t grants_delegate(const struct request *request, struct answer *answer)
{
    struct kaal_wire_grant *made = (void *)answer->words;
    const char *reason = NULL;
    kaal_err_t err = delegate(request->from, (const void *)request->words, &made->grant, &reason);

    if (err != KAAL_OK) {
        return refuse_because(request, "a delegation", err, reason);
    }
    answer->bytes = sizeof(*made);
    return KAAL_OK;
}

kaal_err_t grants_held(const struct request *request, struct answer *answer)
{
    const struct kaal_wire_grant *wish = (const void *)request->words;
    struct kaal_wire_held *held = (void *)answer->words;
    const struct grant *grant = grant_get(wish->grant);
    const struct grant *root = NULL;
    uint64_t offset = 0;

    if (wish->reserved != 0) {
        return KAAL_ERR_INVALID;
    }
    if (grant == NULL || revoke_is_under_way(wish->grant)) {
        return KAAL_ERR_NOT_FOUND;
    }
    if (grant->holder != request->from->index) {
        return KAAL_ERR_DENIED;
    }
    root = share_root(grant, &offset);
    *held = (struct kaal_wire_held){
        .kind = grant->kind,
        .of = root->kind,
        .parent = grant_parent(grant->id),
        .access = grant->access,
        .ends_ns = grant->ends_ns,
        .address = grant->address,
        .bytes = grant->bytes,
        .bus = (root->kind == KAAL_GRANT_DMA) ? root->a + offset : 0,
    };
    if (grant->kind == KAAL_GRANT_IRQ) {
        bundle_irq_place(grant, &held->irq_slot, &held->irq_bit);
    } else if (grant->kind == KAAL_GRANT_LENT) {
        loan_place(grant, &held->irq_slot, &held->irq_bit);
    }
    answer->bytes = sizeof(*held);
    return KAAL_OK;
}

/* Whether somebody holds a grant, or one that it was made from. */
static bool is_owner(const struct component *by, uint32_t id)
{
    while (id != GRANT_NONE && grant_get(id)->holder != by->index) {
        id = grant_parent(id);
    }
    return id != GRANT_NONE;
}

/* A revoke that a request has begun, by its ticket. */
static struct begun {
    struct work work;
    struct revoking revoking;
    uint32_t ticket;
    char by[KAAL_NAME_BYTES];
} begun[LIMIT_LATER + 1];

static bool revoke_some(struct work *work)
{
    struct begun *one = (void *)work;

    if (!revoke_part_for_all(&one->revoking)) {
        return false;
    }
    log_write("revoke: grant %u by %s: %u grants%s", one->revoking.id, one->by,
              one->revoking.revoked.count,
              one->revoking.revoked.is_clean ? "" : ", in part quarantined");
    later_end(one->ticket, KAAL_OK, NULL);
    return true;
}

static kaal_err_t begin_revoke(const struct request *request, struct answer *answer,
                               const struct grant *grant)
{
    bool is_own = grant->holder == request->from->index;
    uint32_t ticket = LATER_NONE;
    kaal_err_t err = later_take(request->from, &ticket);

    if (err != KAAL_OK) {
        return refuse(request, "a revoke", err);
    }
    begun[ticket].ticket = ticket;
    memcpy(begun[ticket].by, component_name(request->from), KAAL_NAME_BYTES);
    revoke_begin(&begun[ticket].revoking, grant->id, is_own ? KAAL_NEWS_NONE : KAAL_NEWS_REVOKED);
    work_begin(&begun[ticket].work, revoke_some);
    answer->is_later = !later_is_over(ticket, &err);
    return err;
}

kaal_err_t grants_revoke(const struct request *request, struct answer *answer)
{
    const struct kaal_wire_grant *wish = (const void *)request->words;
    const struct grant *grant = grant_get(wish->grant);
    const char *reason = NULL;

    if (grant == NULL || wish->reserved != 0) {
        return refuse(request, "a revoke",
                      (wish->reserved != 0) ? KAAL_ERR_INVALID : KAAL_ERR_NOT_FOUND);
    }
    if (!is_owner(request->from, wish->grant) &&
        guard_act(request->from, component_get(grant->holder), KAAL_POLICY_ACT_REVOKE, &reason) !=
            KAAL_OK) {
        return refuse_because(request, "a revoke", KAAL_ERR_DENIED, reason);
    }
    if (grant->kind == KAAL_GRANT_COMPONENT) {
        log_write("revoke: grant %u by %s", wish->grant, component_name(request->from));
        return control_end(request, answer, component_get(grant->subject));
    }
    if (!revoke_is_separate(grant)) {
        return refuse(request, "a revoke", KAAL_ERR_UNSUPPORTED);
    }
    (void)trail_because(KAAL_AUDIT_WHY_GIVEN_BACK); /* of what is taken without news */
    return begin_revoke(request, answer, grant);
}

kaal_err_t grants_news(const struct request *request, struct answer *answer)
{
    answer->bytes = sizeof(struct kaal_wire_news);
    return news_take(request->from->index, (void *)answer->words);
}

kaal_err_t grants_watch(const struct request *request, struct answer *answer)
{
    const struct kaal_wire_watch *wish = (const void *)request->words;
    struct component *component = NULL;
    kaal_err_t err = KAAL_OK;

    (void)answer;
    if (wish->reserved != 0) {
        return KAAL_ERR_INVALID;
    }
    if (wish->grant != 0) {
        return (grant_get(wish->grant) == NULL || revoke_is_under_way(wish->grant))
                   ? KAAL_ERR_NOT_FOUND
                   : news_watch(request->from->index, wish->grant, KAAL_NEWS_WATCHED_GRANT);
    }
    err = target_name(&wish->component, &component);
    if (err == KAAL_OK && component->state != KAAL_STATE_RUNNING) {
        err = KAAL_ERR_DEAD;
    }
    if (err != KAAL_OK) {
        return err;
    }
    return news_watch(request->from->index, component_id(component), KAAL_NEWS_WATCHED_COMPONENT);
}

kaal_err_t grants_channel_make(const struct request *request, struct answer *answer)
{
    const struct kaal_wire_channel_make *wish = (const void *)request->words;
    struct component *ends[2] = {NULL, NULL};
    const char *reason = NULL;
    kaal_err_t err =
        target_find(request->from, &wish->ends[0], KAAL_POLICY_ACT_CONNECT, &ends[0], &reason);

    (void)answer;
    if (err == KAAL_OK) {
        err =
            target_find(request->from, &wish->ends[1], KAAL_POLICY_ACT_CONNECT, &ends[1], &reason);
    }
    if (err == KAAL_OK &&
        (ends[0]->state == KAAL_STATE_ENDING || ends[1]->state == KAAL_STATE_ENDING)) {
        err = KAAL_ERR_NOT_FOUND;
    }
    if (err == KAAL_OK) {
        err = channel_make(ends, wish, &reason);
    }
    if (err != KAAL_OK) {
        return refuse_because(request, "a channel to be made", err, reason);
    }
    log_write("channel: %s:%s to %s:%s, by %s", component_name(ends[0]), wish->port[0],
              component_name(ends[1]), wish->port[1], component_name(request->from));
    return KAAL_OK;
}
