/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Asking and waiting. A component that hangs is noticed after one to two heartbeats.
 */
#include "supervise/heartbeat.h"

#include "arch/counter.h"
#include "supervise/clock.h"

static void expect_next(struct component *component, uint64_t now_ns)
{
    component->ask_at_ns = now_ns + component->description->heartbeat_ms * KAAL_NS_PER_MS;
    clock_expect(component->ask_at_ns);
}

void heartbeat_begin(struct component *component)
{
    component->is_asked = false;
    if (component->description->heartbeat_ms != 0) {
        expect_next(component, counter_now_ns());
    }
}

void heartbeat_take(struct component *component)
{
    component->is_asked = false;
}

bool heartbeat_is_missed(struct component *component, uint64_t now_ns)
{
    if (component->ask_at_ns == 0 || component->ask_at_ns > now_ns) {
        return false;
    }
    if (component->is_asked && !component->is_waiting) {
        return true;
    }
    component->is_asked = component_tell(component, KAAL_EVENT_BIT_HEARTBEAT);
    expect_next(component, now_ns);
    return false;
}
