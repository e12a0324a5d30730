/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading a system description (kaal/wire/system.h): checked once as a whole, borrowed ever after.
 * Pure: no kernel, runs on the host. Acting on it belongs to spawn/ and grant/.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>
#include <kaal/wire/system.h>

#define SYSTEM_PRIORITY_MAX  200U
#define SYSTEM_PERIOD_US_MAX 10000000U

/* A description that was checked. The pointers go into the data that was opened. */
struct system {
    const struct kaal_wire_system_header *header;
    const struct kaal_wire_system_component *components;
    const struct kaal_wire_system_channel *channels;
    const struct kaal_wire_system_dependency *dependencies;
};

/*
 * Check a description. data: aligned to 8, borrowed as long as `system` is used.
 * reason: on failure a constant text that says what is wrong, for a person.
 * Errors: KAAL_ERR_ALIGN data is not aligned; KAAL_ERR_SHORT, KAAL_ERR_LONG its size is not what
 * its counts say; KAAL_ERR_FORMAT it is no description, or a string is not terminated or doubled;
 * KAAL_ERR_VERSION; KAAL_ERR_RANGE a number or an index is out of its range; KAAL_ERR_NO_SLOTS it
 * has more entries than limits.h allows. On failure `system` is untouched.
 */
KAAL_CHECKED kaal_err_t system_open(const void *data, uint64_t bytes, struct system *system,
                                    const char **reason);

/*
 * Check one component's description by itself, as system_open does.
 * reason, errors: as of system_open.
 */
KAAL_CHECKED kaal_err_t system_check_component(const struct kaal_wire_system_component *component,
                                               const char **reason);

/* The limit of CPU time of a description that was checked, as a share (wire/system.h). */
uint32_t system_cpu_limit(const struct kaal_wire_system_component *component);

/* Whether a field of KAAL_NAME_BYTES is a name: some printable characters without blanks. */
bool system_is_name(const char *field);

/* Check the kind and geometry of a channel by themselves. Errors: KAAL_ERR_RANGE. */
KAAL_CHECKED kaal_err_t system_check_channel(uint32_t kind, uint32_t slots, uint32_t slot_bytes);
