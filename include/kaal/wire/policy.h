/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The policy in its binary form: who may have what. Little-endian. Written by `kaal policy` from a
 * file that people write (docs/guide/policy.md), checked and read by lib/policy.
 *
 *     header | subject[] | rule[] | assertion[] | member[] | text
 *
 * Subjects are sorted by name, and the rules of a subject by kind, key and text, so that the rule
 * for a request is found by halving those of its kind. Nobody is allowed anything that no rule
 * allows. Classes are the compiler's affair: here each subject has its own rules.
 *
 * Names are NUL-terminated and padded with NUL. The text is NUL-terminated strings, the first of
 * them empty; rules and assertions have offsets into it. The compiler aligns text and strings to 8,
 * so that they are compared by words; nothing depends on it. Reserved fields are zero.
 */
#pragma once

#include <kaal/types.h>
#include <kaal/wire/system.h>

#define KAAL_POLICY_MAGIC          ((uint64_t)0x3159434c504c4b41)
#define KAAL_POLICY_FORMAT         ((uint32_t)2)
#define KAAL_POLICY_SUBJECTS_MAX   256
#define KAAL_POLICY_RULES_MAX      4096
#define KAAL_POLICY_ASSERTIONS_MAX 64
#define KAAL_POLICY_MEMBERS_MAX    4096
#define KAAL_POLICY_TEXT_BYTES_MAX 32768
#define KAAL_POLICY_NONE           UINT32_MAX /* no subject, or no rule */

/* What happens when the audit log is full and nobody has fetched it (wire/audit.h). */
enum kaal_audit_full {
    KAAL_AUDIT_FULL_OVERWRITE = 1, /* the oldest records go, and a record tells which */
    KAAL_AUDIT_FULL_REFUSE = 2,    /* new grants are refused */
};

struct kaal_wire_policy_header {
    uint64_t magic;   /* KAAL_POLICY_MAGIC */
    uint32_t format;  /* KAAL_POLICY_FORMAT */
    uint32_t version; /* of the policy: its author's, 1 .. ; rises from one to the next */
    uint32_t subject_count;
    uint32_t rule_count;
    uint32_t assertion_count;
    uint32_t member_count;
    uint32_t text_bytes;
    uint32_t audit; /* enum kaal_audit_full */
    char name[KAAL_NAME_BYTES];
};

/* What a rule is about, and what its key is. */
enum kaal_policy_kind {
    KAAL_POLICY_DEVICE_PCI = 1,        /* vendor << 16 | device */
    KAAL_POLICY_DEVICE_CLASS = 2,      /* PCI: class << 8 | subclass */
    KAAL_POLICY_DEVICE_COMPATIBLE = 3, /* text: any of a device tree node's strings */
    KAAL_POLICY_DEVICE_PATH = 4,       /* text: "/pl011@9000000", "0000:01:00.0" */
    KAAL_POLICY_CHANNEL = 5,           /* index of the subject at the other end */
    KAAL_POLICY_SPAWN = 6,             /* text: the image; `peer` is the role it gets */
    KAAL_POLICY_DELEGATE = 7,          /* index of the subject that receives */
    KAAL_POLICY_ADMINISTER = 8,        /* index of the subject that it is done to */
    KAAL_POLICY_KIND_COUNT,
};

/*
 * A component of the system description, or a role: what spawned components are. The limits are
 * what a component may be described with; needs above them are not begun.
 */
struct kaal_wire_policy_subject {
    char name[KAAL_NAME_BYTES]; /* unique */
    uint64_t memory_bytes;
    uint32_t rights;   /* enum kaal_right, or-ed */
    uint32_t priority; /* 1 .. 200: the ceiling */
    uint32_t cpu;      /* the largest share, with those of all it spawns: 1 .. KAAL_CPU_MAX */
    uint32_t rule_first;
    uint32_t rule_count;
    uint32_t line;                             /* of the file that people wrote */
    uint16_t kind_end[KAAL_POLICY_KIND_COUNT]; /* how many of its rules are of a kind up to this */
    uint16_t reserved[3];
};

/* `what` of a device's rule. */
enum kaal_policy_part {
    KAAL_POLICY_MMIO_READ = 1 << 0,
    KAAL_POLICY_MMIO_WRITE = 1 << 1, /* only together with reading */
    KAAL_POLICY_IRQ = 1 << 2,
};

/* `what` of a channel's rule. It stands with both subjects, which may be the same role. */
enum kaal_policy_channel {
    KAAL_POLICY_RING = 1 << 0,
    KAAL_POLICY_RPC = 1 << 1,
    KAAL_POLICY_NOTIFICATION = 1 << 2,
};

