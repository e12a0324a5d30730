/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests are counted down in a share for each tick.
 */
#include "serve/pace.h"

#include "limits.h"
#include "resource/kernel.h"

/* Of each component, by its index. */
static struct pace {
    uint32_t tick; /* that the share is of */
    uint32_t left;
    uint32_t ends; /* of the component when it was paused: another life is not */
    bool is_paused;
} paces[LIMIT_COMPONENTS];

static uint16_t paused[LIMIT_COMPONENTS]; /* indices */
static uint32_t paused_count;
static uint32_t tick; /* runs freely */

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

void pace_pause(const struct component *component)
{
    struct pace *pace = &paces[component->index];

    /* A thread that cannot be paused goes on with another share. */
    if (pace->is_paused || KERNEL_CALL(seL4_TCB_Suspend, component->tcb) != KAAL_OK) {
        return;
    }
    pace->is_paused = true;
    pace->ends = component->ends;
    paused[paused_count] = (uint16_t)component->index;
    paused_count++;
}

void pace_tick(void)
{
    tick++;
    for (uint32_t i = 0; i < paused_count; i++) {
        struct component *component = component_get(paused[i]);

        paces[paused[i]].is_paused = false;
        if (component != NULL && component->state == KAAL_STATE_RUNNING &&
            component->ends == paces[paused[i]].ends) {
            (void)!KERNEL_CALL(seL4_TCB_Resume, component->tcb);
        }
    }
    paused_count = 0;
}
