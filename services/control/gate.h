/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When a request of a connection may go to the broker. Pure.
 *
 * To the broker all connections are one component. So what the broker keeps apart by component is
 * kept apart by connection here: a policy is that connection's which begins to bring it, until it
 * leaves, or until it has had GATE_HOLD_NS and another one wants to. And what costs the broker much
 * is asked so seldom that all strangers together cost little.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>
#include <kaal/wire/remote.h>

#define GATE_HOLD_NS    (5 * KAAL_NS_PER_S)   /* for a policy: less than another one's patience */
#define GATE_BEGIN_NS   KAAL_NS_PER_S         /* from policy to policy: each costs a signature */
#define GATE_REFUSED_NS KAAL_NS_PER_S         /* behind a refusal: each is logged, and recorded */
#define GATE_MARK_NS    KAAL_NS_PER_S         /* from mark to mark: each fills the audit log */
#define GATE_STEP_NS    (10 * KAAL_NS_PER_MS) /* from piece to piece: each costs two hashes */

/* All fields are private to gate.c. Zeroes: nobody has been here. */
struct gate {
    uint32_t owner; /* the connection whose the policy is; 0: nobody's */
    uint64_t until_ns;
    uint64_t begin_ns; /* the earliest time for each of these */
    uint64_t policy_ns;
    uint64_t mark_ns;
    uint64_t step_ns;
};

enum gate_answer {
    GATE_GO,
    GATE_WAIT,    /* not yet: ask again */
    GATE_ANOTHER, /* it is about a policy that is not this connection's */
};

/*
 * Ask for a whole request that frame_find has found, which is made now if the answer is GATE_GO.
 * connection: not 0. payload: of the length that the request says.
 */
enum gate_answer gate_ask(struct gate *gate, uint32_t connection,
                          const struct kaal_remote_request *request, const void *payload,
                          uint64_t now_ns);

/* The broker's answer to a request that was let through. */
void gate_answered(struct gate *gate, const struct kaal_remote_request *request, kaal_err_t err,
                   uint64_t now_ns);

/* A connection is over, or has brought a policy that was refused. Returns whether what the broker
 * has of it is to be dropped. */
bool gate_leave(struct gate *gate, uint32_t connection);

/* Whether a request hands over a policy or says that it is whole. */
bool gate_is_bringing(const struct kaal_remote_request *request, const void *payload);
