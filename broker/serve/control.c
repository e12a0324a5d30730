/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests about components that come and go.
 */
#include "serve/request.h"

#include <string.h>

#include "audit/log.h"
#include "supervise/budget.h"
#include "supervise/lifetime.h"

/* Names for the log, kept since both may be gone afterwards. */
struct names {
    char by[KAAL_NAME_BYTES];
    char of[KAAL_NAME_BYTES];
};

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

kaal_err_t control_spawn(const struct request *request, struct answer *answer)
{
    const struct kaal_wire_system_component *what = (const void *)request->words;
    const char *reason = NULL;
    struct names names;
    kaal_err_t err = KAAL_OK;

    if (memchr(what->name, '\0', sizeof(what->name)) == NULL) {
        return KAAL_ERR_INVALID;
    }
    keep_names(request, what->name, &names);
    err = lifetime_spawn(request->from, what, (void *)answer->words, &reason);
    if (err == KAAL_OK) {
        answer->bytes = sizeof(struct kaal_wire_spawned);
    }
    return report(&names, "spawn", err, reason);
}

/* Do something to the target of a request. */
static kaal_err_t act(const struct request *request, const char *verb,
                      const struct kaal_wire_target *target,
                      kaal_err_t (*action)(const struct request *request,
                                           struct component *component, const char **reason))
{
    static const char somebody[KAAL_NAME_BYTES] = "somebody";
    const char *reason = NULL;
    struct component *component = NULL;
    struct names names;
    kaal_err_t err = lifetime_find(request->from, target, &component);

    keep_names(request, (err == KAAL_OK) ? component_name(component) : somebody, &names);
    if (err == KAAL_OK) {
        err = action(request, component, &reason);
    }
    return report(&names, verb, err, reason);
}

static kaal_err_t do_kill(const struct request *request, struct component *component,
                          const char **reason)
{
    (void)request;
    (void)reason;
    lifetime_kill(component);
    return KAAL_OK;
}

kaal_err_t control_kill(const struct request *request, struct answer *answer)
{
    (void)answer;
    return act(request, "kill", (const void *)request->words, do_kill);
}

static kaal_err_t do_restart(const struct request *request, struct component *component,
                             const char **reason)
{
    (void)request;
    return lifetime_restart(component, reason);
}

kaal_err_t control_restart(const struct request *request, struct answer *answer)
{
    (void)answer;
    return act(request, "restart", (const void *)request->words, do_restart);
}

static kaal_err_t do_replace(const struct request *request, struct component *component,
                             const char **reason)
{
    const struct kaal_wire_replace *wish = (const void *)request->words;

    return lifetime_replace(component, wish->image, reason);
}

kaal_err_t control_replace(const struct request *request, struct answer *answer)
{
    const struct kaal_wire_replace *wish = (const void *)request->words;

    (void)answer;
    if (memchr(wish->image, '\0', sizeof(wish->image)) == NULL) {
        return KAAL_ERR_INVALID;
    }
    return act(request, "replace", &wish->target, do_replace);
}

static kaal_err_t do_hold(const struct request *request, struct component *component,
                          const char **reason)
{
    (void)request;
    (void)reason;
    lifetime_hold(component);
    return KAAL_OK;
}

kaal_err_t control_hold(const struct request *request, struct answer *answer)
{
    (void)answer;
    return act(request, "hold", (const void *)request->words, do_hold);
}

static kaal_err_t do_set_budget(const struct request *request, struct component *component,
                                const char **reason)
{
    const struct kaal_wire_budget *wish = (const void *)request->words;

    (void)reason;
    return budget_set(request->from, component, wish->budget_us, wish->period_us);
}

kaal_err_t control_budget(const struct request *request, struct answer *answer)
{
    const struct kaal_wire_budget *wish = (const void *)request->words;

    (void)answer;
    return act(request, "budget", &wish->target, do_set_budget);
}
