/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests about the policy while the system runs: bringing a candidate, seeing what it would
 * change, putting it in force. They need KAAL_RIGHT_POLICY, but for KAAL_POLICY_SHOW, which needs
 * KAAL_RIGHT_LIST; KAAL_POLICY_TAKE needs KAAL_RIGHT_ADMIN, too. The format of a policy is
 * wire/policy.h.
 */
#pragma once

#include <kaal/types.h>

#define KAAL_POLICY_PIECE_BYTES 896
#define KAAL_POLICY_HASH_BYTES  32 /* SHA-256 */

/* KAAL_REQUEST_POLICY_PUT: a piece of a signed policy; empty answer. */
struct kaal_wire_policy_put {
    uint32_t offset; /* where the piece before ended; 0 begins another policy */
    uint32_t bytes;  /* of the piece, 1 .. KAAL_POLICY_PIECE_BYTES */
    uint8_t data[KAAL_POLICY_PIECE_BYTES];
};

/* What KAAL_REQUEST_POLICY does. */
enum kaal_policy_request {
    KAAL_POLICY_SHOW = 1,   /* kaal_wire_policy_info of the one in force, or of the candidate */
    KAAL_POLICY_FINISH = 2, /* what was put is whole: make it the candidate; its info */
    KAAL_POLICY_TAKE = 3,   /* make the boot image's of this name the candidate; its info */
    KAAL_POLICY_DROP = 4,   /* forget the candidate; empty answer */
    KAAL_POLICY_CHANGE = 5, /* what the candidate would change: kaal_wire_policy_change */
    KAAL_POLICY_APPLY = 6,  /* put the candidate in force; empty answer */
};

struct kaal_wire_policy_request {
    uint32_t act;     /* enum kaal_policy_request */
    uint32_t cursor;  /* CHANGE: 0 at first, then `next`; SHOW: 1 for the candidate */
    uint32_t version; /* APPLY: of the candidate that is meant, else 0 */
    uint32_t reserved;
    char name[KAAL_NAME_BYTES]; /* TAKE; else empty */
};

struct kaal_wire_policy_info {
    uint32_t version;
    uint32_t subjects;
    uint32_t rules;
    uint32_t assertions;
    uint32_t audit;              /* enum kaal_audit_full */
    uint32_t components_ended;   /* when it was put in force */
    uint32_t grants_revoked;     /* the same, by themselves: those below them went too */
    uint32_t grants_quarantined; /* of these, in part */
    uint8_t hash[KAAL_POLICY_HASH_BYTES];
    char name[KAAL_NAME_BYTES];
};

enum kaal_policy_effect {
    KAAL_EFFECT_NOTHING = 0,        /* nothing up to here: go on at `next` */
    KAAL_EFFECT_COMPONENT_ENDS = 1, /* subject: its name */
    KAAL_EFFECT_GRANT_GOES = 2,     /* subject: its holder; number: its id; what: its kind */
    KAAL_EFFECT_RULE_GOES = 3,      /* subject: whose it is; the rest: as in the rule */
    KAAL_EFFECT_RULE_COMES = 4,
    KAAL_EFFECT_LIMITS_FALL = 5, /* subject: whose; one of its limits is lower than before */
    KAAL_EFFECT_LIMITS_RISE = 6, /* one is higher */
};

/* One thing that a candidate would change. */
struct kaal_wire_policy_change {
    uint32_t next;   /* cursor of the next one */
    uint32_t effect; /* enum kaal_policy_effect */
    uint32_t number; /* GRANT_GOES: the grant's id */
    uint32_t kind;   /* RULE_*: enum kaal_policy_kind; GRANT_GOES: enum kaal_grant_kind */
    uint32_t what;   /* RULE_*: bits by kind */
    uint32_t dma;    /* RULE_*: enum kaal_dma_mode */
    uint32_t line;   /* RULE_*: in the file that people wrote */
    uint32_t reserved;
    uint64_t key;   /* RULE_*: of a PCI device or class */
    uint64_t bytes; /* RULE_*: the largest DMA pool */
    char subject[KAAL_NAME_BYTES];
    char about[KAAL_PLACE_BYTES];  /* the other subject, the image, the device */
    char reason[KAAL_PLACE_BYTES]; /* COMPONENT_ENDS, GRANT_GOES: why */
};

_Static_assert(sizeof(struct kaal_wire_policy_put) == 904, "wire format");
_Static_assert(sizeof(struct kaal_wire_policy_request) == 48, "wire format");
_Static_assert(sizeof(struct kaal_wire_policy_info) == 96, "wire format");
_Static_assert(sizeof(struct kaal_wire_policy_change) == 176, "wire format");
