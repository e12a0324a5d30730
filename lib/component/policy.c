/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls to the broker about the policy.
 */
#include <kaal/policy.h>

#include <string.h>

#include <kaal/component.h>
#include <kaal/wire/broker.h>

kaal_err_t kaal_policy_put(uint32_t offset, const void *data, uint32_t bytes)
{
    struct kaal_wire_policy_put request = {.offset = offset, .bytes = bytes};

    if (bytes == 0 || bytes > sizeof(request.data)) {
        return KAAL_ERR_RANGE;
    }
    memcpy(request.data, data, bytes);
    return kaal_broker_call(KAAL_REQUEST_POLICY_PUT, &request, sizeof(request), NULL, 0);
}

static kaal_err_t call(const struct kaal_wire_policy_request *request, void *answer, size_t bytes)
{
    return kaal_broker_call(KAAL_REQUEST_POLICY, request, sizeof(*request), answer, bytes);
}

kaal_err_t kaal_policy_finish(struct kaal_wire_policy_info *info)
{
    const struct kaal_wire_policy_request request = {.act = KAAL_POLICY_FINISH};

    return call(&request, info, sizeof(*info));
}

kaal_err_t kaal_policy_take(const char *name, struct kaal_wire_policy_info *info)
{
    struct kaal_wire_policy_request request = {.act = KAAL_POLICY_TAKE};

    if (strlen(name) >= sizeof(request.name)) {
        return KAAL_ERR_NOT_FOUND;
    }
    strcpy(request.name, name);
    return call(&request, info, sizeof(*info));
}

kaal_err_t kaal_policy_drop(void)
{
    const struct kaal_wire_policy_request request = {.act = KAAL_POLICY_DROP};

    return call(&request, NULL, 0);
}

kaal_err_t kaal_policy_show(bool is_candidate, struct kaal_wire_policy_info *info)
{
    const struct kaal_wire_policy_request request = {.act = KAAL_POLICY_SHOW,
                                                     .cursor = is_candidate ? 1 : 0};

    return call(&request, info, sizeof(*info));
}

kaal_err_t kaal_policy_change(uint32_t cursor, struct kaal_wire_policy_change *change)
{
    const struct kaal_wire_policy_request request = {.act = KAAL_POLICY_CHANGE, .cursor = cursor};

    return call(&request, change, sizeof(*change));
}

kaal_err_t kaal_policy_apply(uint32_t version)
{
    const struct kaal_wire_policy_request request = {.act = KAAL_POLICY_APPLY, .version = version};

    return call(&request, NULL, 0);
}
