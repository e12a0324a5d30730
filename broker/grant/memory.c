/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Areas that one component has asked for, and shares of them that others have. The owner maps the
 * frames themselves, each share copies of its own.
 */
#include "grant/memory.h"

#include "arch/counter.h"
#include "audit/log.h"
#include "grant/area.h"
#include "grant/news.h"
#include "grant/revoke.h"
#include "limits.h"

#define NONE           ((uint16_t)0xffff)
#define ALIGN_BITS_MAX 21U /* 2 MiB */
#define BOTH           ((uint32_t)(KAAL_ACCESS_READ | KAAL_ACCESS_WRITE))

struct memory {
    struct area area;
    uint16_t next_unused;
};

struct share {
    struct account copies; /* paid by who delegated */
    uint16_t next_unused;
};

static struct memory memories[LIMIT_MEMORIES];
static struct share shares[LIMIT_SHARES];
static uint16_t unused_memory;
static uint16_t unused_share;

static enum vspace_access access_of(uint32_t access)
{
    return ((access & KAAL_ACCESS_WRITE) != 0) ? VSPACE_READ_WRITE : VSPACE_READ;
}

static bool is_access(uint32_t access)
{
    return (access & KAAL_ACCESS_READ) != 0 && (access & ~BOTH) == 0;
}

static kaal_err_t check_wish(const struct kaal_wire_memory *wish)
{
    if (wish->reserved != 0 || !is_access(wish->access)) {
        return KAAL_ERR_INVALID;
    }
    if (wish->bytes == 0 || wish->bytes > AREA_BYTES_MAX || wish->align_bits > ALIGN_BITS_MAX) {
        return KAAL_ERR_RANGE;
    }
    return KAAL_OK;
}

/* Map the frames themselves: they are nobody else's. */
static kaal_err_t map_own(struct component *component, const struct area *area,
                          const struct grant *grant)
{
    uint64_t address = grant->address;
    kaal_err_t err = KAAL_OK;

    for (uint32_t i = 0; i < area->count && err == KAAL_OK; i++) {
        err = vspace_map(&component->vspace, address, &area->chunks[i], seL4_PageBits,
                         access_of(grant->access));
        address += area->chunks[i].count * KAAL_PAGE_BYTES;
    }
    return err;
}

static kaal_err_t give(struct component *component, struct grant *grant, unsigned align_bits,
                       uint32_t *id)
{
    struct area *area = &memories[grant->resource].area;
    kaal_err_t err =
        component_find_room(component, component_memory, grant->bytes, align_bits, &grant->address);

    if (err == KAAL_OK) {
        err = grant_add(grant, GRANT_NONE, id);
    }
    if (err == KAAL_OK) {
        err = area_make(area, &component->account, grant->bytes);
    }
    return (err == KAAL_OK) ? map_own(component, area, grant) : err;
}

static void put_memory(uint16_t index)
{
    memories[index].next_unused = unused_memory;
    unused_memory = index;
}

kaal_err_t memory_give(struct component *component, const struct kaal_wire_memory *wish,
                       struct kaal_wire_mapped *answer)
{
    struct grant grant = {
        .kind = KAAL_GRANT_MEMORY,
        .holder = component->index,
        .subject = GRANT_NO_SUBJECT,
        .made_ns = counter_now_ns(),
        .bytes = (wish->bytes + KAAL_PAGE_BYTES - 1) & ~(KAAL_PAGE_BYTES - 1),
        .access = wish->access,
        .resource = unused_memory,
    };
    unsigned align_bits = (wish->align_bits > KAAL_PAGE_BITS) ? wish->align_bits : KAAL_PAGE_BITS;
    uint32_t id = GRANT_NONE;
    struct component_mark mark;
    kaal_err_t err = check_wish(wish);

    if (err == KAAL_OK && unused_memory == NONE) {
        err = KAAL_ERR_NO_SLOTS;
    }
    if (err != KAAL_OK) {
        return err;
    }
    grant.a = grant.bytes;
    mark = component_begin(component);
    unused_memory = memories[grant.resource].next_unused;
    err = give(component, &grant, align_bits, &id);
    if (err != KAAL_OK) {
        bool is_clean = id == GRANT_NONE || revoke(id, KAAL_NEWS_NONE).is_clean;

        if (id == GRANT_NONE) {
            put_memory(grant.resource);
        }
        (void)component_undo(component, &mark, is_clean);
        return err;
    }
    component_commit(component);
    *answer = (struct kaal_wire_mapped){id, 0, grant.address, grant.bytes};
    return KAAL_OK;
}

/* The part that a wish names must lie in what its maker has, and give no more access. */
static kaal_err_t check_part(const struct grant *whole, const struct kaal_wire_delegate *wish)
{
    if (!is_access(wish->access) || wish->reserved != 0 || wish->offset % KAAL_PAGE_BYTES != 0 ||
        wish->bytes % KAAL_PAGE_BYTES != 0) {
        return KAAL_ERR_INVALID;
    }
    if (wish->bytes == 0 || wish->offset > whole->bytes ||
        wish->bytes > whole->bytes - wish->offset) {
        return KAAL_ERR_RANGE;
    }
    return ((wish->access & ~whole->access) != 0) ? KAAL_ERR_DENIED : KAAL_OK;
}

