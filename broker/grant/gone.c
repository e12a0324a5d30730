/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A ring of the last grants that were taken from somebody.
 */
#include "grant/gone.h"

#include <kaal/assert.h>

#include "spawn/component.h"

#define KEPT 64U

static struct gone {
    uint32_t component; /* id of its holder */
    uint32_t grant;
    uint64_t address;
    uint64_t bytes; /* 0: nothing was noted */
    enum kaal_news_kind news;
} kept[KEPT];
static uint32_t count; /* since boot, freely */

void gone_note(const struct grant *grant, enum kaal_news_kind news)
{
    const struct component *holder = component_get(grant->holder);

    if (holder != NULL && holder->state == KAAL_STATE_RUNNING && grant->bytes > 0) {
        kept[count % KEPT] =
            (struct gone){component_id(holder), grant->id, grant->address, grant->bytes, news};
        count++;
    }
}

static bool is_inside(uint64_t address, uint64_t start, uint64_t bytes)
{
    return address >= start && address - start < bytes;
}

static bool has_memory(uint32_t component, uint64_t address)
{
    uint32_t id = grant_first_of(component);

    while (id != GRANT_NONE && !is_inside(address, grant_get(id)->address, grant_get(id)->bytes)) {
        id = grant_next_of(id);
    }
    return id != GRANT_NONE;
}

const char *gone_reason(uint32_t component, uint64_t address, uint32_t *grant)
{
    static const char *const reasons[] = {
        [KAAL_NEWS_REVOKED] = "its grant was revoked",
        [KAAL_NEWS_PARENT] = "what its grant was made from has gone",
        [KAAL_NEWS_EXPIRED] = "the time of its grant is over",
        [KAAL_NEWS_POLICY] = "the policy does not allow its grant any more",
    };
    uint32_t id = component_id(component_get(component));

    if (has_memory(component, address)) {
        return NULL;
    }
    for (uint32_t i = 1; i <= KEPT; i++) {
        const struct gone *gone = &kept[(count - i) % KEPT];

        if (gone->component == id && is_inside(address, gone->address, gone->bytes)) {
            KAAL_ASSERT((uint32_t)gone->news < KAAL_ARRAY_LENGTH(reasons));
            *grant = gone->grant;
            return reasons[gone->news];
        }
    }
    return NULL;
}
