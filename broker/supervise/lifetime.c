/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who spawned whom decides who may end whom, and who pays. Quota moves from the spawner to what it
 * has spawned, and back.
 */
#include "supervise/lifetime.h"

#include <string.h>

#include "arch/counter.h"
#include "audit/log.h"
#include "audit/trail.h"
#include "grant/grant.h"
#include "policy/system.h"
#include "spawn/guard.h"
#include "spawn/spawn.h"
#include "supervise/beginning.h"
#include "supervise/clock.h"
#include "supervise/ending.h"

static bool has_right(const struct component *component, enum kaal_right right)
{
    return (component->description->rights & (uint32_t)right) != 0;
}

/* Whether a limit is above another one; 0 stands for the default of both. */
static bool is_above(uint32_t limit, uint32_t own, uint32_t otherwise)
{
    return ((limit != 0) ? limit : otherwise) > ((own != 0) ? own : otherwise);
}

/* What a spawner may give: nothing that it does not have itself. */
static kaal_err_t authorise(struct component *by, const struct kaal_wire_system_component *what,
                            const char **reason)
{
    const struct kaal_wire_system_component *own = by->description;

    *reason = "it has not the right to spawn";
    if (!has_right(by, KAAL_RIGHT_SPAWN)) {
        return KAAL_ERR_DENIED;
    }
    *reason = "it gives a right that it has not";
    if ((what->rights & ~own->rights) != 0) {
        return KAAL_ERR_DENIED;
    }
    *reason = "it gives a priority above its own";
    if (what->priority > own->priority) {
        return KAAL_ERR_DENIED;
    }
    *reason = "it gives a limit above its own";
    if (is_above(what->slots, own->slots, KAAL_DEFAULT_SLOTS) ||
        is_above(what->grants, own->grants, KAAL_DEFAULT_GRANTS) ||
        is_above(what->channels, own->channels, KAAL_DEFAULT_CHANNELS) ||
        is_above(what->requests_per_s, own->requests_per_s, KAAL_DEFAULT_REQUESTS)) {
        return KAAL_ERR_DENIED;
    }
    *reason = "it is too deep below the one that boot began";
    if (guard_depth(by) == GUARD_DEPTH_MAX) {
        return KAAL_ERR_QUOTA;
    }
    return guard_spawn(by, what, reason);
}

/* Charge a spawner with what it gives away: memory and CPU time, all that it may ever use. */
static kaal_err_t charge(struct component *by, const struct kaal_wire_system_component *what)
{
    kaal_err_t err = account_charge(&by->account, what->memory_bytes);

    if (err != KAAL_OK) {
        return err;
    }
    err = account_charge_cpu(&by->account, 0, system_cpu_limit(what), false);
    if (err != KAAL_OK) {
        account_refund(&by->account, what->memory_bytes);
    }
    return err;
}

void lifetime_refund(struct component *by, const struct kaal_wire_system_component *what)
{
    account_refund(&by->account, what->memory_bytes);
    (void)!account_charge_cpu(&by->account, system_cpu_limit(what), 0, true);
}

/* Enter a component that does not exist yet, charged to its spawner. */
static kaal_err_t enter(struct component *by, const struct kaal_wire_system_component *what,
                        struct component **component, const char **reason)
{
    struct component *made = NULL;
    kaal_err_t err = charge(by, what);

    *reason = "the spawner's account";
    if (err != KAAL_OK) {
        return err;
    }
    *reason = "the name";
    err = component_add(what, by, &made);
    if (err != KAAL_OK) {
        lifetime_refund(by, what);
        return err;
    }
    *reason = "the grant";
    err = grant_add(&(struct grant){.kind = KAAL_GRANT_COMPONENT,
                                    .holder = by->index,
                                    .subject = made->index,
                                    .a = what->memory_bytes,
                                    .b = component_id(made),
                                    .made_ns = counter_now_ns()},
                    GRANT_NONE, &made->life);
    if (err != KAAL_OK) {
        component_remove(made);
        lifetime_refund(by, what);
        return err;
    }
    *component = made;
    return KAAL_OK;
}

