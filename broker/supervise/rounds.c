/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One pass over the components, when the clock says that something is due.
 */
#include "supervise/rounds.h"

#include "arch/counter.h"
#include "audit/audit.h"
#include "audit/log.h"
#include "resource/work.h"
#include "spawn/component.h"
#include "supervise/clock.h"
#include "supervise/crash.h"
#include "supervise/heartbeat.h"
#include "supervise/lifetime.h"

#define AT_ONCE 16U /* components of one part */

/*
 * A pass that is under way, and the one component that is ended or begun after it: whose time came
 * first. Those that are outdated come before all others, and in the order of the description.
 */
static struct round {
    struct work work;
    uint64_t now_ns;
    uint32_t next;   /* index of the component that is looked at next */
    uint32_t chosen; /* its id; 0: none */
    uint64_t at_ns;
} current;

static void consider(struct round *round, const struct component *component, uint64_t at_ns)
{
    if (round->chosen == 0 || at_ns < round->at_ns) {
        round->chosen = component_id(component);
        round->at_ns = at_ns;
    }
}

static void fire_alarm(struct component *component, uint64_t now_ns)
{
    if (component->alarm_at_ns != 0 && component->alarm_at_ns <= now_ns) {
        component->alarm_at_ns = 0;
        component_signal(component, KAAL_EVENT_BIT_ALARM);
    }
}

static bool is_to_begin(const struct component *component, uint64_t now_ns)
{
    return component->begin_at_ns != 0 && component->begin_at_ns <= now_ns && !audit_is_full();
}

static void look_at(struct round *round, struct component *component)
{
    uint64_t now_ns = round->now_ns;

    fire_alarm(component, now_ns);
    if (component->is_outdated) {
        consider(round, component, 0);
        clock_expect(now_ns);
    }
    if (heartbeat_is_missed(component, now_ns)) {
        consider(round, component, component->ask_at_ns);
    }
    if (is_to_begin(component, now_ns)) {
        consider(round, component, component->begin_at_ns);
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

/* It may be another's turn by now, or have no need any more: then the next round looks again. */
static void act(const struct round *round)
{
    struct component *component = component_of_id(round->chosen);

    if (component == NULL) {
        return;
    }
    if (component->is_outdated) {
        lifetime_renew(component);
    } else if (heartbeat_is_missed(component, round->now_ns)) {
        end_hung(component);
    } else if (is_to_begin(component, round->now_ns)) {
        lifetime_begin_again(component);
    }
}

static bool part(struct work *work)
{
    struct round *round = (void *)work;

    for (uint32_t i = 0; i < AT_ONCE && round->next < component_count(); i++) {
        struct component *component = component_get(round->next);

        round->next++;
        if (component != NULL) {
            look_at(round, component);
        }
    }
    if (round->next < component_count()) {
        return false;
    }
    act(round);
    return true;
}

void rounds_tick(void)
{
    uint64_t now_ns = counter_now_ns();

    if (work_is_under_way(&current.work) || !clock_take_due(now_ns)) {
        return;
    }
    current.now_ns = now_ns;
    current.next = 0;
    current.chosen = 0;
    work_begin(&current.work, part);
}
