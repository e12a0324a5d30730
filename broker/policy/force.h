/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The policy in force, and the candidate for the next one. Pure. Decisions are policy/decide.h;
 * taking back what a new policy forbids is supervise/enforce.h.
 *
 * A candidate comes in pieces, signed (kaal/wire/policy.h), or whole out of the boot image. It is
 * proved in parts, and then waits: for being compared with what is in force, and for the switch.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

#include "policy/policy.h"
#include "policy/reach.h"

#define FORCE_HASH_BYTES 32

/*
 * Put the boot image's policy in force. Once. data: borrowed for ever. key: of whose signature
 * counts, KAAL_POLICY_KEY_BYTES, borrowed for ever; NULL: nobody's. Errors: as of kaal_policy_open,
 * and KAAL_ERR_STATE an assertion does not hold. reason: on failure a constant text.
 */
KAAL_CHECKED kaal_err_t force_begin(const void *data, uint64_t bytes, const uint8_t *key,
                                    const char **reason);

/* The policy in force; SHA-256 of its bytes; how many there were before it. */
const struct kaal_policy *force_policy(void);
const uint8_t *force_hash(void);
uint32_t force_generation(void);

/*
 * Take the next piece of a signed policy: offset 0 begins a new one, and forgets what is coming and
 * a candidate that came so; else it is where the one before ended. by: who brings it, of the
 * caller's choice; other pieces of it are only taken by the same.
 * Errors: KAAL_ERR_STATE the offset is another; KAAL_ERR_LONG it gets too long; then nothing of it
 * is left. KAAL_ERR_STATE, and no change, when somebody else brings one; KAAL_ERR_BUSY, and no
 * change, while one is being proved.
 */
KAAL_CHECKED kaal_err_t force_put(uint64_t by, uint64_t offset, const void *data, uint64_t bytes);

/*
 * Begin to prove what `by` has put: if all is well, it will be the candidate, instead of one that
 * is there. Errors: KAAL_ERR_SHORT, KAAL_ERR_LONG, KAAL_ERR_FORMAT it is not a signed policy;
 * KAAL_ERR_DENIED the signature is not the key's, or there is no key; KAAL_ERR_BUSY another one is
 * being proved. But for the last, what it had put is forgotten on failure.
 */
KAAL_CHECKED kaal_err_t force_finish(uint64_t by, const char **reason);

/* The same for a policy of the boot image. data: borrowed for ever. Errors: KAAL_ERR_BUSY. */
KAAL_CHECKED kaal_err_t force_take(uint64_t by, const void *data, uint64_t bytes,
                                   const char **reason);

/*
 * Go on with the proof that has begun, by one part of it: at most 1,500,000 instructions.
 * Returns whether it is over. err: what has come of it then: KAAL_ERR_VERSION its version is not
 * above that in force, or its format is unknown; else as of force_begin.
 */
bool force_prove(kaal_err_t *err, const char **reason);

/* The candidate, and SHA-256 of its bytes; NULL: there is none. */
const struct kaal_policy *force_candidate(void);
const uint8_t *force_candidate_hash(void);

/* Whether the candidate, if there is one, is that of `by`. */
bool force_is_own(uint64_t by);

/* Forget the candidate of `by`, and what it has put. Errors: KAAL_ERR_STATE there is nothing of it,
 * but somebody else's. */
KAAL_CHECKED kaal_err_t force_drop(uint64_t by);

/* Put the candidate, which is there, in force. Cannot fail. */
void force_switch(void);

/* How an assertion was broken when KAAL_ERR_STATE was the answer, and in which policy: valid until
 * the next one is checked. */
const struct kaal_reach_break *force_broken(struct kaal_policy *policy);
