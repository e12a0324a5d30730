/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls to the broker about components that come and go.
 */
#include <string.h>

#include <kaal/component.h>
#include <kaal/control.h>

/* Errors: KAAL_ERR_NOT_FOUND no component can have such a name. */
static kaal_err_t target_of(uint32_t component, const char *name, struct kaal_wire_target *target)
{
    *target = (struct kaal_wire_target){.component = component};
    if (name == NULL) {
        return KAAL_OK;
    }
    if (strlen(name) >= sizeof(target->name)) {
        return KAAL_ERR_NOT_FOUND;
    }
    strcpy(target->name, name);
    return KAAL_OK;
}

kaal_err_t kaal_spawn(const struct kaal_wire_system_component *what,
                      struct kaal_wire_spawned *spawned)
{
    return kaal_broker_call(KAAL_REQUEST_SPAWN, what, sizeof(*what), spawned, sizeof(*spawned));
}

static kaal_err_t call_about(enum kaal_request request, uint32_t component, const char *name)
{
    struct kaal_wire_target target;
    kaal_err_t err = target_of(component, name, &target);

    if (err != KAAL_OK) {
        return err;
    }
    return kaal_broker_call(request, &target, sizeof(target), NULL, 0);
}

kaal_err_t kaal_kill(uint32_t component, const char *name)
{
    return call_about(KAAL_REQUEST_KILL, component, name);
}

kaal_err_t kaal_restart(uint32_t component, const char *name)
{
    return call_about(KAAL_REQUEST_RESTART, component, name);
}

kaal_err_t kaal_hold(uint32_t component, const char *name)
{
    return call_about(KAAL_REQUEST_HOLD, component, name);
}

kaal_err_t kaal_replace(uint32_t component, const char *name, const char *image)
{
    struct kaal_wire_replace request = {0};
    kaal_err_t err = target_of(component, name, &request.target);

    if (err == KAAL_OK && strlen(image) >= sizeof(request.image)) {
        err = KAAL_ERR_NOT_FOUND;
    }
    if (err != KAAL_OK) {
        return err;
    }
    strcpy(request.image, image);
    return kaal_broker_call(KAAL_REQUEST_REPLACE, &request, sizeof(request), NULL, 0);
}

kaal_err_t kaal_set_budget(uint32_t component, const char *name, uint32_t budget_us,
                           uint32_t period_us)
{
    struct kaal_wire_budget request = {.budget_us = budget_us, .period_us = period_us};
    kaal_err_t err = target_of(component, name, &request.target);

    if (err != KAAL_OK) {
        return err;
    }
    return kaal_broker_call(KAAL_REQUEST_BUDGET, &request, sizeof(request), NULL, 0);
}
