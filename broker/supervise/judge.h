/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether a policy, in force or not, allows what is there: components and live grants.
 * What becomes of those that it does not allow is supervise/enforce.h.
 */
#pragma once

#include "grant/grant.h"
#include "policy/decide.h"
#include "spawn/component.h"

/*
 * Whether there is anything of a component that can be ended: it runs, is about to begin again, or
 * has ended and its spawner still has the grant of it. Not when it is being ended.
 */
bool judge_is_there(const struct component *component);

/* May a component be, with what it is described with, by itself? */
struct decision judge_component(const struct kaal_policy *policy,
                                const struct component *component);

/* ... and all that are above it: else it ends together with one of them. */
struct decision judge_line(const struct kaal_policy *policy, const struct component *component);

/* What giving a part of a grant with such access is, enum kaal_policy_delegate or-ed. */
uint32_t judge_giving(const struct grant *grant, uint32_t access);

/* May a grant be, by itself? Those of a component's own life are its component's affair. */
struct decision judge_grant(const struct kaal_policy *policy, const struct grant *grant);
