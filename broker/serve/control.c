/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests about components that come and go.
 */
#include "serve/request.h"

#include <string.h>

#include <kaal/wire/policy.h>

#include "audit/log.h"
#include "limits.h"
#include "serve/later.h"
#include "supervise/budget.h"
#include "supervise/ending.h"
#include "supervise/lifetime.h"
#include "supervise/target.h"

/* Names for the log, kept since both may be gone afterwards. */
struct names {
    char by[KAAL_NAME_BYTES];
    char of[KAAL_NAME_BYTES];
};

/* What was begun by a request: what its line will say. By ticket. */
static struct begun {
    struct names names;
    const char *verb;
    bool is_spawn;
} begun[LIMIT_LATER + 1];

/* One line for each thing done to a component, and for each refusal. */
static kaal_err_t report(const struct names *names, const char *verb, kaal_err_t err,
                         const char *reason)
{
    if (err == KAAL_OK) {
        log_write("%s: %s by %s", verb, names->of, names->by);
    } else {
        log_write("refuse: %s asks to %s %s: %s%s%s", names->by, verb, names->of,
                  kaal_err_text(err), (reason != NULL) ? ": " : "", (reason != NULL) ? reason : "");
    }
    return err;
}

static void keep_names(const struct request *request, const char *of, struct names *names)
{
    memcpy(names->by, component_name(request->from), sizeof(names->by));
    memcpy(names->of, of, sizeof(names->of));
}

/* The target of a request, and the names for its line. */
static kaal_err_t find(const struct request *request, const struct kaal_wire_target *target,
                       uint32_t what, struct component **component, struct names *names,
                       const char **reason)
{
    static const char somebody[KAAL_NAME_BYTES] = "somebody";
    kaal_err_t err = target_find(request->from, target, what, component, reason);

    keep_names(request, (err == KAAL_OK) ? component_name(*component) : somebody, names);
    return err;
}

/* Who has spawned something is told what. */
static void describe(const char *name, struct answer *answer)
{
    const struct component *made = component_find(name);
    struct kaal_wire_spawned *spawned = (void *)answer->words;

    *spawned = (struct kaal_wire_spawned){component_id(made), made->life};
    answer->bytes = sizeof(struct kaal_wire_spawned);
}

/* What a request has begun is over. */
static void end(uint32_t ticket, kaal_err_t err, const char *reason)
{
    static struct answer answer;
    const struct begun *one = &begun[ticket];

    (void)report(&one->names, one->verb, err, reason);
    answer.bytes = 0;
    if (one->is_spawn && err == KAAL_OK) {
        describe(one->names.of, &answer);
    }
    later_end(ticket, err, &answer);
}

void control_init(void)
{
    ending_on_end(end);
}

/* Begins what a request wants; an error says that nothing has begun. */
typedef kaal_err_t action_fn(const struct request *request, struct component *component,
                             uint32_t ticket, const char **reason);

/* Do something to a component that may take long. */
static kaal_err_t act_on(const struct request *request, struct answer *answer, const char *verb,
                         struct component *component, action_fn *action)
{
    const char *reason = NULL;
    uint32_t ticket = LATER_NONE;
    struct names names;
    kaal_err_t err = later_take(request->from, &ticket);

    keep_names(request, component_name(component), &names);
    if (err != KAAL_OK) {
        return report(&names, verb, err, "too many such requests are under way");
    }
    begun[ticket].names = names;
    begun[ticket].verb = verb;
    begun[ticket].is_spawn = false;
    err = action(request, component, ticket, &reason);
    if (err != KAAL_OK) {
        later_put(ticket);
        return report(&names, verb, err, reason);
    }
    answer->is_later = !later_is_over(ticket, &err);
    return err;
}

