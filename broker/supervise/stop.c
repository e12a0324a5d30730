/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The end of a component. The order matters: the thread first, then devices, then memory.
 */
#include "supervise/stop.h"

#include "audit/log.h"
#include "audit/trail.h"
#include "grant/news.h"
#include "grant/revoke.h"
#include "resource/kernel.h"
#include "spawn/readers.h"
#include "spawn/handover.h"
#include "spawn/spawn.h"

static enum kaal_component_state state_after(enum kaal_cause cause)
{
    switch (cause) {
    case KAAL_CAUSE_EXIT:
        return KAAL_STATE_EXITED;
    case KAAL_CAUSE_FAULT:
    case KAAL_CAUSE_HEARTBEAT:
    case KAAL_CAUSE_OVERRUN:
        return KAAL_STATE_FAULTED;
    case KAAL_CAUSE_NONE:
    case KAAL_CAUSE_KILL:
    case KAAL_CAUSE_ORDER:
    case KAAL_CAUSE_DEPENDENCY:
        return KAAL_STATE_KILLED;
    case KAAL_CAUSE_SPAWN:
        return KAAL_STATE_FAILED;
    }
    return KAAL_STATE_KILLED;
}

void stop(struct component *component, enum kaal_cause cause, int64_t exit_code)
{
    bool is_clean = true;
    enum kaal_audit_why before = trail_because(KAAL_AUDIT_WHY_ENDED);

    trail_end(component, cause, exit_code);
    /* A thread that cannot be suspended goes with the revoke of its account. */
    (void)!KERNEL_CALL(seL4_TCB_Suspend, component->tcb);
    component->state = state_after(cause);
    component->cause = cause;
    component->ends++;
    component->exit_code = exit_code;
    component->alarm_at_ns = 0;
    component->ask_at_ns = 0;
    component->is_outdated = false;
    readers_leave(component);
    is_clean = revoke_all_of(component->index).is_clean;
    news_forget(component->index);
    news_watched(component_id(component), KAAL_NEWS_WATCHED_COMPONENT);
    is_clean = spawn_release(component) && is_clean;
    if (!component->is_being_replaced) {
        is_clean = handover_release(component) && is_clean;
    }
    (void)trail_because(before);
    if (!is_clean) {
        log_write("broker: a part of the memory of %s is quarantined", component_name(component));
    }
}
