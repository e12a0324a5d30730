/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A world to attack, and attacks: each gets its error, and changes nothing.
 */
#pragma once

#include <kaal/wire/audit.h>
#include <kaal/wire/check.h>

#include "puppet.h"

#define FULL       "01234567890123456789012345678901" /* no NUL within a name's field */
#define GENERATION (1U << 16)                         /* in the ids of grants and components */

/* What the attackers find. Kid 0 may spawn and has spawned kid 2; kid 1 may do nothing. */
extern struct hostile_world {
    struct kaal_wire_mapped shell; /* memory of each */
    struct kaal_wire_mapped kids[2];
    uint32_t part;  /* of the shell's memory, read-only, kid 0's */
    uint32_t stale; /* has been revoked */
    uint32_t ids[4];
    uint32_t lives[4];
    struct kaal_wire_bundle bundle;
} world;

void hostile_boot(void);

/* A live grant of that kind. */
uint32_t hostile_grant_of(const char *name, enum kaal_grant_kind kind);

/* One attack, by a request. It is in the audit log. */
void hostile_attack(const char *what, enum puppet by, uint32_t request, const void *message,
                    size_t bytes, kaal_err_t expected);

#define ATTACK(what, by, number, type, expected, ...)                                            \
    hostile_attack((what), (by), KAAL_REQUEST_##number, &(struct kaal_wire_##type){__VA_ARGS__}, \
                   sizeof(struct kaal_wire_##type), KAAL_##expected)

/* Claims that nobody else has noticed, and the attackers live. least: so many attacks were made. */
void hostile_expect_peace(unsigned least);
