/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Work on trees of components: a component is part of one such work at most, since an end takes
 * over those that are under way below it.
 */
#include "supervise/ending.h"

#include "arch/counter.h"
#include "audit/trail.h"
#include "grant/channel.h"
#include "grant/grant.h"
#include "grant/news.h"
#include "limits.h"
#include "resource/work.h"
#include "supervise/beginning.h"
#include "supervise/lifetime.h"
#include "supervise/stop.h"

/* Of each component, by its index. */
static struct ending {
    struct work work;         /* of a tree: by the one at its top */
    struct component *top;    /* NULL, but at the top */
    struct component *thread; /* the one that is stopped next; NULL: all are */
    struct component *at;     /* where the next one is taken apart */
    struct ending_options options;
    struct stopping stopping;
    bool has_run; /* there is something to take */
} endings[LIMIT_COMPONENTS];

static void (*on_end)(uint32_t ticket, kaal_err_t err, const char *reason);

void ending_on_end(void (*callback)(uint32_t ticket, kaal_err_t err, const char *reason))
{
    on_end = callback;
}

static struct ending *ending_of(const struct component *component)
{
    return &endings[component->index];
}

void ending_tell(uint32_t ticket, kaal_err_t err, const char *reason)
{
    if (ticket != 0) {
        on_end(ticket, err, reason);
    }
}

bool ending_forget_part(struct component *component)
{
    const struct grant *life = grant_get(component->life);
    enum kaal_audit_why before = KAAL_AUDIT_WHY_ENDED;

    if (!channel_forget_one(component)) {
        return false;
    }
    lifetime_refund(component_get(life->holder), component->description);
    before = trail_because((component->cause == KAAL_CAUSE_SPAWN) ? KAAL_AUDIT_WHY_UNDONE
                                                                  : KAAL_AUDIT_WHY_ENDED);
    grant_remove(component->life);
    (void)trail_because(before);
    component_remove(component);
    return true;
}

/* Mark one component. What is under way for it goes on as a part of the tree. */
static void mark(struct component *component, enum kaal_cause cause, int64_t exit_code)
{
    struct ending *ending = ending_of(component);

    component->begin_at_ns = 0;
    if (component->state == KAAL_STATE_ENDING) {
        work_cancel(&ending->work);
        ending->options.is_forgotten = true;
        component->is_being_replaced = false;
        return;
    }
    ending->options = (struct ending_options){0};
    ending->stopping = (struct stopping){.is_stopped = component->state == KAAL_STATE_BEGINNING};
    ending->has_run =
        component->state == KAAL_STATE_RUNNING || component->state == KAAL_STATE_BEGINNING;
    if (component->state == KAAL_STATE_BEGINNING) {
        beginning_cancel(component);
    }
    if (ending->has_run) {
        stop_mark(component, cause, exit_code);
    }
    component->state = KAAL_STATE_ENDING;
}

/* The same, and those who watch it are told when it is gone. */
static bool forget_part(struct component *component)
{
    uint32_t id = component_id(component);
    bool is_gone = ending_forget_part(component);

    if (is_gone) {
        news_watched(id, KAAL_NEWS_WATCHED_COMPONENT);
    }
    return is_gone;
}

/* One that was below another is gone. A kill of it is done, all else that was wanted is not. */
static bool forget_leaf(struct component *leaf)
{
    const struct ending_options *options = &ending_of(leaf)->options;

    if (!forget_part(leaf)) {
        return false;
    }
    if (options->then != NULL) {
        ending_tell(options->ticket, KAAL_ERR_DEAD, "its spawner has ended");
    } else {
        ending_tell(options->ticket, options->err, options->reason);
    }
    return true;
}

/* All below the top are forgotten, and it is stopped. */
static bool follow(struct ending *ending)
{
    const struct ending_options options = ending->options; /* another end may follow at once */

    if (!options.is_forgotten) {
        ending->top->state = stop_state(ending->top->cause);
        news_watched(component_id(ending->top), KAAL_NEWS_WATCHED_COMPONENT);
        options.then(ending->top, &options);
        return true;
    }
    if (!forget_part(ending->top)) {
        return false;
    }
    ending_tell(options.ticket, options.err, options.reason);
    return true;
}

static bool part(struct work *work)
{
    struct ending *ending = (void *)work;
    struct component *leaf = NULL;

    if (ending->thread != NULL) {
        if (ending_of(ending->thread)->has_run) {
            stop_thread(ending->thread, &ending_of(ending->thread)->stopping);
        }
        ending->thread = component_next_below(ending->top, ending->thread);
        return false;
    }
    leaf = component_leaf(ending->at);
    ending->at = leaf;
    if (ending_of(leaf)->has_run) {
        ending_of(leaf)->has_run = !stop_part(leaf, &ending_of(leaf)->stopping);
        return false;
    }
    if (leaf == ending->top) {
        return follow(ending);
    }
    ending->at = component_get(leaf->parent);
    if (!forget_leaf(leaf)) {
        ending->at = leaf;
    }
    return false;
}

kaal_err_t ending_check(const struct component *component)
{
    const struct ending *ending = ending_of(component);
    bool is_mine = work_is_under_way(&ending->work) && ending->options.ticket == 0;

    return (component->state != KAAL_STATE_ENDING || is_mine) ? KAAL_OK : KAAL_ERR_STATE;
}

void ending_begin(struct component *component, const struct ending_options *options)
{
    struct ending *ending = ending_of(component);
    struct component *below = component;

    if (component->state == KAAL_STATE_ENDING) {
        ending->options = *options;
        component->is_being_replaced = options->keeps_handover;
        return;
    }
    component->ran_ns =
        (component->state == KAAL_STATE_RUNNING) ? counter_now_ns() - component->began_ns : 0;
    mark(component, options->cause, options->exit_code);
    while ((below = component_next_below(component, below)) != NULL) {
        mark(below, KAAL_CAUSE_KILL, 0);
    }
    ending->options = *options;
    component->is_being_replaced = options->keeps_handover;
    ending->top = component;
    ending->thread = component;
    ending->at = component;
    work_begin(&ending->work, part);
}
