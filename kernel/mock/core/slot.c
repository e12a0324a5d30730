/* SPDX-License-Identifier: BSD-2-Clause */
/* The derivation tree as one preorder list of slots. What a capability means: cap.c, object.c. */
#include "cap.h"

#include "kernel.h"
#include "finalise.h"
#include "inspect.h"
#include "instrument.h"
#include "../arch.h"

/* Root of the tree; its children are the capabilities that boot made from nothing. */
struct slot slot_root = {.is_original = 1};

void slot_init(void)
{
    slot_root = (struct slot){.is_original = 1};
}

static struct slot *link_get(uint64_t bits)
{
    return (struct slot *)(uintptr_t)((int64_t)(bits << 16) >> 16);
}

struct slot *slot_next(const struct slot *slot)
{
    return link_get(slot->next);
}

struct slot *slot_prev(const struct slot *slot)
{
    return link_get(slot->prev);
}

static void set_next(struct slot *slot, const struct slot *next)
{
    slot->next = (uintptr_t)next & 0xffffffffffff;
}

static void set_prev(struct slot *slot, const struct slot *prev)
{
    slot->prev = (uintptr_t)prev & 0xffffffffffff;
}

bool slot_has_children(const struct slot *slot)
{
    const struct slot *next = slot_next(slot);
    return next && next->depth > slot->depth;
}

/*
 * Copies stand next to each other: a copy goes right behind its source, and nothing else is ever
 * derived from the capabilities of one object but copies.
 */
bool slot_is_final(const struct slot *slot)
{
    const struct slot *next = slot_next(slot);
    const struct slot *prev = slot_prev(slot);
    return !(prev && cap_same_object(prev->cap, slot->cap)) &&
           !(next && cap_same_object(next->cap, slot->cap));
}

static void insert_behind(struct slot *before, struct slot *slot)
{
    struct slot *next = slot_next(before);
    set_next(slot, next);
    set_prev(slot, before);
    set_next(before, slot);
    if (next) {
        set_prev(next, slot);
    }
}

void slot_insert_child(struct slot *parent, struct slot *dest, struct cap cap)
{
    KERNEL_ASSERT(slot_is_empty(dest));
    *dest = (struct slot){.cap = cap, .is_original = 1};
    dest->depth = (parent->depth + 1) & SLOT_DEPTH_MASK;
    insert_behind(parent, dest);
}

void slot_insert_root(struct slot *dest, struct cap cap)
{
    slot_insert_child(&slot_root, dest, cap);
}

/* A new badge makes an original of its own; an untyped always does (manual 3.1.4). */
static bool is_new_original(struct cap source, struct cap cap)
{
    bool is_badged =
        cap.type == CAP_ENDPOINT || cap.type == CAP_NOTIFICATION || cap.type == CAP_SMC;
    return cap.type == CAP_UNTYPED || (is_badged && cap.data != source.data);
}

void slot_insert_copy(struct slot *source, struct slot *dest, struct cap cap)
{
    KERNEL_ASSERT(slot_is_empty(dest));
    *dest = (struct slot){.cap = cap, .is_original = is_new_original(source->cap, cap)};
    dest->depth = (source->depth + source->is_original) & SLOT_DEPTH_MASK;
    insert_behind(source, dest);
    if (cap.type == CAP_UNTYPED) {
        /* From now on the copy hands the memory out; two watermarks would overlap. */
        source->cap.data = 1ul << cap.size_bits;
    }
}

void slot_move(struct slot *source, struct slot *dest, struct cap cap)
{
    struct slot *prev = slot_prev(source);
    struct slot *next = slot_next(source);
    *dest = *source;
    dest->cap = cap;
    *source = (struct slot){.cap = {.type = CAP_NULL}};
    if (prev) {
        set_next(prev, dest);
    }
    if (next) {
        set_prev(next, dest);
    }
}

void slot_swap(struct slot *a, struct cap a_cap, struct slot *b, struct cap b_cap)
{
    struct slot held;
    slot_move(a, &held, a_cap);
    slot_move(b, a, b_cap);
    slot_move(&held, b, a_cap);
}

/* Takes the slot out of the tree; its children become its parent's. */
static void unlink(struct slot *slot)
{
    struct slot *prev = slot_prev(slot);
    struct slot *next = slot_next(slot);
    for (struct slot *s = next; s && s->depth > slot->depth; s = slot_next(s)) {
        s->depth = (s->depth - 1) & SLOT_DEPTH_MASK;
    }
    set_next(prev, next);
    if (next) {
        set_prev(next, prev);
    }
    *slot = (struct slot){.cap = {.type = CAP_NULL}};
}

/*
 * Empties one slot of an object that is going. If it holds the final capability of another object
 * with slots, that object is not emptied in turn (which would recurse): it is left unreachable,
 * holding itself in its first slot, until its untyped is revoked. Manual 3.2, footnote.
 */
static void empty_contained(struct slot *slot)
{
    while (!slot_is_empty(slot)) {
        struct slot *inner;
        seL4_Word count = finalise(slot->cap, slot_is_final(slot), &inner);
        if (count == 0 || inner == slot) {
            unlink(slot);
            return;
        }
        if (slot_is_empty(inner)) {
            slot_move(slot, inner, slot->cap);
        } else {
            slot_swap(slot, slot->cap, inner, inner->cap);
        }
    }
}

void slot_delete(struct slot *slot)
{
    if (slot_is_empty(slot)) {
        return;
    }
    struct slot *inner;
    seL4_Word count = finalise(slot->cap, slot_is_final(slot), &inner);
    unlink(slot);
    while (count != 0) {
        count--;
        empty_contained(&inner[count]);
    }
}

/*
 * The long part of deleting a CNode: all it holds that has no slots of its own goes first, while it
 * is still there to be deleted again. False: stopped.
 */
static bool empty_in_steps(const struct slot *slot)
{
    if (slot->cap.type != CAP_CNODE || !slot_is_final(slot)) {
        return true;
    }
    struct slot *inner = arch_ptr(slot->cap.object);
    for (seL4_Word i = 1ul << slot->cap.size_bits; i != 0; i--) {
        struct slot *one = &inner[i - 1];
        bool has_slots = one->cap.type == CAP_CNODE || one->cap.type == CAP_TCB;
        if (slot_is_empty(one) || (has_slots && slot_is_final(one))) {
            continue;
        }
        slot_delete(one);
        if (instrument_preempt()) {
            return false;
        }
    }
    return true;
}

bool slot_delete_in_steps(struct slot *slot)
{
    if (!empty_in_steps(slot)) {
        return false;
    }
    slot_delete(slot);
    return true;
}

/* Leaves first, so that no deletion has to lift children up. */
bool slot_revoke(struct slot *slot)
{
    bool had_thread = kernel_current != 0;
    while (!slot_is_empty(slot) && slot_has_children(slot)) {
        struct slot *leaf = slot_next(slot);
        while (slot_has_children(leaf)) {
            leaf = slot_next(leaf);
        }
        if (!slot_delete_in_steps(leaf)) {
            return false;
        }
        if (had_thread && !kernel_current) {
            return true; /* the revoking thread itself is gone (manual 3.2) */
        }
        if (instrument_preempt()) {
            return false;
        }
    }
    return true;
}
