/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Changing the policy while the system runs: for holders of KAAL_RIGHT_POLICY. A policy is written,
 * compiled and signed on the host (`kaal policy`, docs/guide/policy.md).
 *
 * A signature is all that bringing and applying need besides the right; what has none, a policy of
 * the boot image, needs KAAL_RIGHT_ADMIN as well. One candidate waits at a time; another one takes
 * its place. It is applied and dropped by who brought it: by that life of that component. All
 * functions call the broker.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/policy_request.h>

/*
 * Hand over the next piece of a signed policy. offset: where the piece before ended; 0 begins anew,
 * and what somebody else has brought in pieces is forgotten. bytes: 1 .. KAAL_POLICY_PIECE_BYTES.
 * Errors: KAAL_ERR_DENIED without the right; KAAL_ERR_RANGE bytes; KAAL_ERR_STATE the offset is
 * another, or somebody else has begun to bring one meanwhile; KAAL_ERR_LONG it is longer than any
 * policy: begin anew; KAAL_ERR_BUSY one is being checked.
 */
KAAL_CHECKED kaal_err_t kaal_policy_put(uint32_t offset, const void *data, uint32_t bytes);

/*
 * All was put: check it and make it the candidate. info: of it; untouched on failure.
 * Errors: KAAL_ERR_DENIED without the right, or the signature is not by the boot image's key;
 * KAAL_ERR_SHORT, KAAL_ERR_LONG its size is not what it says; KAAL_ERR_FORMAT, KAAL_ERR_RANGE,
 * KAAL_ERR_NO_SLOTS it is malformed; KAAL_ERR_VERSION its version is not above the one in force, or
 * its format is unknown; KAAL_ERR_STATE it breaks one of its own assertions; KAAL_ERR_BUSY another
 * one is being checked (what was put stays), or too much is under way. The broker's log says more.
 * Nothing is in force then that was not before.
 */
KAAL_CHECKED kaal_err_t kaal_policy_finish(struct kaal_wire_policy_info *info);

/*
 * Make a policy of the boot image the candidate. Errors: KAAL_ERR_DENIED without the right or
 * without KAAL_RIGHT_ADMIN; KAAL_ERR_NOT_FOUND there is none of that name; else as of
 * kaal_policy_finish, but for the signature.
 */
KAAL_CHECKED kaal_err_t kaal_policy_take(const char *name, struct kaal_wire_policy_info *info);

/* Forget the candidate, or what was put of one. Errors: KAAL_ERR_DENIED without the right;
 * KAAL_ERR_STATE it is somebody else's. */
KAAL_CHECKED kaal_err_t kaal_policy_drop(void);

/*
 * What is in force, or is the candidate. Errors: KAAL_ERR_DENIED without KAAL_RIGHT_LIST;
 * KAAL_ERR_NOT_FOUND there is no candidate.
 */
KAAL_CHECKED kaal_err_t kaal_policy_show(bool is_candidate, struct kaal_wire_policy_info *info);

/*
 * One thing that the candidate would change if it were put in force now. Start with cursor 0, go on
 * with the record's `next`. Errors: KAAL_ERR_END nothing more; KAAL_ERR_NOT_FOUND there is no
 * candidate; KAAL_ERR_DENIED without the right.
 */
KAAL_CHECKED kaal_err_t kaal_policy_change(uint32_t cursor, struct kaal_wire_policy_change *change);

/*
 * Put the candidate in force. When this returns, every component and grant that it does not allow
 * is gone; from its begin on nothing is given that it does not allow.
 *
 * version: of the candidate that is meant. Errors: KAAL_ERR_NOT_FOUND there is no candidate;
 * KAAL_ERR_STATE somebody else has brought it; KAAL_ERR_VERSION it has another version;
 * KAAL_ERR_BUSY another policy is being put in force, or too much is under way; KAAL_ERR_DENIED
 * without the right. The policy in force has not changed then. A caller that the new policy ends
 * does not come back.
 */
KAAL_CHECKED kaal_err_t kaal_policy_apply(uint32_t version);
