/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who depends on whom is the system description's affair.
 */
#include "supervise/dependants.h"

#include "arch/counter.h"
#include "supervise/clock.h"

static const struct system *description;

void dependants_init(const struct system *system)
{
    description = system;
}

void dependants_mark(const struct component *component)
{
    for (uint32_t i = 0; i < description->header->dependency_count; i++) {
        const struct kaal_wire_system_dependency *dependency = &description->dependencies[i];
        struct component *dependant = component_get(dependency->component);

        if (dependency->on == component->index && dependant->state == KAAL_STATE_RUNNING) {
            dependant->is_outdated = true;
            clock_expect(counter_now_ns());
        }
    }
}
