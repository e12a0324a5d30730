/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who held what, told by the audit log alone. Pure: the unit and host tests use it too.
 */
#pragma once

#include <kaal/wire/audit.h>

#define REPLAY_INDICES 65536 /* an id's lower half names the entry of the broker's table */

struct replay_component {
    uint32_t id; /* 0: none */
    bool is_running;
    char name[KAAL_PLACE_BYTES];
};

struct replay {
    struct kaal_wire_audit_record grants[REPLAY_INDICES]; /* grant 0: none */
    struct replay_component components[REPLAY_INDICES];
    uint64_t seq; /* of the last record */
};

void replay_init(struct replay *replay);

/*
 * Take the next record. Returns NULL, or what cannot be: a constant text. Then nothing of the
 * record was taken. The first one is that of the boot.
 */
const char *replay_step(struct replay *replay, const struct kaal_wire_audit_record *record);

/* What is held by that id, and who is it; NULL: nothing, nobody. */
const struct kaal_wire_audit_record *replay_grant(const struct replay *replay, uint32_t id);
const struct replay_component *replay_component(const struct replay *replay, uint32_t id);
