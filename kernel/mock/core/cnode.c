/* SPDX-License-Identifier: BSD-2-Clause */
/* The methods of CNode capabilities (manual 3.1.2). Lookup: cspace.c; the tree: slot.c. */
#include "objects.h"

#include "kernel.h"
#include "../arch.h"

/* Message words of Copy, Mint, Move and Mutate. */
enum {
    DEST_INDEX,
    DEST_DEPTH,
    SRC_INDEX,
    SRC_DEPTH,
    RIGHTS
};

static seL4_Error find_target(struct invocation *inv, struct slot **out)
{
    if (inv->length < 2) {
        return seL4_TruncatedMessage;
    }
    return cspace_lookup_slot(inv, false, inv->cap, inv_word(inv, 0), inv_word(inv, 1), out);
}

static seL4_Error invoke_delete(struct invocation *inv)
{
    struct slot *slot;
    seL4_Error error = find_target(inv, &slot);
    if (error == seL4_NoError) {
        inv->is_again = !slot_delete_in_steps(slot);
    }
    return error;
}

static seL4_Error invoke_revoke(struct invocation *inv)
{
    struct slot *slot;
    seL4_Error error = find_target(inv, &slot);
    if (error == seL4_NoError) {
        inv->is_again = !slot_revoke(slot);
    }
    return error;
}

/* An unbadged capability cancels nothing, since all sends through it look alike. */
static seL4_Error invoke_cancel_badged(struct invocation *inv)
{
    struct slot *slot;
    seL4_Error error = find_target(inv, &slot);
    if (error != seL4_NoError) {
        return error;
    }
    if (slot->cap.type != CAP_ENDPOINT || slot->cap.rights != RIGHTS_ALL) {
        return seL4_IllegalOperation;
    }
    if (slot->cap.data != 0) {
        endpoint_cancel_badged(arch_ptr(slot->cap.object), slot->cap.data);
    }
    return seL4_NoError;
}

/* A filled source slot. */
static seL4_Error find_source(struct invocation *inv, seL4_Word cap, seL4_Word index,
                              seL4_Word depth, struct slot **out)
{
    seL4_Error error = cspace_lookup_slot(inv, true, inv_extra_cap(inv, cap), index, depth, out);
    if (error == seL4_NoError && slot_is_empty(*out)) {
        struct lookup_failure failure = cspace_missing(depth);
        return inv_lookup_failed(inv, true, &failure);
    }
    return error;
}

/* The common start of the four methods that fill one slot from another. */
static seL4_Error find_pair(struct invocation *inv, struct slot **dest, struct slot **source)
{
    seL4_Error error = find_target(inv, dest);
    if (error != seL4_NoError) {
        return error;
    }
    if (inv->length < 4 || !inv->extra[0]) {
        return seL4_TruncatedMessage;
    }
    if (!slot_is_empty(*dest)) {
        return seL4_DeleteFirst;
    }
    return find_source(inv, 0, inv_word(inv, SRC_INDEX), inv_word(inv, SRC_DEPTH), source);
}

static seL4_Error copy(struct invocation *inv, bool is_mint)
{
    struct slot *dest;
    struct slot *source;
    seL4_Error error = find_pair(inv, &dest, &source);
    if (error != seL4_NoError) {
        return error;
    }
    if (inv->length < (is_mint ? 6u : 5u)) {
        return seL4_TruncatedMessage;
    }
    struct cap cap = cap_mask_rights(source->cap, inv_word(inv, RIGHTS));
    if (is_mint && !cap_set_data(&cap, inv_word(inv, RIGHTS + 1), false)) {
        return seL4_IllegalOperation;
    }
    error = cap_derive(source, cap, &cap);
    if (error != seL4_NoError) {
        return error;
    }
    if (cap.type == CAP_NULL) {
        return seL4_IllegalOperation;
    }
    slot_insert_copy(source, dest, cap);
    return seL4_NoError;
}

static seL4_Error invoke_copy(struct invocation *inv)
{
    return copy(inv, false);
}

static seL4_Error invoke_mint(struct invocation *inv)
{
    return copy(inv, true);
}

static seL4_Error move(struct invocation *inv, bool is_mutate)
{
    struct slot *dest;
    struct slot *source;
    seL4_Error error = find_pair(inv, &dest, &source);
    if (error != seL4_NoError) {
        return error;
    }
    if (is_mutate && inv->length < 5) {
        return seL4_TruncatedMessage;
    }
    struct cap cap = source->cap;
    if (is_mutate && !cap_set_data(&cap, inv_word(inv, RIGHTS), true)) {
        return seL4_IllegalOperation;
    }
    slot_move(source, dest, cap);
    return seL4_NoError;
}

static seL4_Error invoke_move(struct invocation *inv)
{
    return move(inv, false);
}

static seL4_Error invoke_mutate(struct invocation *inv)
{
    return move(inv, true);
}

static seL4_Error invoke_rotate(struct invocation *inv)
{
    struct slot *dest;
    struct slot *pivot;
    struct slot *source;
    seL4_Error error = find_target(inv, &dest);
    if (error != seL4_NoError) {
        return error;
    }
    if (inv->length < 8 || !inv->extra[0] || !inv->extra[1]) {
        return seL4_TruncatedMessage;
    }
    error = cspace_lookup_slot(inv, true, inv_extra_cap(inv, 1), inv_word(inv, 6), inv_word(inv, 7),
                               &source);
    if (error == seL4_NoError) {
        error = cspace_lookup_slot(inv, true, inv_extra_cap(inv, 0), inv_word(inv, 3),
                                   inv_word(inv, 4), &pivot);
    }
    if (error != seL4_NoError) {
        return error;
    }
    if (pivot == source || pivot == dest) {
        return seL4_IllegalOperation;
    }
    if (source != dest && !slot_is_empty(dest)) {
        return seL4_DeleteFirst;
    }
    if (slot_is_empty(source) || slot_is_empty(pivot)) {
        seL4_Word depth = slot_is_empty(source) ? inv_word(inv, 7) : inv_word(inv, 4);
        struct lookup_failure failure = cspace_missing(depth);
        return inv_lookup_failed(inv, slot_is_empty(source), &failure);
    }
    struct cap moved = source->cap;
    struct cap turned = pivot->cap;
    if (!cap_set_data(&moved, inv_word(inv, 5), true) ||
        !cap_set_data(&turned, inv_word(inv, 2), true)) {
        return seL4_IllegalOperation;
    }
    if (source == dest) {
        slot_swap(source, moved, pivot, turned);
    } else {
        slot_move(pivot, dest, turned);
        slot_move(source, pivot, moved);
    }
    return seL4_NoError;
}

seL4_Error cnode_invoke(struct invocation *inv)
{
    static invocation_handler *const methods[] = {
        [CNodeRevoke - CNodeRevoke] = invoke_revoke,
        [CNodeDelete - CNodeRevoke] = invoke_delete,
        [CNodeCancelBadgedSends - CNodeRevoke] = invoke_cancel_badged,
        [CNodeCopy - CNodeRevoke] = invoke_copy,
        [CNodeMint - CNodeRevoke] = invoke_mint,
        [CNodeMove - CNodeRevoke] = invoke_move,
        [CNodeMutate - CNodeRevoke] = invoke_mutate,
        [CNodeRotate - CNodeRevoke] = invoke_rotate,
    };
    if (inv->label < CNodeRevoke || inv->label > CNodeRotate) {
        return seL4_IllegalOperation;
    }
    return methods[inv->label - CNodeRevoke](inv);
}