/* `what` of a delegation's rule. */
enum kaal_policy_delegate {
    KAAL_POLICY_GIVE_MEMORY = 1 << 0,
    KAAL_POLICY_GIVE_MMIO = 1 << 1,
    KAAL_POLICY_GIVE_IRQ = 1 << 2,
    KAAL_POLICY_GIVE_DMA = 1 << 3,
    KAAL_POLICY_GIVE_WRITE = 1 << 4, /* of memory, MMIO and DMA: writable, too */
};

/* `what` of an administrator's rule. */
enum kaal_policy_act {
    KAAL_POLICY_ACT_SPAWN = 1 << 0, /* begin a described component that has ended */
    KAAL_POLICY_ACT_KILL = 1 << 1,
    KAAL_POLICY_ACT_RESTART = 1 << 2,
    KAAL_POLICY_ACT_REPLACE = 1 << 3,
    KAAL_POLICY_ACT_HOLD = 1 << 4,
    KAAL_POLICY_ACT_BUDGET = 1 << 5,
    KAAL_POLICY_ACT_REVOKE = 1 << 6,
    KAAL_POLICY_ACT_CONNECT = 1 << 7, /* make a channel of it */
};

struct kaal_wire_policy_rule {
    uint32_t kind;  /* enum kaal_policy_kind */
    uint32_t what;  /* bits by kind; spawning: 0 */
    uint64_t key;   /* see the kind; of a text: kaal_policy_hash */
    uint64_t bytes; /* devices: the largest DMA pool, page multiple; else 0 */
    uint32_t dma;   /* devices: enum kaal_dma_mode; else 0 */
    uint32_t peer;  /* spawning: index of the role; else KAAL_POLICY_NONE */
    uint32_t text;  /* offset; 0: the key says all */
    uint32_t line;
};

enum kaal_policy_claim {
    KAAL_POLICY_NEVER = 1, /* nobody of `who` reaches anybody of `whom` */
    KAAL_POLICY_ONLY = 2,  /* nobody but `who` may do `may` */
};

/* What an `only` is about. */
enum kaal_policy_may {
    KAAL_POLICY_MAY_NOTHING = 0, /* of a `never` */
    KAAL_POLICY_MAY_SPAWN = 1,
    KAAL_POLICY_MAY_DELEGATE = 2,
    KAAL_POLICY_MAY_ADMINISTER = 3,
    KAAL_POLICY_MAY_DMA = 4,    /* have a device that can reach all memory */
    KAAL_POLICY_MAY_DEVICE = 5, /* have the device of `kind`, `key` and `text` */
    KAAL_POLICY_MAY_RIGHT = 6,  /* have the rights of `key`: any of enum kaal_right */
    KAAL_POLICY_MAY_COUNT,
};

/* What the author claims to hold for all rules together. Members are indices of subjects. */
struct kaal_wire_policy_assertion {
    uint32_t claim; /* enum kaal_policy_claim */
    uint32_t may;   /* enum kaal_policy_may */
    uint32_t who_first;
    uint32_t who_count;
    uint32_t whom_first;
    uint32_t whom_count;
    uint32_t kind; /* MAY_DEVICE: enum kaal_policy_kind of a device; else 0 */
    uint32_t text;
    uint64_t key;
    uint32_t line;
    uint32_t reserved;
};

_Static_assert(sizeof(struct kaal_wire_policy_header) == 72, "wire format");
_Static_assert(sizeof(struct kaal_wire_policy_subject) == 88, "wire format");
_Static_assert(sizeof(struct kaal_wire_policy_rule) == 40, "wire format");
_Static_assert(sizeof(struct kaal_wire_policy_assertion) == 48, "wire format");

/* What stands before a signed policy. */
#define KAAL_POLICY_SIGNED_MAGIC    ((uint64_t)0x3147534c504c4b41)
#define KAAL_POLICY_SIGNATURE_BYTES 64
#define KAAL_POLICY_KEY_BYTES       32 /* of a public key */

struct kaal_wire_policy_signed {
    uint64_t magic;                                 /* KAAL_POLICY_SIGNED_MAGIC */
    uint64_t bytes;                                 /* of the policy that follows, to the end */
    uint8_t signature[KAAL_POLICY_SIGNATURE_BYTES]; /* Ed25519ph (RFC 8032) of these bytes */
};

_Static_assert(sizeof(struct kaal_wire_policy_signed) == 80, "wire format");

/* The most that a policy takes. */
#define KAAL_POLICY_BYTES_MAX                                                 \
    (sizeof(struct kaal_wire_policy_header) +                                 \
     KAAL_POLICY_SUBJECTS_MAX * sizeof(struct kaal_wire_policy_subject) +     \
     KAAL_POLICY_RULES_MAX * sizeof(struct kaal_wire_policy_rule) +           \
     KAAL_POLICY_ASSERTIONS_MAX * sizeof(struct kaal_wire_policy_assertion) + \
     KAAL_POLICY_MEMBERS_MAX * sizeof(uint32_t) + KAAL_POLICY_TEXT_BYTES_MAX)
