/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A short queue for each component, and a table of watchers by what they watch.
 */
#include "grant/news.h"

#include "limits.h"
#include "resource/entries.h"
#include "resource/quota.h"
#include "spawn/component.h"

#define QUEUE   8U /* of one component; a power of two */
#define BUCKETS 256U
#define NONE    ((uint16_t)0xffff)

struct queue {
    uint32_t first; /* run freely */
    uint32_t end;
    uint32_t lost;
    uint32_t watching; /* entries of `watches` */
    struct {
        uint32_t kind;
        uint32_t about;
    } entries[QUEUE];
};

struct watch {
    uint32_t about;
    uint16_t kind;
    uint16_t component;
    uint16_t next; /* of its bucket */
};

static struct queue queues[LIMIT_COMPONENTS];
static struct watch watches[LIMIT_WATCHES];
static uint16_t buckets[BUCKETS];
static uint16_t next_watch[LIMIT_WATCHES];
static struct entries unused;

_Static_assert(LIMIT_WATCHES < NONE, "a link holds the index");

void news_init(void)
{
    entries_init(&unused, next_watch, LIMIT_WATCHES);
    for (uint32_t i = 0; i < BUCKETS; i++) {
        buckets[i] = NONE;
    }
}

void news_post(uint32_t component, enum kaal_news_kind kind, uint32_t about)
{
    struct queue *queue = &queues[component];
    const struct component *holder = component_get(component);

    if (holder == NULL || holder->state != KAAL_STATE_RUNNING) {
        return;
    }
    if (queue->end - queue->first == QUEUE) {
        queue->lost++;
        return;
    }
    queue->entries[queue->end % QUEUE].kind = kind;
    queue->entries[queue->end % QUEUE].about = about;
    queue->end++;
    component_signal(holder, KAAL_EVENT_BIT_NEWS);
}

kaal_err_t news_take(uint32_t component, struct kaal_wire_news *news)
{
    struct queue *queue = &queues[component];

    if (queue->end == queue->first) {
        return KAAL_ERR_EMPTY;
    }
    *news = (struct kaal_wire_news){
        .kind = queue->entries[queue->first % QUEUE].kind,
        .about = queue->entries[queue->first % QUEUE].about,
        .lost = queue->lost,
    };
    queue->first++;
    queue->lost = 0;
    return KAAL_OK;
}

static uint16_t *bucket_of(uint32_t about)
{
    return &buckets[(about ^ (about >> 16)) % BUCKETS];
}

/* Take the watch that a link leads to off its bucket. */
static void drop(uint16_t *link)
{
    uint16_t index = *link;

    queues[watches[index].component].watching--;
    *link = watches[index].next;
    entries_put(&unused, index);
}

void news_forget(uint32_t component)
{
    for (uint32_t i = 0; i < BUCKETS && queues[component].watching > 0; i++) {
        uint16_t *link = &buckets[i];

        while (*link != NONE) {
            if (watches[*link].component == component) {
                drop(link);
            } else {
                link = &watches[*link].next;
            }
        }
    }
    queues[component] = (struct queue){0};
}

kaal_err_t news_watch(uint32_t component, uint32_t about, enum kaal_news_kind kind)
{
    uint16_t *bucket = bucket_of(about);
    uint16_t index = 0;
    kaal_err_t err = KAAL_OK;

    for (uint16_t i = *bucket; i != NONE; i = watches[i].next) {
        if (watches[i].about == about && watches[i].kind == kind &&
            watches[i].component == component) {
            return KAAL_ERR_STATE;
        }
    }
    if (queues[component].watching == LIMIT_WATCHES_EACH) {
        return quota_refuse(component, QUOTA_WATCHES, 1, queues[component].watching,
                            LIMIT_WATCHES_EACH);
    }
    err = entries_take(&unused, &index);
    if (err != KAAL_OK) {
        return err;
    }
    watches[index] = (struct watch){about, (uint16_t)kind, (uint16_t)component, *bucket};
    *bucket = index;
    queues[component].watching++;
    return KAAL_OK;
}

void news_watched(uint32_t about, enum kaal_news_kind kind)
{
    uint16_t *link = bucket_of(about);

    while (*link != NONE) {
        const struct watch watch = watches[*link];

        if (watch.about == about && watch.kind == kind) {
            drop(link);
            news_post(watch.component, kind, about);
        } else {
            link = &watches[*link].next;
        }
    }
}
