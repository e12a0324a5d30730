/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The grant table: entries with a generation, so that an old id never names a new grant.
 */
#include "grant/grant.h"

#include <string.h>

#include "limits.h"

#define INDEX_BITS 12
#define INDEX_MASK (((uint32_t)1 << INDEX_BITS) - 1)

_Static_assert(LIMIT_GRANTS <= (1 << INDEX_BITS), "an id holds the index");

struct entry {
    struct grant grant;
    bool is_live;
    uint32_t generation;
};

static struct entry table[LIMIT_GRANTS];
static uint32_t live;

void grant_init(void)
{
    for (uint32_t i = 0; i < LIMIT_GRANTS; i++) {
        table[i] = (struct entry){0};
    }
    live = 0;
}

kaal_err_t grant_add(const struct grant *grant)
{
    for (uint32_t i = 0; i < LIMIT_GRANTS; i++) {
        struct entry *entry = &table[i];

        if (entry->is_live) {
            continue;
        }
        entry->generation++;
        entry->grant = *grant;
        entry->grant.id = (entry->generation << INDEX_BITS) | (i & INDEX_MASK);
        entry->is_live = true;
        live++;
        return KAAL_OK;
    }
    return KAAL_ERR_NO_SLOTS;
}

static uint32_t remove_matching(uint32_t holder, const char *about)
{
    uint32_t removed = 0;

    for (uint32_t i = 0; i < LIMIT_GRANTS; i++) {
        struct entry *entry = &table[i];

        if (entry->is_live && entry->grant.holder == holder &&
            (about == NULL || strcmp(entry->grant.about, about) == 0)) {
            entry->is_live = false;
            live--;
            removed++;
        }
    }
    return removed;
}

uint32_t grant_remove_about(uint32_t holder, const char *about)
{
    return remove_matching(holder, about);
}

void grant_remove_all(uint32_t holder)
{
    (void)remove_matching(holder, NULL);
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

bool grant_is_valid(void)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < LIMIT_GRANTS; i++) {
        count += table[i].is_live;
        if (table[i].is_live && (table[i].grant.id & INDEX_MASK) != i) {
            return false;
        }
    }
    return count == live;
}