/* Let the rules of its description decide about a component that has just ended. */
static void follow_rules(struct component *component)
{
    const struct kaal_wire_system_component *rules = component->description;
    bool is_failure = component->cause != KAAL_CAUSE_EXIT || component->exit_code != 0;
    uint64_t now_ns = counter_now_ns();
    uint64_t delay_ns = 0;

    switch (
        rule_decide(rules, &component->history, is_failure, component->ran_ns, now_ns, &delay_ns)) {
    case RULE_LEAVE:
        break;
    case RULE_AGAIN:
        component->state = KAAL_STATE_WAITING;
        component->begin_at_ns = now_ns + delay_ns;
        clock_expect(component->begin_at_ns);
        log_write("restart: %s in %lu ms", component_name(component), delay_ns / KAAL_NS_PER_MS);
        break;
    case RULE_HOLD:
        component->state = KAAL_STATE_HELD;
        trail_hold(component);
        log_write("hold: %s: it has ended %u times in %u ms", component_name(component),
                  rules->give_up_count, rules->give_up_ms);
        break;
    }
}

kaal_err_t lifetime_boot(struct component *component, const char **reason)
{
    kaal_err_t err = beginning_now(component, reason);

    if (err != KAAL_OK) {
        component->ran_ns = 0;
        follow_rules(component);
    }
    return err;
}

/* The begin that a request wanted is over. A failure is an end. */
static void then_answer(struct component *component, kaal_err_t err, const char *reason,
                        uint32_t ticket)
{
    if (err != KAAL_OK) {
        follow_rules(component);
    }
    ending_tell(ticket, err, reason);
}

static bool has_not_ended(const struct component *component)
{
    return component->state == KAAL_STATE_RUNNING || component->state == KAAL_STATE_BEGINNING ||
           component->state == KAAL_STATE_ENDING;
}

/* Begin again what the system description has and what has ended. */
static kaal_err_t spawn_described(struct component *by, const char *name, uint32_t ticket,
                                  const char **reason)
{
    struct component *component = component_find(name);
    kaal_err_t err = KAAL_OK;

    *reason = "only an administrator begins what the system description has";
    if (!has_right(by, KAAL_RIGHT_ADMIN)) {
        return KAAL_ERR_DENIED;
    }
    *reason = "the system description has no such component";
    if (component == NULL || !component->is_described) {
        return KAAL_ERR_NOT_FOUND;
    }
    err = guard_act(by, component, KAAL_POLICY_ACT_SPAWN, reason);
    if (err != KAAL_OK) {
        return err;
    }
    *reason = "it has not ended";
    if (has_not_ended(component)) {
        return KAAL_ERR_STATE;
    }
    component->history = (struct rule_history){0};
    beginning_begin(component, &(struct beginning_options){.then = then_answer, .ticket = ticket});
    return KAAL_OK;
}

kaal_err_t lifetime_spawn(struct component *by, const struct kaal_wire_system_component *what,
                          uint32_t ticket, const char **reason)
{
    struct component *component = NULL;
    kaal_err_t err = KAAL_OK;

    *reason = "the description is malformed";
    if (memchr(what->name, '\0', sizeof(what->name)) == NULL) {
        return KAAL_ERR_INVALID;
    }
    if (what->image[0] == '\0') {
        return spawn_described(by, what->name, ticket, reason);
    }
    err = system_check_component(what, reason);
    if (err == KAAL_OK) {
        err = authorise(by, what, reason);
    }
    if (err == KAAL_OK) {
        err = enter(by, what, &component, reason);
    }
    if (err != KAAL_OK) {
        return err;
    }
    beginning_begin(component, &(struct beginning_options){
                                   .then = then_answer, .is_forgotten = true, .ticket = ticket});
    return KAAL_OK;
}

static void then_rules(struct component *component, const struct ending_options *options)
{
    follow_rules(component);
    ending_tell(options->ticket, options->err, options->reason);
}

void lifetime_end(struct component *component, enum kaal_cause cause, int64_t exit_code)
{
    ending_begin(component, &(struct ending_options){
                                .cause = cause, .exit_code = exit_code, .then = then_rules});
}

static void end_by_force(struct component *component, uint32_t ticket)
{
    bool is_spawned = component->life != GRANT_NONE;

    ending_begin(component, &(struct ending_options){.cause = KAAL_CAUSE_KILL,
                                                     .is_forgotten = is_spawned,
                                                     .then = is_spawned ? NULL : then_rules,
                                                     .ticket = ticket});
}