kaal_err_t control_spawn(const struct request *request, struct answer *answer)
{
    const struct kaal_wire_system_component *what = (const void *)request->words;
    const char *reason = "too many such requests are under way";
    uint32_t ticket = LATER_NONE;
    struct names names;
    kaal_err_t err = KAAL_OK;

    if (memchr(what->name, '\0', sizeof(what->name)) == NULL) {
        return KAAL_ERR_INVALID;
    }
    keep_names(request, what->name, &names);
    err = later_take(request->from, &ticket);
    if (err != KAAL_OK) {
        return report(&names, "spawn", err, reason);
    }
    begun[ticket].names = names;
    begun[ticket].verb = "spawn";
    begun[ticket].is_spawn = true;
    err = lifetime_spawn(request->from, what, ticket, &reason);
    if (err != KAAL_OK) {
        later_put(ticket);
        return report(&names, "spawn", err, reason);
    }
    answer->is_later = !later_is_over(ticket, &err);
    if (!answer->is_later && err == KAAL_OK) {
        describe(what->name, answer);
    }
    return err;
}

/* The same to the target of a request, for who may do `what`: one of enum kaal_policy_act. */
static kaal_err_t act(const struct request *request, struct answer *answer, uint32_t what,
                      const char *verb, const struct kaal_wire_target *target, action_fn *action)
{
    struct component *component = NULL;
    const char *reason = NULL;
    struct names names;
    kaal_err_t err = find(request, target, what, &component, &names, &reason);

    return (err == KAAL_OK) ? act_on(request, answer, verb, component, action)
                            : report(&names, verb, err, reason);
}

static kaal_err_t do_kill(const struct request *request, struct component *component,
                          uint32_t ticket, const char **reason)
{
    (void)request;
    (void)reason;
    return lifetime_kill(component, ticket);
}

kaal_err_t control_end(const struct request *request, struct answer *answer,
                       struct component *component)
{
    return act_on(request, answer, "kill", component, do_kill);
}

kaal_err_t control_kill(const struct request *request, struct answer *answer)
{
    return act(request, answer, KAAL_POLICY_ACT_KILL, "kill", (const void *)request->words,
               do_kill);
}

static kaal_err_t do_restart(const struct request *request, struct component *component,
                             uint32_t ticket, const char **reason)
{
    (void)request;
    (void)reason;
    return lifetime_restart(component, ticket);
}

kaal_err_t control_restart(const struct request *request, struct answer *answer)
{
    return act(request, answer, KAAL_POLICY_ACT_RESTART, "restart", (const void *)request->words,
               do_restart);
}

static kaal_err_t do_replace(const struct request *request, struct component *component,
                             uint32_t ticket, const char **reason)
{
    const struct kaal_wire_replace *wish = (const void *)request->words;

    return lifetime_replace(component, wish->image, ticket, reason);
}

kaal_err_t control_replace(const struct request *request, struct answer *answer)
{
    const struct kaal_wire_replace *wish = (const void *)request->words;

    if (memchr(wish->image, '\0', sizeof(wish->image)) == NULL) {
        return KAAL_ERR_INVALID;
    }
    return act(request, answer, KAAL_POLICY_ACT_REPLACE, "replace", &wish->target, do_replace);
}

static kaal_err_t do_hold(const struct request *request, struct component *component,
                          uint32_t ticket, const char **reason)
{
    (void)request;
    (void)reason;
    return lifetime_hold(component, ticket);
}

kaal_err_t control_hold(const struct request *request, struct answer *answer)
{
    return act(request, answer, KAAL_POLICY_ACT_HOLD, "hold", (const void *)request->words,
               do_hold);
}

kaal_err_t control_budget(const struct request *request, struct answer *answer)
{
    const struct kaal_wire_budget *wish = (const void *)request->words;
    struct component *component = NULL;
    struct names names;
    const char *reason = NULL;
    kaal_err_t err =
        find(request, &wish->target, KAAL_POLICY_ACT_BUDGET, &component, &names, &reason);

    (void)answer;
    if (err == KAAL_OK) {
        err = budget_set(request->from, component, wish->budget_us, wish->period_us, &reason);
    }
    return report(&names, "budget", err, reason);
}
