/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The audit log: one record for each decision about authority, and seals over them.
 * Little-endian. Written by broker/audit, read by whoever has KAAL_RIGHT_AUDIT and by `kaal audit`.
 *
 *     file:   header | record[] ; the last record is a seal
 *     batch:  record ... record seal
 *
 * chain[0] is zero; for each batch chain[n+1] = SHA-256(chain[n] || its records, without the seal).
 * A seal's mac is HMAC-SHA-256 by key[n] over its chain and its first KAAL_AUDIT_SEAL_HEAD_BYTES;
 * key[n+1] = SHA-256(KAAL_AUDIT_NEXT_KEY || key[n]), and key[n] is erased.
 * Sources: FIPS 180-4, RFC 2104; the reasons: docs/adr/0011-audit-seals.md.
 */
#pragma once

#include <kaal/types.h>

#define KAAL_AUDIT_MAGIC           ((uint64_t)0x3155414c00414b41)
#define KAAL_AUDIT_VERSION         ((uint32_t)1)
#define KAAL_AUDIT_KEY_BYTES       32
#define KAAL_AUDIT_HASH_BYTES      32
#define KAAL_AUDIT_NEXT_KEY        "kaal audit next key" /* without its NUL */
#define KAAL_AUDIT_SEAL_HEAD_BYTES 32

/* What happened, and what each uses of the record. X(NAME, number, word for people) */
#define KAAL_AUDIT_OP_LIST(X)                                                                      \
    X(BOOT, 1, "boot")   /* name: of the system; a: records that the log holds */                  \
    X(GRANT, 2, "grant") /* grant, parent, holder, kind, access, a, b, ends_ns; name: about */     \
    X(DELEGATE, 3, "delegate") /* the same: a grant made from one of another holder */             \
    X(CHANGE, 4, "change")     /* the same: a and b are new */                                     \
    X(GONE, 5, "gone")         /* the same; what: enum kaal_audit_why */                           \
    X(REQUEST, 6, "request")   /* what: enum kaal_request; the rest: what was asked for */         \
    X(REFUSE, 7, "refuse")     /* the same; count: so many in a row */                             \
    X(ENTER, 8, "enter")       /* a component exists. holder: its id; a: its spawner's; name */    \
    X(BEGIN, 9, "begin")       /* it begins, or cannot. holder; count: restarts; name: image */    \
    X(END, 10, "end")          /* it ends. holder; what: enum kaal_cause; a: its exit code */      \
    X(HOLD, 11, "hold")        /* its rules give it up. holder */                                  \
    X(FORGET, 12, "forget")    /* it exists no more. holder */                                     \
    X(POLICY, 13, "policy")    /* struct kaal_wire_audit_policy: another one is in force */        \
    X(GAP, 14, "gap")          /* records a to b were overwritten, and nobody had fetched them */  \
    X(EXPORT, 15, "export")    /* somebody begins to fetch all up to here */                       \
    X(SEAL, 16, "seal")        /* struct kaal_wire_audit_seal */                                   \
    X(QUARANTINE, 17, "quarantine") /* the kernel refused to give it back: nobody gets it again. A \
                                       part of a grant, as GRANT, or of what holder was spawned    \
                                       with; or a: what is in this slot of the broker */           \
    X(PAUSE, 18, "pause")           /* it has asked more than it may, and waits; count: so often */

enum kaal_audit_op {
#define KAAL_AUDIT_OP_ENUM(name, number, word) KAAL_AUDIT_##name = (number),
    KAAL_AUDIT_OP_LIST(KAAL_AUDIT_OP_ENUM)
#undef KAAL_AUDIT_OP_ENUM
};

/* Why a grant has gone. */
enum kaal_audit_why {
    KAAL_AUDIT_WHY_UNDONE = 1,     /* the request that made it failed afterwards */
    KAAL_AUDIT_WHY_GIVEN_BACK = 2, /* by its holder */
    KAAL_AUDIT_WHY_REVOKED = 3,    /* by who had given it, or by an administrator */
    KAAL_AUDIT_WHY_PARENT = 4,     /* the one that it was made from has gone */
    KAAL_AUDIT_WHY_EXPIRED = 5,    /* its time is over */
    KAAL_AUDIT_WHY_ENDED = 6,      /* the life of its holder, or the life that it stands for */
    KAAL_AUDIT_WHY_POLICY = 7,     /* a new policy does not allow it */
};

