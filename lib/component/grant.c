/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls to the broker about grants.
 */
#include <string.h>

#include <kaal/component.h>
#include <kaal/grant.h>

kaal_err_t kaal_memory(uint64_t bytes, uint32_t align_bits, uint32_t access,
                       struct kaal_wire_mapped *mapped)
{
    const struct kaal_wire_memory request = {
        .bytes = bytes, .align_bits = align_bits, .access = access};

    return kaal_broker_call(KAAL_REQUEST_MEMORY, &request, sizeof(request), mapped,
                            sizeof(*mapped));
}

kaal_err_t kaal_delegate(const struct kaal_wire_delegate *wish, uint32_t *id)
{
    struct kaal_wire_grant made = {0};
    kaal_err_t err =
        kaal_broker_call(KAAL_REQUEST_DELEGATE, wish, sizeof(*wish), &made, sizeof(made));

    if (err == KAAL_OK) {
        *id = made.grant;
    }
    return err;
}

kaal_err_t kaal_revoke(uint32_t grant)
{
    const struct kaal_wire_grant request = {.grant = grant};

    return kaal_broker_call(KAAL_REQUEST_REVOKE, &request, sizeof(request), NULL, 0);
}

kaal_err_t kaal_held(uint32_t grant, struct kaal_wire_held *held)
{
    const struct kaal_wire_grant request = {.grant = grant};

    return kaal_broker_call(KAAL_REQUEST_HELD, &request, sizeof(request), held, sizeof(*held));
}

kaal_err_t kaal_news(struct kaal_wire_news *news)
{
    return kaal_broker_call(KAAL_REQUEST_NEWS, NULL, 0, news, sizeof(*news));
}

kaal_err_t kaal_watch_grant(uint32_t grant)
{
    const struct kaal_wire_watch request = {.grant = grant};

    return kaal_broker_call(KAAL_REQUEST_WATCH, &request, sizeof(request), NULL, 0);
}

kaal_err_t kaal_watch_component(uint32_t component, const char *name)
{
    struct kaal_wire_watch request = {.component.component = component};

    if (name != NULL) {
        if (strlen(name) >= sizeof(request.component.name)) {
            return KAAL_ERR_NOT_FOUND;
        }
        strcpy(request.component.name, name);
    }
    return kaal_broker_call(KAAL_REQUEST_WATCH, &request, sizeof(request), NULL, 0);
}

kaal_err_t kaal_channel_make(const struct kaal_wire_channel_make *wish)
{
    return kaal_broker_call(KAAL_REQUEST_CHANNEL_MAKE, wish, sizeof(*wish), NULL, 0);
}
