/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The grant table: entries with a generation, so that an old id never names a new grant. All links
 * are indices; each operation takes a constant time but grant_is_valid, grant_leaf, and
 * entering one that has an address into the list of its holder.
 */
#include "grant/grant.h"

#include <kaal/assert.h>

#include "limits.h"
#include "resource/quota.h"

#define INDEX_BITS 16
#define INDEX_MASK (((uint32_t)1 << INDEX_BITS) - 1)
#define NONE       ((uint16_t)0xffff)

_Static_assert(LIMIT_GRANTS < NONE, "a link holds the index");

struct entry {
    struct grant grant;
    bool is_live;
    uint16_t generation;

    /* The tree. */
    uint16_t parent;
    uint16_t first_child;
    uint16_t next_sibling;
    uint16_t previous_sibling;

    /* The list of the holder; `next` is the list of unused entries too. */
    uint16_t next;
    uint16_t previous;
};

struct holder {
    uint16_t first;
    uint16_t count;
    uint32_t limit;
};

static struct entry table[LIMIT_GRANTS];
static struct holder holders[LIMIT_COMPONENTS];
static uint16_t first_unused;
static uint16_t last_unused; /* entries go to the end: an id comes again as late as can be */
static uint32_t live;
static const struct grant_listener *listener;

void grant_init(void)
{
    for (uint32_t i = 0; i < LIMIT_GRANTS; i++) {
        table[i] = (struct entry){.next = (i + 1 < LIMIT_GRANTS) ? (uint16_t)(i + 1) : NONE};
    }
    for (uint32_t i = 0; i < LIMIT_COMPONENTS; i++) {
        holders[i] = (struct holder){.first = NONE, .limit = LIMIT_GRANTS};
    }
    first_unused = 0;
    last_unused = LIMIT_GRANTS - 1;
    live = 0;
}

void grant_listen(const struct grant_listener *wanted)
{
    listener = wanted;
}

static uint32_t id_of(uint16_t index)
{
    return (index == NONE) ? GRANT_NONE : table[index].grant.id;
}

/* The entry of a live grant. */
static uint16_t entry_of(uint32_t id)
{
    KAAL_ASSERT(grant_get(id) != NULL);
    return (uint16_t)(id & INDEX_MASK);
}

const struct grant *grant_get(uint32_t id)
{
    uint32_t index = id & INDEX_MASK;

    if (index >= LIMIT_GRANTS || !table[index].is_live || table[index].grant.id != id) {
        return NULL;
    }
    return &table[index].grant;
}

uint32_t grant_index(uint32_t id)
{
    return entry_of(id);
}

static void enter_tree(uint16_t index, uint16_t parent)
{
    struct entry *entry = &table[index];

    entry->parent = parent;
    entry->first_child = NONE;
    entry->previous_sibling = NONE;
    entry->next_sibling = NONE;
    if (parent == NONE) {
        return;
    }
    entry->next_sibling = table[parent].first_child;
    if (entry->next_sibling != NONE) {
        table[entry->next_sibling].previous_sibling = index;
    }
    table[parent].first_child = index;
}

static void leave_tree(const struct entry *entry)
{
    if (entry->next_sibling != NONE) {
        table[entry->next_sibling].previous_sibling = entry->previous_sibling;
    }
    if (entry->previous_sibling != NONE) {
        table[entry->previous_sibling].next_sibling = entry->next_sibling;
    } else if (entry->parent != NONE) {
        table[entry->parent].first_child = entry->next_sibling;
    }
}

static void enter_list(uint16_t index, struct holder *holder)
{
    struct entry *entry = &table[index];

    entry->previous = NONE;
    entry->next = holder->first;
    while (entry->next != NONE && table[entry->next].grant.address < entry->grant.address) {
        entry->previous = entry->next;
        entry->next = table[entry->next].next;
    }
    if (entry->next != NONE) {
        table[entry->next].previous = index;
    }
    if (entry->previous != NONE) {
        table[entry->previous].next = index;
    } else {
        holder->first = index;
    }
    holder->count++;
}

static void leave_list(const struct entry *entry, struct holder *holder)
{
    if (entry->next != NONE) {
        table[entry->next].previous = entry->previous;
    }
    if (entry->previous != NONE) {
        table[entry->previous].next = entry->next;
    } else {
        holder->first = entry->next;
    }
    holder->count--;
}

void grant_set_limit(uint32_t holder, uint32_t limit)
{
    holders[holder].limit = limit;
}

