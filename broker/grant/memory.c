/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Areas that one component has asked for. It maps the frames themselves; parts of them that others
 * have are grant/share.h.
 */
#include "grant/memory.h"

#include "arch/counter.h"
#include "grant/area.h"
#include "grant/revoke.h"
#include "limits.h"
#include "resource/entries.h"

#define ALIGN_BITS_MAX 21U /* 2 MiB */
#define BOTH           ((uint32_t)(KAAL_ACCESS_READ | KAAL_ACCESS_WRITE))

static struct area memories[LIMIT_MEMORIES];
static uint16_t next_memory[LIMIT_MEMORIES];
static struct entries unused;

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
    if (wish->bytes == 0 || wish->bytes > KAAL_MEMORY_BYTES_MAX ||
        wish->align_bits > ALIGN_BITS_MAX) {
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
    struct area *area = &memories[grant->resource];
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
    };
    unsigned align_bits = (wish->align_bits > KAAL_PAGE_BITS) ? wish->align_bits : KAAL_PAGE_BITS;
    uint32_t id = GRANT_NONE;
    struct component_mark mark;
    kaal_err_t err = check_wish(wish);

    if (err == KAAL_OK) {
        err = entries_take(&unused, &grant.resource);
    }
    if (err != KAAL_OK) {
        return err;
    }
    grant.a = grant.bytes;
    mark = component_begin(component);
    err = give(component, &grant, align_bits, &id);
    if (err != KAAL_OK) {
        bool is_clean = id == GRANT_NONE || revoke(id, KAAL_NEWS_NONE).is_clean;

        if (id == GRANT_NONE) {
            entries_put(&unused, grant.resource);
        }
        (void)component_undo(component, &mark, is_clean);
        return err;
    }
    component_commit(component);
    *answer = (struct kaal_wire_mapped){id, 0, grant.address, grant.bytes};
    return KAAL_OK;
}

void memory_source(const struct grant *grant, struct share_source *source)
{
    *source = (struct share_source){
        .frames = area_frames(&memories[grant->resource]),
        .window = component_memory,
        .read = VSPACE_READ,
        .write = VSPACE_READ_WRITE,
    };
}

/* What a component got at its spawn is in no area, and goes with its account. */
static enum released release_memory(const struct grant *grant)
{
    bool is_clean = true;

    if (grant->address != 0) {
        is_clean = area_deinit(&memories[grant->resource]);
        entries_put(&unused, grant->resource);
    }
    return released_if(is_clean);
}

void memory_init(void)
{
    static const struct revoke_kind memory_kind = {NULL, NULL, release_memory, true};

    revoke_register(KAAL_GRANT_MEMORY, &memory_kind);
    entries_init(&unused, next_memory, LIMIT_MEMORIES);
}
