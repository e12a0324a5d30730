/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading a policy (kaal/wire/policy.h): checked once as a whole, borrowed ever after, and asked
 * who may have what. Pure: the broker, the host command and the tests use the same.
 * Which policy is in force belongs to broker/policy.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>
#include <kaal/wire/policy.h>

/* A policy that was checked. The pointers go into the data that was opened. */
struct kaal_policy {
    const struct kaal_wire_policy_header *header;
    const struct kaal_wire_policy_subject *subjects;
    const struct kaal_wire_policy_rule *rules;
    const struct kaal_wire_policy_assertion *assertions;
    const uint32_t *members;
    const char *text;
};

/*
 * Check a policy, but for its assertions (policy/reach.h). data: aligned to 8, borrowed as long as
 * `policy` is used. reason: on failure a constant text that says what is wrong, for a person.
 * Errors: KAAL_ERR_ALIGN data is not aligned; KAAL_ERR_SHORT, KAAL_ERR_LONG its size is not what
 * its counts say; KAAL_ERR_FORMAT it is no policy, is not sorted, or a string is not terminated or
 * doubled; KAAL_ERR_VERSION; KAAL_ERR_RANGE a number or an index is out of its range;
 * KAAL_ERR_NO_SLOTS it has more of something than wire/policy.h allows. On failure `policy` is
 * untouched.
 */
KAAL_CHECKED kaal_err_t kaal_policy_open(const void *data, uint64_t bytes,
                                         struct kaal_policy *policy, const char **reason);

/* The key of a text: FNV-1a, 64 bits. */
uint64_t kaal_policy_hash(const char *text);

/* The index of a subject; KAAL_POLICY_NONE when the policy has none of that name. */
uint32_t kaal_policy_subject(const struct kaal_policy *policy, const char *name);

/* The order of rules within a subject: below 0, 0 or above. */
int kaal_policy_compare(const struct kaal_policy *policy, const struct kaal_wire_policy_rule *one,
                        const struct kaal_wire_policy_rule *other);

/* Fill in kind_end of a subject, whose rules are sorted; their kinds are sound. */
void kaal_policy_index(const struct kaal_wire_policy_rule *rules,
                       struct kaal_wire_policy_subject *subject);

/*
 * The rule of a subject for exactly this; KAAL_POLICY_NONE when there is none.
 * text: of kinds that have one, else NULL: the key says all. subject may be KAAL_POLICY_NONE.
 */
uint32_t kaal_policy_find(const struct kaal_policy *policy, uint32_t subject,
                          enum kaal_policy_kind kind, uint64_t key, const char *text);

/* Whether a kind of rule is about devices. */
bool kaal_policy_is_device(uint32_t kind);

/*
 * Whether a device's rule lets its holder reach all memory: by its DMA, which needs something to
 * write, registers or a pool.
 */
bool kaal_policy_is_unconfined(const struct kaal_wire_policy_rule *rule);
