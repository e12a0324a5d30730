/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests are counted down in a share for each tick.
 */
#include "serve/pace.h"

#include "audit/trail.h"
#include "limits.h"
#include "resource/kernel.h"
#include "resource/work.h"

/* Of each component, by its index. */
static struct pace {
    uint32_t tick; /* that the share is of */
    uint32_t left;
    uint32_t ends; /* of the component when it was paused: another life is not */
    bool is_paused;
} paces[LIMIT_COMPONENTS];

/* Those that are paused, oldest first: each at most once. Ends run freely. */
static uint16_t paused[LIMIT_COMPONENTS]; /* indices */
static uint32_t paused_first;
static uint32_t paused_end;
static uint32_t due_end; /* those in front of it are to go on */
static uint32_t tick;    /* runs freely */
static struct work resuming;

_Static_assert((LIMIT_COMPONENTS & (LIMIT_COMPONENTS - 1)) == 0, "masked by the size");

/* A second's requests in shares of a tick, rounded up. */
static uint32_t share_of(const struct component *component)
{
    uint64_t per_s = component->description->requests_per_s;

    per_s = (per_s == 0) ? KAAL_DEFAULT_REQUESTS : per_s;
    return (uint32_t)((per_s * TICK_NS + KAAL_NS_PER_S - 1) / KAAL_NS_PER_S);
}

bool pace_count(const struct component *component)
{
    struct pace *pace = &paces[component->index];

    if (pace->tick != tick || pace->left == 0) {
        pace->tick = tick;
        pace->left = share_of(component);
    }
    pace->left--;
    return pace->left == 0;
}

/* It goes on at the next tick. */
static void enter(const struct component *component)
{
    struct pace *pace = &paces[component->index];

    pace->is_paused = true;
    pace->ends = component->ends;
    paused[paused_end % LIMIT_COMPONENTS] = (uint16_t)component->index;
    paused_end++;
}

void pace_pause(const struct component *component)
{
    if (paces[component->index].is_paused) {
        return;
    }
    trail_pause(component);
    /* A thread that cannot be paused goes on with another share. */
    if (KERNEL_CALL(seL4_TCB_Suspend, component->tcb) == KAAL_OK) {
        enter(component);
    }
}

/* Let the oldest one go on, unless that life of it is over. One that cannot is tried again. */
static void resume_one(void)
{
    uint32_t index = paused[paused_first % LIMIT_COMPONENTS];
    const struct component *component = component_get(index);

    paused_first++;
    paces[index].is_paused = false;
    if (component != NULL && component->state == KAAL_STATE_RUNNING &&
        component->ends == paces[index].ends &&
        KERNEL_CALL(seL4_TCB_Resume, component->tcb) != KAAL_OK) {
        enter(component);
    }
}

static bool part(struct work *work)
{
    (void)work;
    if (paused_first != due_end) {
        resume_one();
    }
    return paused_first == due_end;
}

void pace_tick(void)
{
    tick++;
    due_end = paused_end;
    if (paused_first != due_end && !work_is_under_way(&resuming)) {
        work_begin(&resuming, part);
    }
}