/* The area behind a grant; offset: where in it the grant begins. NULL: it is not of memory. */
static const struct area *area_of(const struct grant *grant, uint64_t *offset)
{
    *offset = 0;
    while (grant->kind == KAAL_GRANT_SHARED) {
        *offset += grant->b;
        grant = grant_get(grant_parent(grant->id));
    }
    if (grant->kind != KAAL_GRANT_MEMORY || grant->address == 0) {
        return NULL;
    }
    return &memories[grant->resource].area;
}

static kaal_err_t share(struct component *to, const struct area *area, uint64_t offset,
                        struct grant *grant, uint32_t parent, uint32_t *id)
{
    kaal_err_t err =
        component_find_room(to, component_memory, grant->bytes, KAAL_PAGE_BITS, &grant->address);

    if (err == KAAL_OK) {
        err = grant_add(grant, parent, id);
    }
    if (err == KAAL_OK && grant->ends_ns != 0) {
        err = revoke_limit_time(*id);
    }
    if (err == KAAL_OK) {
        err = area_map_part(area, offset / KAAL_PAGE_BYTES, grant->bytes / KAAL_PAGE_BYTES, to,
                            &shares[grant->resource].copies, access_of(grant->access),
                            grant->address);
    }
    return err;
}

kaal_err_t memory_delegate(struct component *from, struct component *to,
                           const struct kaal_wire_delegate *wish, uint32_t *id)
{
    const struct grant *whole = grant_get(wish->grant);
    const struct area *area = NULL;
    struct grant grant = {.kind = KAAL_GRANT_SHARED,
                          .holder = to->index,
                          .subject = from->index,
                          .a = wish->bytes,
                          .b = wish->offset,
                          .made_ns = counter_now_ns(),
                          .bytes = wish->bytes,
                          .access = wish->access,
                          .resource = unused_share};
    uint64_t offset = 0;
    uint32_t made = GRANT_NONE;
    struct component_mark mark;
    kaal_err_t err = KAAL_OK;

    area = area_of(whole, &offset);
    err = (area == NULL) ? KAAL_ERR_UNSUPPORTED : check_part(whole, wish);
    if (err == KAAL_OK && wish->time_ns > UINT64_MAX - grant.made_ns) {
        err = KAAL_ERR_RANGE;
    }
    if (err == KAAL_OK && unused_share == NONE) {
        err = KAAL_ERR_NO_SLOTS;
    }
    if (err != KAAL_OK) {
        return err;
    }
    grant.ends_ns = (wish->time_ns == 0) ? 0 : grant.made_ns + wish->time_ns;
    mark = component_begin(to);
    unused_share = shares[grant.resource].next_unused;
    account_init_part(&shares[grant.resource].copies, &from->account);
    err = share(to, area, offset + wish->offset, &grant, wish->grant, &made);
    if (err != KAAL_OK) {
        bool is_clean = made == GRANT_NONE || revoke(made, KAAL_NEWS_NONE).is_clean;

        if (made == GRANT_NONE) {
            shares[grant.resource].next_unused = unused_share;
            unused_share = grant.resource;
        }
        (void)component_undo(to, &mark, is_clean);
        return err;
    }
    component_commit(to);
    news_post(to->index, KAAL_NEWS_DELEGATED, made);
    *id = made;
    return KAAL_OK;
}

/* What a component got at its spawn is in no area, and goes with its account. */
static bool release_memory(const struct grant *grant)
{
    bool is_clean = true;

    if (grant->address != 0) {
        is_clean = area_deinit(&memories[grant->resource].area);
        put_memory(grant->resource);
    }
    return is_clean;
}

static bool release_share(const struct grant *grant)
{
    bool is_clean = account_deinit(&shares[grant->resource].copies);

    shares[grant->resource].next_unused = unused_share;
    unused_share = grant->resource;
    return is_clean;
}

void memory_init(void)
{
    static const struct revoke_kind memory_kind = {NULL, release_memory, true};
    static const struct revoke_kind share_kind = {NULL, release_share, true};

    revoke_register(KAAL_GRANT_MEMORY, &memory_kind);
    revoke_register(KAAL_GRANT_SHARED, &share_kind);
    for (uint16_t i = 0; i < LIMIT_MEMORIES; i++) {
        memories[i].next_unused = (i + 1 < LIMIT_MEMORIES) ? (uint16_t)(i + 1) : NONE;
    }
    for (uint16_t i = 0; i < LIMIT_SHARES; i++) {
        shares[i].next_unused = (i + 1 < LIMIT_SHARES) ? (uint16_t)(i + 1) : NONE;
    }
    unused_memory = 0;
    unused_share = 0;
}