kaal_err_t lifetime_kill(struct component *component, uint32_t ticket)
{
    kaal_err_t err = ending_check(component);

    if (err != KAAL_OK) {
        return err;
    }
    if (component->life == GRANT_NONE && !has_not_ended(component)) {
        ending_tell(ticket, KAAL_OK, NULL);
    } else {
        end_by_force(component, ticket);
    }
    return KAAL_OK;
}

void lifetime_evict(struct component *component)
{
    end_by_force(component, 0);
}

static void then_hold(struct component *component, const struct ending_options *options)
{
    component->state = KAAL_STATE_HELD;
    ending_tell(options->ticket, options->err, options->reason);
}

kaal_err_t lifetime_hold(struct component *component, uint32_t ticket)
{
    kaal_err_t err = ending_check(component);

    if (err == KAAL_OK) {
        ending_begin(component, &(struct ending_options){.cause = KAAL_CAUSE_ORDER,
                                                         .then = then_hold,
                                                         .ticket = ticket});
    }
    return err;
}

void lifetime_forbid(struct component *component)
{
    ending_begin(component, &(struct ending_options){
                                .cause = KAAL_CAUSE_POLICY,
                                .is_forgotten = component->life != GRANT_NONE,
                                .then = (component->life != GRANT_NONE) ? NULL : then_hold,
                            });
}

static void then_count(struct component *component, kaal_err_t err, const char *reason,
                       uint32_t ticket)
{
    component->is_being_replaced = false;
    component->restarts += (err == KAAL_OK);
    then_answer(component, err, reason, ticket);
}

static void then_begin(struct component *component, const struct ending_options *options)
{
    component->history = (struct rule_history){0};
    beginning_begin(component,
                    &(struct beginning_options){.then = then_count, .ticket = options->ticket});
}

static kaal_err_t restart(struct component *component, bool keeps_handover, uint32_t ticket)
{
    kaal_err_t err = ending_check(component);

    if (err == KAAL_OK) {
        ending_begin(component, &(struct ending_options){.cause = KAAL_CAUSE_ORDER,
                                                         .keeps_handover = keeps_handover,
                                                         .then = then_begin,
                                                         .ticket = ticket});
    }
    return err;
}

kaal_err_t lifetime_restart(struct component *component, uint32_t ticket)
{
    return restart(component, false, ticket);
}

static void say(struct component *component, kaal_err_t err, const char *reason, const char *why)
{
    if (err == KAAL_OK) {
        component->restarts++;
        log_write("restart: %s %s", component_name(component), why);
    } else {
        log_write("restart: %s failed: %s: %s", component_name(component), kaal_err_text(err),
                  reason);
        follow_rules(component);
    }
}

static void then_say_rules(struct component *component, kaal_err_t err, const char *reason,
                           uint32_t ticket)
{
    (void)ticket;
    say(component, err, reason, "by its rules");
}

void lifetime_begin_again(struct component *component)
{
    beginning_begin(component, &(struct beginning_options){.then = then_say_rules});
}

static void then_say_renewed(struct component *component, kaal_err_t err, const char *reason,
                             uint32_t ticket)
{
    (void)ticket;
    say(component, err, reason, "after one that it depends on");
}

static void then_renew(struct component *component, const struct ending_options *options)
{
    (void)options;
    beginning_begin(component, &(struct beginning_options){.then = then_say_renewed});
}

void lifetime_renew(struct component *component)
{
    ending_begin(component,
                 &(struct ending_options){.cause = KAAL_CAUSE_DEPENDENCY, .then = then_renew});
}

kaal_err_t lifetime_replace(struct component *component, const char *image, uint32_t ticket,
                            const char **reason)
{
    kaal_err_t err = guard_image(component, image, reason);

    if (err == KAAL_OK) {
        err = spawn_check_image(component, image, reason);
    }
    if (err == KAAL_OK) {
        err = ending_check(component);
    }
    if (err != KAAL_OK) {
        return err;
    }
    component_set_image(component, image);
    return restart(component, true, ticket);
}
