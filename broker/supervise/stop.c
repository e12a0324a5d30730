/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The end of a component. The order matters: the thread first, then devices, then memory.
 */
#include "supervise/stop.h"

#include "audit/log.h"
#include "audit/trail.h"
#include "grant/grant.h"
#include "grant/news.h"
#include "resource/kernel.h"
#include "spawn/handover.h"
#include "spawn/readers.h"
#include "spawn/spawn.h"

enum kaal_component_state stop_state(enum kaal_cause cause)
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
    case KAAL_CAUSE_POLICY:
        return KAAL_STATE_KILLED;
    case KAAL_CAUSE_SPAWN:
        return KAAL_STATE_FAILED;
    }
    return KAAL_STATE_KILLED;
}

void stop_mark(struct component *component, enum kaal_cause cause, int64_t exit_code)
{
    component->state = KAAL_STATE_ENDING;
    component->cause = cause;
    component->ends++;
    component->exit_code = exit_code;
    component->alarm_at_ns = 0;
    component->ask_at_ns = 0;
    component->is_outdated = false;
    component->is_waiting = false;
    readers_leave(component);
}

/* A thread that cannot be suspended goes with the revoke of its account. */
void stop_thread(const struct component *component, struct stopping *stopping)
{
    if (!stopping->is_stopped) {
        trail_end(component, component->cause, component->exit_code);
        (void)!KERNEL_CALL(seL4_TCB_Suspend, component->tcb);
        stopping->is_stopped = true;
    }
}

/* Take a part of what it was granted since its spawn; returns false when there is no more. */
static bool take_grant(const struct component *component, struct stopping *stopping)
{
    struct revoking *revoking = &stopping->revoking;
    uint32_t id = grant_first_of(component->index);
    enum kaal_audit_why before = KAAL_AUDIT_WHY_ENDED;

    while (id != GRANT_NONE && !revoke_is_separate(grant_get(id))) {
        id = grant_next_of(id);
    }
    if (id == GRANT_NONE) {
        return false;
    }
    if (revoking->id == GRANT_NONE) {
        revoke_begin(revoking, id, KAAL_NEWS_NONE);
    }
    before = trail_because(KAAL_AUDIT_WHY_ENDED);
    if (revoke_part(revoking)) {
        stopping->is_unclean = stopping->is_unclean || !revoking->revoked.is_clean;
        revoking->id = GRANT_NONE;
    }
    (void)trail_because(before);
    return true;
}

/* Take a part of what it was spawned with; returns whether it was the last one. */
static bool take_spawn(struct component *component, struct stopping *stopping)
{
    enum kaal_audit_why before = trail_because(
        (component->cause == KAAL_CAUSE_SPAWN) ? KAAL_AUDIT_WHY_UNDONE : KAAL_AUDIT_WHY_ENDED);
    bool is_clean = true;
    bool is_over = false;

    while (grant_first_of(component->index) != GRANT_NONE) {
        (void)revoke(grant_first_of(component->index), KAAL_NEWS_NONE);
    }
    is_over = spawn_release_part(component, &is_clean);
    if (is_over && !component->is_being_replaced) {
        is_clean = handover_release(component) && is_clean;
    }
    stopping->is_unclean = stopping->is_unclean || !is_clean;
    (void)trail_because(before);
    return is_over;
}

bool stop_part(struct component *component, struct stopping *stopping)
{
    if (take_grant(component, stopping) || !take_spawn(component, stopping)) {
        return false;
    }
    news_forget(component->index);
    if (stopping->is_unclean) {
        log_write("broker: a part of the memory of %s is quarantined", component_name(component));
    }
    return true;
}
