/* SPDX-License-Identifier: BSD-2-Clause */
/* Values for arguments: mostly ones that fit, some that nearly do, some from nowhere. */
#pragma once

#include "diff/method.h"
#include "diff/random.h"

/* A place for a capability as CNode methods name it. */
struct node {
    seL4_Word root;
    seL4_Word index;
    seL4_Word depth;
};

/* What the arguments of one call have in common. */
struct choice {
    struct random *random;
    const struct method *method;
    seL4_Word type; /* of Retype */
    struct node dest;
    struct node source;
    struct node pivot;
};

struct choice choose(struct random *random, const struct method *method);

/* One value; ARG_REGISTERS has many: choose_registers. */
seL4_Word choose_argument(const struct choice *choice, enum argument argument);
void choose_registers(struct random *random, seL4_UserContext *registers);

/* A capability address of the zone, most of the time. */
seL4_Word choose_cptr(struct random *random, enum zone zone);

/* An address to touch: never one that the test itself lives at. */
seL4_Word choose_address(struct random *random);

/* A word of a message. */
seL4_Word choose_word(struct random *random);

/* For choose_argument: a value of the argument's list; 0 without a list. */
seL4_Word choose_from_list(struct random *random, unsigned argument);
