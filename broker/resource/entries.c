/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The links lie beside the table, so that what an entry is about keeps nothing of it.
 */
#include "resource/entries.h"

#define NONE ((uint16_t)0xffff)

void entries_init(struct entries *entries, uint16_t *next, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        next[i] = (i + 1 < count) ? (uint16_t)(i + 1) : NONE;
    }
    *entries = (struct entries){(count > 0) ? 0 : NONE, next};
}

kaal_err_t entries_take(struct entries *entries, uint16_t *index)
{
    if (entries->first == NONE) {
        return KAAL_ERR_NO_SLOTS;
    }
    *index = entries->first;
    entries->first = entries->next[*index];
    return KAAL_OK;
}

void entries_put(struct entries *entries, uint16_t index)
{
    entries->next[index] = entries->first;
    entries->first = index;
}
