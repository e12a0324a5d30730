/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests to the broker from outside, over a TCP connection to the component `control`.
 *
 *     request: kaal_remote_request | payload      answer: kaal_remote_answer | payload
 *
 * A request is one of wire/broker.h: its number, and its struct as payload. Control sends it to the
 * broker as its own, if it is one of those that it forwards; the answer has the broker's error and,
 * with KAAL_OK, the broker's struct, padded to whole words of 8 bytes. Answers come in the order of
 * the requests, which may be sent ahead.
 *
 * What is forwarded: LIST; AUDIT but FETCH and VERIFY; POLICY_PUT; POLICY but TAKE. A policy is its
 * connection's: what others ask about it is KAAL_ERR_STATE, as if the broker had said so, and it is
 * dropped with the connection. To begin one while another connection has one, or has just had one,
 * waits; so do pieces and marks that come too fast (services/control/gate.h).
 *
 * An answer with `from` KAAL_REMOTE_CONTROL is control's own: the connection ends with it, and its
 * payload is a sentence that says why. Its errors: KAAL_ERR_FORMAT what was sent is no request;
 * KAAL_ERR_LONG its payload is too long; KAAL_ERR_DENIED it is not forwarded; KAAL_ERR_SHORT the
 * connection ended within it; KAAL_ERR_TIMEOUT nothing whole came, or nothing was taken, or its
 * turn did not come, for KAAL_REMOTE_PATIENCE_NS; KAAL_ERR_BUSY others have taken its place.
 */
#pragma once

#include <kaal/types.h>
#include <kaal/wire/broker.h>

#define KAAL_REMOTE_MAGIC       0x3152414bU /* "KAR1", as it lies in memory */
#define KAAL_REMOTE_PATIENCE_NS (10 * KAAL_NS_PER_S)
#define KAAL_REMOTE_BYTES_MAX   KAAL_MESSAGE_BYTES_MAX /* of a payload */

enum kaal_remote_from {
    KAAL_REMOTE_BROKER = 0,
    KAAL_REMOTE_CONTROL = 1,
};

/* Numbers are little-endian. */
struct kaal_remote_request {
    uint32_t magic;
    uint32_t request; /* enum kaal_request */
    uint32_t length_bytes;
    uint32_t reserved; /* 0 */
};

struct kaal_remote_answer {
    uint32_t magic;
    uint32_t err; /* enum kaal_err */
    uint32_t length_bytes;
    uint32_t from; /* enum kaal_remote_from */
};

_Static_assert(sizeof(struct kaal_remote_request) == 16, "wire format");
_Static_assert(sizeof(struct kaal_remote_answer) == 16, "wire format");
