/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each part maps copies of frames of its own, wherever in the tree it is.
 */
#include "grant/share.h"

#include "arch/counter.h"
#include "grant/bundle.h"
#include "grant/memory.h"
#include "grant/news.h"
#include "grant/revoke.h"
#include "limits.h"
#include "resource/entries.h"

#define BOTH ((uint32_t)(KAAL_ACCESS_READ | KAAL_ACCESS_WRITE))

/* What a wish comes to: nothing is changed before it is known. */
struct plan {
    struct component *to;
    struct share_source source;
    uint64_t offset; /* in the source */
    struct grant grant;
    uint32_t parent;
};

static struct account copies[LIMIT_SHARES]; /* of frames; paid by who delegated */
static uint16_t next_share[LIMIT_SHARES];
static struct entries unused;

const struct grant *share_root(const struct grant *grant, uint64_t *offset)
{
    *offset = 0;
    while (grant->kind == KAAL_GRANT_SHARED) {
        *offset += grant->b;
        grant = grant_get(grant_parent(grant->id));
    }
    return grant;
}

/* The part that a wish names must lie in what its maker has, and give no more access. */
static kaal_err_t check_part(const struct grant *whole, const struct kaal_wire_delegate *wish)
{
    if ((wish->access & KAAL_ACCESS_READ) == 0 || (wish->access & ~BOTH) != 0 ||
        wish->reserved != 0 || wish->offset % KAAL_PAGE_BYTES != 0 ||
        wish->bytes % KAAL_PAGE_BYTES != 0) {
        return KAAL_ERR_INVALID;
    }
    if (wish->bytes == 0 || wish->offset > whole->bytes ||
        wish->bytes > whole->bytes - wish->offset) {
        return KAAL_ERR_RANGE;
    }
    return ((wish->access & ~whole->access) != 0) ? KAAL_ERR_DENIED : KAAL_OK;
}

/* Memory that came with the spawn is in no list of frames. */
static bool has_parts(const struct grant *root)
{
    return (root->kind == KAAL_GRANT_MEMORY && root->address != 0) ||
           root->kind == KAAL_GRANT_MMIO || root->kind == KAAL_GRANT_DMA;
}

/* Find what the part is made from. */
static kaal_err_t find_source(const struct grant *whole, const struct kaal_wire_delegate *wish,
                              struct plan *plan)
{
    const struct grant *root = share_root(whole, &plan->offset);
    uint64_t frame_mask = 0;

    plan->offset += wish->offset;
    if (root->kind == KAAL_GRANT_MEMORY) {
        memory_source(root, &plan->source);
    } else {
        bundle_source(root, &plan->source);
    }
    frame_mask = ((uint64_t)1 << plan->source.frames.bits) - 1;
    return (((wish->offset | wish->bytes) & frame_mask) != 0) ? KAAL_ERR_ALIGN : KAAL_OK;
}

static kaal_err_t check_registers(const struct grant *whole, const struct kaal_wire_delegate *wish,
                                  const struct plan *plan)
{
    uint64_t offset = 0;
    const struct grant *root = share_root(whole, &offset);
    bool is_allowed = root->kind != KAAL_GRANT_MMIO ||
                      bundle_may_give(root, plan->offset, wish->bytes, wish->access, plan->to);

    return is_allowed ? KAAL_OK : KAAL_ERR_DENIED;
}

static kaal_err_t make_plan(const struct component *from, const struct kaal_wire_delegate *wish,
                            struct plan *plan)
{
    const struct grant *whole = grant_get(wish->grant);
    uint64_t now_ns = counter_now_ns();
    uint64_t offset = 0;
    kaal_err_t err = KAAL_ERR_UNSUPPORTED;

    if (has_parts(share_root(whole, &offset))) {
        err = check_part(whole, wish);
    }
    if (err == KAAL_OK) {
        err = find_source(whole, wish, plan);
    }
    if (err == KAAL_OK) {
        err = check_registers(whole, wish, plan);
    }
    if (err == KAAL_OK && wish->time_ns > UINT64_MAX - now_ns) {
        err = KAAL_ERR_RANGE;
    }
    plan->parent = wish->grant;
    plan->grant = (struct grant){.kind = KAAL_GRANT_SHARED,
                                 .holder = plan->to->index,
                                 .subject = from->index,
                                 .a = wish->bytes,
                                 .b = wish->offset,
                                 .made_ns = now_ns,
                                 .ends_ns = (wish->time_ns == 0) ? 0 : now_ns + wish->time_ns,
                                 .bytes = wish->bytes,
                                 .access = wish->access};
    return err;
}

static kaal_err_t map(struct plan *plan, uint32_t *id)
{
    const struct share_source *source = &plan->source;
    struct grant *grant = &plan->grant;
    bool can_write = (grant->access & KAAL_ACCESS_WRITE) != 0;
    unsigned bits = source->frames.bits;
    kaal_err_t err =
        component_find_room(plan->to, source->window, grant->bytes, bits, &grant->address);

    if (err == KAAL_OK) {
        err = grant_add(grant, plan->parent, id);
    }
    if (err == KAAL_OK && grant->ends_ns != 0) {
        err = revoke_limit_time(*id);
    }
    if (err == KAAL_OK) {
        err = frames_map_part(&source->frames, plan->offset >> bits, grant->bytes >> bits, plan->to,
                              &copies[grant->resource], can_write ? source->write : source->read,
                              grant->address);
    }
    return err;
}

kaal_err_t share_delegate(struct component *from, struct component *to,
                          const struct kaal_wire_delegate *wish, uint32_t *id)
{
    struct plan plan = {.to = to};
    uint32_t made = GRANT_NONE;
    struct component_mark mark;
    kaal_err_t err = make_plan(from, wish, &plan);

    if (err == KAAL_OK) {
        err = entries_take(&unused, &plan.grant.resource);
    }
    if (err != KAAL_OK) {
        return err;
    }
    mark = component_begin(to);
    account_init_part(&copies[plan.grant.resource], &from->account);
    err = map(&plan, &made);
    if (err != KAAL_OK) {
        bool is_clean = made == GRANT_NONE || revoke(made, KAAL_NEWS_NONE).is_clean;

        if (made == GRANT_NONE) {
            entries_put(&unused, plan.grant.resource);
        }
        (void)component_undo(to, &mark, is_clean);
        return err;
    }
    component_commit(to);
    news_post(to->index, KAAL_NEWS_DELEGATED, made);
    *id = made;
    return KAAL_OK;
}

static enum released release_share(const struct grant *grant)
{
    bool is_clean = account_deinit(&copies[grant->resource]);

    entries_put(&unused, grant->resource);
    return released_if(is_clean);
}

void share_init(void)
{
    static const struct revoke_kind share_kind = {NULL, NULL, release_share, true};

    revoke_register(KAAL_GRANT_SHARED, &share_kind);
    entries_init(&unused, next_share, LIMIT_SHARES);
}