struct kaal_wire_audit_record {
    uint64_t seq;     /* 1 for the first one since boot, then one more each */
    uint64_t time_ns; /* by the counter that kaal_now_ns reads */
    uint16_t op;      /* enum kaal_audit_op */
    uint16_t what;
    uint16_t outcome; /* enum kaal_err */
    uint16_t kind;    /* enum kaal_grant_kind */
    uint32_t actor;   /* id of the component that asked; 0: the broker by itself */
    uint32_t policy;  /* version of the policy in force */
    uint32_t rule;    /* number of the rule that decided; 0: none */
    uint32_t grant;
    uint32_t parent; /* the grant that it was made from; 0: none */
    uint32_t holder; /* id of a component */
    uint32_t access; /* enum kaal_access, or-ed */
    uint32_t count;
    uint64_t a;
    uint64_t b;
    uint64_t ends_ns;
    char name[KAAL_PLACE_BYTES]; /* NUL-terminated and padded with NUL */
};

/* A record whose op is KAAL_AUDIT_SEAL: it seals the `count` records before it. */
struct kaal_wire_audit_seal {
    uint64_t seq;
    uint64_t time_ns;
    uint16_t op;
    uint16_t reserved;
    uint32_t count;
    uint64_t number; /* of the seal, 0 for the first one since boot: which key */
    uint8_t chain[KAAL_AUDIT_HASH_BYTES];
    uint8_t mac[KAAL_AUDIT_HASH_BYTES];
    uint8_t zero[32];
};

/* A record whose op is KAAL_AUDIT_POLICY. */
struct kaal_wire_audit_policy {
    uint64_t seq;
    uint64_t time_ns;
    uint16_t op;
    uint16_t reserved[3];
    uint32_t actor;
    uint32_t policy; /* its version */
    uint32_t zero[4];
    uint8_t hash[KAAL_AUDIT_HASH_BYTES]; /* SHA-256 of its bytes */
    char name[KAAL_PLACE_BYTES];
};

struct kaal_wire_audit_file {
    uint64_t magic;   /* KAAL_AUDIT_MAGIC */
    uint32_t version; /* KAAL_AUDIT_VERSION */
    uint32_t record_bytes;
};

/* What KAAL_REQUEST_AUDIT does. */
enum kaal_audit_act {
    KAAL_AUDIT_ACT_READ = 1,   /* records from `seq` on */
    KAAL_AUDIT_ACT_FETCH = 2,  /* the same; they are kept elsewhere now, and may be overwritten: it
                                * needs KAAL_RIGHT_ADMIN, too */
    KAAL_AUDIT_ACT_MARK = 3,   /* write a KAAL_AUDIT_EXPORT; no records. ERR_BUSY: ask again */
    KAAL_AUDIT_ACT_VERIFY = 4, /* check the batch that begins at `seq`, or behind; no records */
};

struct kaal_wire_audit {
    uint32_t act;      /* enum kaal_audit_act */
    uint32_t reserved; /* 0 */
    uint64_t seq;      /* the oldest there is when that is later */
};

#define KAAL_AUDIT_PAGE_RECORDS 7

struct kaal_wire_audit_page {
    uint64_t oldest;  /* what the log holds: [oldest, next), with a seal at its end */
    uint64_t next;    /* of the log */
    uint64_t after;   /* where to go on; `next` when this was the last */
    uint32_t count;   /* records that follow */
    uint32_t is_good; /* VERIFY: 1 the batch is as it was sealed, 0 it was changed since */
    struct kaal_wire_audit_record records[KAAL_AUDIT_PAGE_RECORDS];
};

_Static_assert(sizeof(struct kaal_wire_audit_record) == 128, "wire format");
_Static_assert(sizeof(struct kaal_wire_audit_seal) == 128, "wire format");
_Static_assert(sizeof(struct kaal_wire_audit_policy) == 128, "wire format");
_Static_assert(offsetof(struct kaal_wire_audit_policy, policy) ==
                       offsetof(struct kaal_wire_audit_record, policy) &&
                   offsetof(struct kaal_wire_audit_policy, name) ==
                       offsetof(struct kaal_wire_audit_record, name),
               "what all records have");
_Static_assert(sizeof(struct kaal_wire_audit_file) == 16, "wire format");
_Static_assert(offsetof(struct kaal_wire_audit_seal, op) ==
                   offsetof(struct kaal_wire_audit_record, op),
               "a seal is told by its op");
_Static_assert(offsetof(struct kaal_wire_audit_seal, chain) == KAAL_AUDIT_SEAL_HEAD_BYTES,
               "wire format");
_Static_assert(sizeof(struct kaal_wire_audit_page) == 928, "one message");
