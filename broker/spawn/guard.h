/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The policy in force, asked about components. What a component is to a policy: one of the system
 * description the subject of its name, one that was spawned the role that its spawner's rule gives
 * for its image. Decisions themselves are policy/decide.h.
 */
#pragma once

#include <kaal/err.h>

#include "policy/decide.h"
#include "spawn/component.h"

/*
 * So many components can be below one another, from one of the description on. Known here, since
 * whoever asks for a subject goes up to there.
 */
#define GUARD_DEPTH_MAX 16U

/* How many spawners are above a component. */
uint32_t guard_depth(const struct component *component);

/* Its subject in the policy in force; KAAL_POLICY_NONE: it allows no such component. */
uint32_t guard_subject(struct component *component);

/* The same for any policy. */
uint32_t guard_subject_under(const struct kaal_policy *policy, const struct component *component);

/* How many rules of the policy in force are about devices of a component that it allows. */
uint32_t guard_devices(struct component *component);

/*
 * Decisions by the policy in force. The rule that each rests on is noted for the audit log. reason:
 * of a refusal a constant text, else untouched. Errors: those of struct decision.
 */

/* May it be what its description says? */
KAAL_CHECKED kaal_err_t guard_description(struct component *component, const char **reason);

/* May it spawn such a component, and may that be what its description says? */
KAAL_CHECKED kaal_err_t guard_spawn(struct component *by,
                                    const struct kaal_wire_system_component *what,
                                    const char **reason);

/* May it be begun from another image? Of those that were spawned the spawner's rules decide. */
KAAL_CHECKED kaal_err_t guard_image(const struct component *component, const char *image,
                                    const char **reason);

/* May it have such a share of CPU time, in millionths of one CPU? */
KAAL_CHECKED kaal_err_t guard_cpu(struct component *component, uint32_t share, const char **reason);

/* May it have these parts of a device? */
KAAL_CHECKED kaal_err_t guard_device(struct component *component,
                                     const struct decide_device *device,
                                     const struct decide_parts *parts, const char **reason);

/* May a channel of a kind, one of enum kaal_policy_channel, join these? */
KAAL_CHECKED kaal_err_t guard_channel(struct component *one, struct component *other, uint32_t kind,
                                      const char **reason);

/* May it give another one this, enum kaal_policy_delegate or-ed? */
KAAL_CHECKED kaal_err_t guard_delegation(struct component *from, struct component *to,
                                         uint32_t what, const char **reason);

/*
 * May it do this, one of enum kaal_policy_act, to another? What is below it is its own; to others
 * an administrator, by its rules.
 */
KAAL_CHECKED kaal_err_t guard_act(struct component *by, struct component *on, uint32_t act,
                                  const char **reason);
