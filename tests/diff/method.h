/* SPDX-License-Identifier: BSD-2-Clause */
/* All invocations, as data: on what, with which capabilities and words. Values: argument.c. */
#pragma once

#include <stdint.h>

#include "diff/layout.h"

/* What an argument is; it decides which values are likely, not which are possible. */
enum argument {
    ARG_NONE,
    /* capabilities: of a zone (ZONE_*, from ARG_ZONE on), the three nodes of CNode methods, S_* */
    ARG_DEST_ROOT,
    ARG_SOURCE_ROOT,
    ARG_PIVOT_ROOT,
    ARG_NODE_ROOT,
    ARG_TCB_OR_NOTIFICATION,
    ARG_SINGLE,                          /* + enum single_slot */
    ARG_ZONE = ARG_SINGLE + SINGLE_SELF, /* + enum zone */
    /* words */
    ARG_DEST_INDEX = ARG_ZONE + ZONE_COUNT,
    ARG_DEST_DEPTH,
    ARG_SOURCE_INDEX,
    ARG_SOURCE_DEPTH,
    ARG_PIVOT_INDEX,
    ARG_PIVOT_DEPTH,
    ARG_RIGHTS,
    ARG_BADGE,
    ARG_TYPE,
    ARG_SIZE,
    ARG_NODE_INDEX,
    ARG_NODE_DEPTH,
    ARG_OFFSET,
    ARG_COUNT,
    ARG_FLAGS,
    ARG_READ_COUNT,
    ARG_WRITE_COUNT,
    ARG_REGISTERS, /* all of seL4_UserContext */
    ARG_GUARD,
    ARG_BUFFER,
    ARG_PRIORITY,
    ARG_VADDR,
    ARG_ATTRIBUTES,
    ARG_START,
    ARG_END,
    ARG_RANGE_START,
    ARG_RANGE_END,
    ARG_IRQ,
    ARG_SMALL,
    ARG_DOMAIN,
    ARG_SCHEDULE_INDEX,
    ARG_SCHEDULE_DOMAIN,
    ARG_DURATION,
    ARG_BUDGET,
    ARG_PERIOD,
    ARG_REFILLS,
    ARG_SMC,
    ARG_START_INDEX,
    ARG_SGI,
    ARG_TARGET,
    ARG_ZERO,
};

#define METHOD_CAPS  3
#define METHOD_WORDS 8

struct method {
    const char *name;
    seL4_Word label;
    uint8_t weight;
    uint8_t service;
    uint8_t caps[METHOD_CAPS];
    uint8_t words[METHOD_WORDS];
};

extern const struct method methods[];
extern const unsigned method_count;

/* A number that is the same in every configuration, for a label that may be a method's. */
seL4_Word method_canonical_label(seL4_Word label);
