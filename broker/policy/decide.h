/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decisions by a policy: may this subject have that? Deny by default. Pure: the policy and all that
 * a decision rests on are arguments. Which policy is in force is policy/force.h; acting on a
 * decision belongs to spawn/, grant/ and supervise/.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/system.h>

#include "policy/policy.h"

/* A decision and what it rests on, for the log. */
struct decision {
    kaal_err_t err;     /* KAAL_OK, KAAL_ERR_DENIED, or KAAL_ERR_UNSUPPORTED: dma = isolated */
    uint32_t rule;      /* that allows it, or that is too narrow; KAAL_POLICY_NONE: none is there */
    const char *reason; /* of a refusal: a constant text */
};

/* All that a device can be named by: a rule for any of it is a rule for the device. */
#define DECIDE_NAMES_MAX 8

struct decide_device {
    uint32_t count;
    struct decide_name {
        uint64_t key;
        const char *text; /* of kinds that have one, borrowed; else NULL */
        enum kaal_policy_kind kind;
    } names[DECIDE_NAMES_MAX];
};

/*
 * Add a name, which is hashed here once for all decisions. One that is too many is left out: no
 * rule finds the device by it. text: borrowed as long as `device` is used.
 */
void decide_add_number(struct decide_device *device, enum kaal_policy_kind kind, uint64_t key);
void decide_add_text(struct decide_device *device, enum kaal_policy_kind kind, const char *text);

/* What is asked of it. */
struct decide_parts {
    uint32_t what; /* enum kaal_policy_part, or-ed */
    uint64_t dma_bytes;
};

/* May a subject have these parts of a device? Any rule that names the device may allow it all. */
struct decision decide_device(const struct kaal_policy *policy, uint32_t subject,
                              const struct decide_device *device, const struct decide_parts *parts);

/* Is a subject trusted with DMA of a device, by any rule that names it? */
bool decide_trusts(const struct kaal_policy *policy, uint32_t subject,
                   const struct decide_device *device);

/* May a component be what its description says: its limits and rights? */
struct decision decide_description(const struct kaal_policy *policy, uint32_t subject,
                                   const struct kaal_wire_system_component *what);

/* May a subject have such a share of CPU time, in millionths of one CPU? */
struct decision decide_cpu(const struct kaal_policy *policy, uint32_t subject, uint32_t share);

/* May a subject spawn from this image? role: what comes of it, set on success. */
struct decision decide_spawn(const struct kaal_policy *policy, uint32_t subject, const char *image,
                             uint32_t *role);

/* May a channel of a kind, one of enum kaal_policy_channel, join these? */
struct decision decide_channel(const struct kaal_policy *policy, uint32_t one, uint32_t other,
                               uint32_t kind);

/* May a subject give this, enum kaal_policy_delegate or-ed, to another? */
struct decision decide_delegation(const struct kaal_policy *policy, uint32_t from, uint32_t to,
                                  uint32_t what);

/* May a subject do this, one of enum kaal_policy_act, to another? */
struct decision decide_act(const struct kaal_policy *policy, uint32_t by, uint32_t on,
                           uint32_t act);