kaal_err_t grant_add(const struct grant *grant, uint32_t parent, uint32_t *id)
{
    uint16_t index = first_unused;
    struct entry *entry = NULL;

    if (holders[grant->holder].count >= holders[grant->holder].limit) {
        return quota_refuse(grant->holder, QUOTA_GRANTS, 1, holders[grant->holder].count,
                            holders[grant->holder].limit);
    }
    if (index == NONE) {
        return KAAL_ERR_NO_SLOTS;
    }
    entry = &table[index];
    first_unused = entry->next;
    if (first_unused == NONE) {
        last_unused = NONE;
    }
    entry->generation = (entry->generation == UINT16_MAX) ? 1 : (uint16_t)(entry->generation + 1);
    entry->grant = *grant;
    entry->grant.id = ((uint32_t)entry->generation << INDEX_BITS) | index;
    entry->is_live = true;
    enter_tree(index, (parent == GRANT_NONE) ? NONE : entry_of(parent));
    enter_list(index, &holders[grant->holder]);
    live++;
    if (id != NULL) {
        *id = entry->grant.id;
    }
    if (listener != NULL) {
        listener->came(&entry->grant, parent);
    }
    return KAAL_OK;
}

void grant_set(uint32_t id, uint64_t a, uint64_t b)
{
    struct entry *entry = &table[entry_of(id)];

    entry->grant.a = a;
    entry->grant.b = b;
    if (listener != NULL) {
        listener->changed(&entry->grant, id_of(entry->parent));
    }
}

void grant_set_slot(uint32_t id, uint32_t slot)
{
    table[entry_of(id)].grant.slot = (uint8_t)slot;
}

uint32_t grant_parent(uint32_t id)
{
    return id_of(table[entry_of(id)].parent);
}

uint32_t grant_depth(uint32_t id)
{
    uint32_t depth = 0;

    for (uint16_t at = table[entry_of(id)].parent; at != NONE; at = table[at].parent) {
        depth++;
    }
    return depth;
}

uint32_t grant_leaf(uint32_t id)
{
    uint16_t index = entry_of(id);

    while (table[index].first_child != NONE) {
        index = table[index].first_child;
    }
    return id_of(index);
}

uint32_t grant_next_below(uint32_t top, uint32_t id)
{
    uint16_t end = entry_of(top);
    uint16_t index = entry_of(id);

    if (table[index].first_child != NONE) {
        return id_of(table[index].first_child);
    }
    while (index != end && table[index].next_sibling == NONE) {
        index = table[index].parent;
    }
    return (index == end) ? GRANT_NONE : id_of(table[index].next_sibling);
}

void grant_doom(uint32_t id)
{
    table[entry_of(id)].grant.is_ending = true;
}

void grant_remove(uint32_t id)
{
    uint16_t index = entry_of(id);
    struct entry *entry = &table[index];

    KAAL_ASSERT(entry->first_child == NONE);
    if (listener != NULL) {
        listener->goes(&entry->grant, id_of(entry->parent));
    }
    leave_tree(entry);
    leave_list(entry, &holders[entry->grant.holder]);
    entry->is_live = false;
    entry->next = NONE;
    if (last_unused == NONE) {
        first_unused = index;
    } else {
        table[last_unused].next = index;
    }
    last_unused = index;
    live--;
}

uint32_t grant_first_of(uint32_t holder)
{
    return id_of(holders[holder].first);
}

uint32_t grant_next_of(uint32_t id)
{
    return id_of(table[entry_of(id)].next);
}

uint32_t grant_count_of(uint32_t holder)
{
    return holders[holder].count;
}

kaal_err_t grant_next(uint32_t *index, const struct grant **grant)
{
    for (uint32_t i = *index; i < LIMIT_GRANTS; i++) {
        if (table[i].is_live) {
            *index = i + 1;
            *grant = &table[i].grant;
            return KAAL_OK;
        }
    }
    return KAAL_ERR_END;
}

uint32_t grant_total(void)
{
    return LIMIT_GRANTS;
}

uint32_t grant_available(void)
{
    return LIMIT_GRANTS - live;
}

static bool entry_is_valid(uint16_t index)
{
    const struct entry *entry = &table[index];
    const struct entry *parent = (entry->parent != NONE) ? &table[entry->parent] : NULL;

    if ((entry->grant.id & INDEX_MASK) != index || (parent != NULL && !parent->is_live)) {
        return false;
    }
    if (entry->previous_sibling != NONE) {
        return table[entry->previous_sibling].next_sibling == index &&
               table[entry->previous_sibling].parent == entry->parent;
    }
    return parent == NULL || parent->first_child == index;
}

static bool list_is_valid(uint32_t holder)
{
    uint32_t count = 0;
    uint16_t before = NONE;

    for (uint16_t i = holders[holder].first; i != NONE && count <= live; i = table[i].next) {
        if (!table[i].is_live || table[i].previous != before || table[i].grant.holder != holder) {
            return false;
        }
        before = i;
        count++;
    }
    return count == holders[holder].count;
}

bool grant_is_valid(void)
{
    uint32_t entries = 0;
    uint32_t listed = 0;

    for (uint32_t i = 0; i < LIMIT_GRANTS; i++) {
        entries += table[i].is_live;
        if (table[i].is_live && !entry_is_valid((uint16_t)i)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < LIMIT_COMPONENTS; i++) {
        if (!list_is_valid(i)) {
            return false;
        }
        listed += holders[i].count;
    }
    return entries == live && listed == live;
}
