/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From names to components.
 */
#include "supervise/target.h"

#include <string.h>

#include "spawn/guard.h"

kaal_err_t target_name(const struct kaal_wire_target *target, struct component **component)
{
    struct component *found = NULL;

    if (target->reserved != 0 || memchr(target->name, '\0', sizeof(target->name)) == NULL ||
        (target->component != 0) != (target->name[0] == '\0')) {
        return KAAL_ERR_INVALID;
    }
    found = (target->component != 0) ? component_of_id(target->component)
                                     : component_find(target->name);
    if (found == NULL) {
        return KAAL_ERR_NOT_FOUND;
    }
    *component = found;
    return KAAL_OK;
}

kaal_err_t target_find(struct component *by, const struct kaal_wire_target *target, uint32_t act,
                       struct component **component, const char **reason)
{
    struct component *found = NULL;
    kaal_err_t err = target_name(target, &found);

    if (err == KAAL_OK) {
        err = guard_act(by, found, act, reason);
    }
    if (err == KAAL_OK) {
        *component = found;
    }
    return err;
}
