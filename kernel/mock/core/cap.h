/* SPDX-License-Identifier: BSD-2-Clause */
/* Capabilities, the slots they live in, and how slots derive from each other. No object state. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <sel4/errors.h>
#include <sel4/simple_types.h>

enum cap_type {
    CAP_NULL,
    CAP_UNTYPED,
    CAP_ENDPOINT,
    CAP_NOTIFICATION,
    CAP_REPLY,
    CAP_CNODE,
    CAP_TCB,
    CAP_SCHED_CONTEXT,
    CAP_SCHED_CONTROL,
    CAP_IRQ_CONTROL,
    CAP_IRQ_HANDLER,
    CAP_DOMAIN,
    /* Those below belong to the port: core passes them to arch_cap_* and arch_invoke. */
    CAP_FRAME,
    CAP_PAGE_TABLE,
    CAP_VSPACE,
    CAP_ASID_CONTROL,
    CAP_ASID_POOL,
    CAP_SMC,
    CAP_SGI_SIGNAL,
    CAP_TYPE_COUNT,
};

/* Bits of cap.rights: those of seL4_CapRights_t. */
enum cap_right {
    RIGHT_WRITE = 1,
    RIGHT_READ = 2,
    RIGHT_GRANT = 4,
    RIGHT_GRANT_REPLY = 8,
    RIGHTS_ALL = 15,
};

/*
 * 16 bytes, because two of these plus the derivation links make a 32-byte slot (seL4_SlotBits).
 *
 * type             object            size_bits       data
 * UNTYPED          physical address  of the memory   bytes handed out from the start (watermark)
 * ENDPOINT/NOTIF.  physical address  -               badge
 * CNODE            physical address  slots (radix)   guard << 6 | guard size, as CNode_CapData
 * SCHED_CONTEXT    physical address  of the object   -
 * SCHED_CONTROL    core number       -               -
 * IRQ_HANDLER      IRQ number        -               -
 * FRAME            physical address  of the frame    the port's (where it is mapped; 0: nowhere)
 * PAGE_TABLE,
 * VSPACE, ASID_POOL physical address -               the port's (0: not mapped, not assigned)
 * SMC, SGI_SIGNAL  the port's        -               the port's
 * TCB, REPLY       physical address  -               -
 */
struct cap {
    uint64_t object : 48;
    uint64_t type : 5;
    uint64_t rights : 4;
    uint64_t size_bits : 6;
    uint64_t is_device : 1;
    uint64_t data;
};

/*
 * All filled slots of the system form one list in preorder of the derivation tree (manual 3.1.4):
 * a slot is followed by what was derived from it, each one deeper than its parent. So the
 * descendants of a slot are the run behind it that is deeper, and no child pointers are needed.
 */
struct slot {
    struct cap cap;
    uint64_t next : 48;
    uint64_t depth : 16;
    uint64_t prev : 48;
    uint64_t is_original : 1; /* what is copied from it becomes its child, not its sibling */
};

/* Only copies of untypeds go deep; behind the limit there is room for what Retype adds. */
#define SLOT_DEPTH_MASK 0xffff
#define SLOT_MAX_DEPTH  0xff00

_Static_assert(sizeof(struct cap) == 16, "cap");
_Static_assert(sizeof(struct slot) == 1 << seL4_SlotBits, "slot");

static inline bool slot_is_empty(const struct slot *slot)
{
    return slot->cap.type == CAP_NULL;
}

/* The tree is empty. Boot only, as all *_init of core: each forgets an earlier boot. */
void slot_init(void);

/* Links are 48 bits of a sign-extended address. */
struct slot *slot_next(const struct slot *slot);
struct slot *slot_prev(const struct slot *slot);
bool slot_has_children(const struct slot *slot);

/* Whether no other slot names the same object: the last capability takes the object with it. */
bool slot_is_final(const struct slot *slot);

/* Puts `cap` into the empty `dest` as the child of `parent`; it is the original of its object. */
void slot_insert_child(struct slot *parent, struct slot *dest, struct cap cap);

/* Puts `cap` into the empty `dest` as a copy of `source`, badged anew or not (manual 3.1.4). */
void slot_insert_copy(struct slot *source, struct slot *dest, struct cap cap);

/* Puts `cap` into the empty `dest` with no parent. Boot only. */
void slot_insert_root(struct slot *dest, struct cap cap);

/* Moves what `source` holds, changed into `cap`, to the empty `dest`; derivation follows it. */
void slot_move(struct slot *source, struct slot *dest, struct cap cap);

/* Exchanges two slots' contents, which become a_cap (now in b) and b_cap (now in a). */
void slot_swap(struct slot *a, struct cap a_cap, struct slot *b, struct cap b_cap);

/* Empties the slot and finalises its capability; an object goes with its final capability. */
void slot_delete(struct slot *slot);

/*
 * The same, and deletes everything derived from the slot, not the slot itself. They take long, so
 * they may stop in between: false, and the caller does it again.
 */
bool slot_delete_in_steps(struct slot *slot);
bool slot_revoke(struct slot *slot);

/*
 * Gives in *out what a copy of `cap`, which is what `slot` holds with rights or badge changed,
 * would be; CAP_NULL if there can be no copy.
 * Errors: seL4_RevokeFirst (an untyped that has children), seL4_IllegalOperation (the port's).
 */
seL4_Error cap_derive(struct slot *slot, struct cap cap, struct cap *out);

/* Gives a badge or a guard; false: not possible. `is_move`: for Mutate, which gives no badge. */
bool cap_set_data(struct cap *cap, seL4_Word data, bool is_move);

/* The capability with no more than `rights`. */
struct cap cap_mask_rights(struct cap cap, seL4_Word rights);

/* Whether both name the same object. */
bool cap_same_object(struct cap a, struct cap b);
