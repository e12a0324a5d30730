/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One such work for each component. What a part does is known to spawn/spawn.h.
 */
#include "supervise/beginning.h"

#include "arch/counter.h"
#include "audit/log.h"
#include "audit/trail.h"
#include "limits.h"
#include "resource/ahead.h"
#include "resource/work.h"
#include "spawn/handover.h"
#include "spawn/spawn.h"
#include "supervise/dependants.h"
#include "supervise/ending.h"
#include "supervise/heartbeat.h"

/* Of each component, by its index. */
static struct beginning {
    struct work work;
    struct spawning spawning;
    struct beginning_options options;
    bool is_over; /* it has begun or failed */
} beginnings[LIMIT_COMPONENTS];

static void prepare(struct component *component)
{
    component->state = KAAL_STATE_BEGINNING;
    component->begin_at_ns = 0;
}

/* It runs. */
static void succeed(struct component *component)
{
    trail_begin(component, KAAL_OK);
    component->began_ns = counter_now_ns();
    heartbeat_begin(component);
    dependants_mark(component);
}

static void then_tell(struct component *component, const struct ending_options *options)
{
    beginnings[component->index].options.then(component, options->err, options->reason,
                                              options->ticket);
}

/* What there is of it goes as that of any other. */
static void fail(struct component *component, kaal_err_t err, const char *reason)
{
    struct beginning *beginning = &beginnings[component->index];

    trail_begin(component, err);
    beginning->is_over = true;
    ending_begin(component, &(struct ending_options){
                                .cause = KAAL_CAUSE_SPAWN,
                                .exit_code = err,
                                .is_forgotten = beginning->options.is_forgotten,
                                .then = beginning->options.is_forgotten ? NULL : then_tell,
                                .ticket = beginning->options.ticket,
                                .err = err,
                                .reason = reason,
                            });
}

static bool part(struct work *work)
{
    struct beginning *beginning = (void *)work;
    struct component *component = component_get((uint32_t)(beginning - beginnings));
    const char *reason = NULL;
    kaal_err_t err = KAAL_OK;

    /* One that has been found to be large waits even for what is ready and may get short. */
    if (ahead_is_short() || (beginning->spawning.filling.mapped_pages > 0 && ahead_is_awaited())) {
        work_pause();
        return false;
    }
    err = spawn_part(component, &beginning->spawning, &reason);
    if (err != KAAL_OK) {
        fail(component, err, reason);
        return true;
    }
    if (!beginning->spawning.is_over) {
        return false;
    }
    beginning->is_over = true;
    succeed(component);
    beginning->options.then(component, KAAL_OK, NULL, beginning->options.ticket);
    return true;
}

void beginning_begin(struct component *component, const struct beginning_options *options)
{
    struct beginning *beginning = &beginnings[component->index];

    *beginning = (struct beginning){.options = *options};
    prepare(component);
    work_begin_for(&beginning->work, part, SPAWN_NS);
}

void beginning_cancel(struct component *component)
{
    struct beginning *beginning = &beginnings[component->index];

    if (!beginning->is_over) {
        beginning->is_over = true;
        work_cancel(&beginning->work);
        trail_begin(component, KAAL_ERR_DEAD);
        ending_tell(beginning->options.ticket, KAAL_ERR_DEAD, "it was ended meanwhile");
    }
}

static void undo(struct component *component)
{
    bool is_clean = true;

    while (!spawn_release_part(component, &is_clean)) {
    }
    if (!handover_release(component) || !is_clean) {
        log_write("broker: a part of the memory of %s is quarantined", component_name(component));
    }
}

kaal_err_t beginning_now(struct component *component, const char **reason)
{
    struct spawning spawning = {0};
    kaal_err_t err = KAAL_OK;

    prepare(component);
    while (err == KAAL_OK && !spawning.is_over) {
        err = spawn_part(component, &spawning, reason);
    }
    if (err == KAAL_OK) {
        succeed(component);
        return KAAL_OK;
    }
    trail_begin(component, err);
    undo(component);
    component->state = KAAL_STATE_FAILED;
    component->cause = KAAL_CAUSE_SPAWN;
    component->exit_code = err;
    return err;
}
