/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One pass over the components, when the clock says that something is due.
 */
#include "supervise/rounds.h"

#include "arch/counter.h"
#include "spawn/component.h"
#include "supervise/clock.h"
#include "supervise/lifetime.h"

static void fire_alarm(struct component *component, uint64_t now_ns)
{
    if (component->alarm_at_ns != 0 && component->alarm_at_ns <= now_ns) {
        component->alarm_at_ns = 0;
        component_signal(component, KAAL_EVENT_BIT_ALARM);
    }
    clock_expect(component->alarm_at_ns);
}

/* Of all that wait to begin again, the one that has waited longest beyond its time. */
static struct component *more_urgent(struct component *component, struct component *other)
{
    if (component->begin_at_ns == 0) {
        return other;
    }
    clock_expect(component->begin_at_ns);
    return (other == NULL || component->begin_at_ns < other->begin_at_ns) ? component : other;
}

void rounds_tick(void)
{
    uint64_t now_ns = counter_now_ns();
    struct component *first = NULL;

    if (!clock_take_due(now_ns)) {
        return;
    }
    for (uint32_t i = 0; i < component_count(); i++) {
        struct component *component = component_get(i);

        if (component != NULL) {
            fire_alarm(component, now_ns);
            first = more_urgent(component, first);
        }
    }
    if (first != NULL && first->begin_at_ns <= now_ns) {
        lifetime_begin_again(first);
    }
}
