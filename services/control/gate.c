/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One owner, and the earliest times for what is costly.
 */
#include "control/gate.h"

#include <string.h>

#include <kaal/wire/audit.h>
#include <kaal/wire/policy_request.h>

#include "control/frame.h"

static bool is_act(const struct kaal_remote_request *request, const void *payload, uint32_t number,
                   uint32_t act)
{
    return request->request == number && frame_first_word(request, payload) == act;
}

static bool is_put(const struct kaal_remote_request *request)
{
    return request->request == KAAL_REQUEST_POLICY_PUT;
}

static bool is_about_policy(const struct kaal_remote_request *request)
{
    return is_put(request) || request->request == KAAL_REQUEST_POLICY;
}

static bool is_finish(const struct kaal_remote_request *request, const void *payload)
{
    return is_act(request, payload, KAAL_REQUEST_POLICY, KAAL_POLICY_FINISH);
}

bool gate_is_bringing(const struct kaal_remote_request *request, const void *payload)
{
    return is_put(request) || is_finish(request, payload);
}

/* The first piece of another policy. */
static enum gate_answer begin(struct gate *gate, uint32_t connection, uint64_t now_ns)
{
    bool is_anothers = gate->owner != 0 && gate->owner != connection && now_ns < gate->until_ns;

    if (is_anothers || now_ns < gate->begin_ns) {
        return GATE_WAIT;
    }
    gate->owner = connection;
    gate->until_ns = now_ns + GATE_HOLD_NS;
    gate->begin_ns = now_ns + GATE_BEGIN_NS;
    gate->step_ns = now_ns + GATE_STEP_NS;
    return GATE_GO;
}

static enum gate_answer mark(struct gate *gate, uint64_t now_ns)
{
    if (now_ns < gate->mark_ns) {
        return GATE_WAIT;
    }
    gate->mark_ns = now_ns + GATE_MARK_NS;
    return GATE_GO;
}

static enum gate_answer step(struct gate *gate, uint64_t now_ns)
{
    if (now_ns < gate->step_ns) {
        return GATE_WAIT;
    }
    gate->step_ns = now_ns + GATE_STEP_NS;
    return GATE_GO;
}

enum gate_answer gate_ask(struct gate *gate, uint32_t connection,
                          const struct kaal_remote_request *request, const void *payload,
                          uint64_t now_ns)
{
    if (is_about_policy(request) && now_ns < gate->policy_ns) {
        return GATE_WAIT;
    }
    if (is_put(request) && frame_first_word(request, payload) == 0) {
        return begin(gate, connection, now_ns);
    }
    if (is_act(request, payload, KAAL_REQUEST_AUDIT, KAAL_AUDIT_ACT_MARK)) {
        return mark(gate, now_ns);
    }
    if (!is_about_policy(request) ||
        is_act(request, payload, KAAL_REQUEST_POLICY, KAAL_POLICY_SHOW)) {
        return GATE_GO;
    }
    if (gate->owner != connection) {
        return GATE_ANOTHER;
    }
    if (is_act(request, payload, KAAL_REQUEST_POLICY, KAAL_POLICY_DROP)) {
        gate->owner = 0;
    }
    return gate_is_bringing(request, payload) ? step(gate, now_ns) : GATE_GO;
}

void gate_answered(struct gate *gate, const struct kaal_remote_request *request, kaal_err_t err,
                   uint64_t now_ns)
{
    if (is_about_policy(request) && err != KAAL_OK && err != KAAL_ERR_END) {
        gate->policy_ns = now_ns + GATE_REFUSED_NS;
    }
}

bool gate_leave(struct gate *gate, uint32_t connection)
{
    bool is_own = connection != 0 && gate->owner == connection;

    gate->owner = is_own ? 0 : gate->owner;
    return is_own;
}
