/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One pass over the components, when the clock says that something is due.
 */
#include "supervise/rounds.h"

#include "arch/counter.h"
#include "audit/audit.h"
#include "audit/log.h"
#include "spawn/component.h"
#include "supervise/clock.h"
#include "supervise/crash.h"
#include "supervise/heartbeat.h"
#include "supervise/lifetime.h"

/*
 * The one component that is ended or begun in this round: whose time came first. Those that are
 * outdated come before all others, and in the order of the description.
 */
struct choice {
    struct component *component; /* NULL: none */
    uint64_t at_ns;
};

static void consider(struct choice *choice, struct component *component, uint64_t at_ns)
{
    if (choice->component == NULL || at_ns < choice->at_ns) {
        *choice = (struct choice){component, at_ns};
    }
}

static void fire_alarm(struct component *component, uint64_t now_ns)
{
    if (component->alarm_at_ns != 0 && component->alarm_at_ns <= now_ns) {
        component->alarm_at_ns = 0;
        component_signal(component, KAAL_EVENT_BIT_ALARM);
    }
}

static void look_at(struct component *component, uint64_t now_ns, struct choice *choice)
{
    fire_alarm(component, now_ns);
    if (component->is_outdated) {
        consider(choice, component, 0);
        clock_expect(now_ns);
    }
    if (heartbeat_is_missed(component, now_ns)) {
        consider(choice, component, component->ask_at_ns);
    }
    if (component->begin_at_ns != 0 && component->begin_at_ns <= now_ns && !audit_is_full()) {
        consider(choice, component, component->begin_at_ns);
    }
    clock_expect(component->alarm_at_ns);
    clock_expect(component->ask_at_ns);
    clock_expect(component->begin_at_ns);
}

static void end_hung(struct component *component)
{
    struct log_line what = {0};

    log_append(&what, "heartbeat_ms=%u", component->description->heartbeat_ms);
    crash_keep(component, KAAL_CAUSE_HEARTBEAT, 0, &what);
    log_write("heartbeat: component=%s has not answered in %u ms: stopped",
              component_name(component), component->description->heartbeat_ms);
    lifetime_end(component, KAAL_CAUSE_HEARTBEAT, 0);
}

void rounds_tick(void)
{
    uint64_t now_ns = counter_now_ns();
    struct choice choice = {0};

    if (!clock_take_due(now_ns)) {
        return;
    }
    for (uint32_t i = 0; i < component_count(); i++) {
        struct component *component = component_get(i);

        if (component != NULL) {
            look_at(component, now_ns, &choice);
        }
    }
    if (choice.component == NULL) {
        return;
    }
    if (choice.component->is_outdated) {
        lifetime_renew(choice.component);
    } else if (choice.component->state == KAAL_STATE_RUNNING) {
        end_hung(choice.component);
    } else {
        lifetime_begin_again(choice.component);
    }
}
