/* SPDX-License-Identifier: BSD-2-Clause */
/* What a capability is worth: identity, rights, badges, copies. Where it sits: slot.c. */
#include "cap.h"

#include "kernel.h"
#include "../arch.h"

bool cap_same_object(struct cap a, struct cap b)
{
    return a.type == b.type && a.object == b.object && a.type != CAP_NULL;
}

/* Manual table 3.2: rights mean something for these types only; others keep theirs. */
struct cap cap_mask_rights(struct cap cap, seL4_Word rights)
{
    if (cap.type == CAP_ENDPOINT || cap.type == CAP_NOTIFICATION || cap.type == CAP_REPLY ||
        cap.type == CAP_FRAME) {
        cap.rights &= (unsigned)rights & RIGHTS_ALL;
    }
    return cap;
}

/* A badge is given once; `is_move` is for Mutate, which may not give one at all. */
static bool cap_set_badge(struct cap *cap, seL4_Word badge, bool is_move)
{
    if (is_move || cap->data != 0) {
        return false;
    }
    cap->data = badge;
    return true;
}

static bool cap_set_guard(struct cap *cap, seL4_Word data)
{
    seL4_CNode_CapData_t word = {{data}};
    seL4_Word size = seL4_CNode_CapData_get_guardSize(word);
    seL4_Word guard = seL4_CNode_CapData_get_guard(word);
    if (size + cap->size_bits > seL4_WordBits) {
        return false;
    }
    guard &= size == 0 ? 0 : ~0ul >> (seL4_WordBits - size);
    cap->data = seL4_CNode_CapData_new(guard, size).words[0];
    return true;
}

bool cap_set_data(struct cap *cap, seL4_Word data, bool is_move)
{
    if (cap->type == CAP_ENDPOINT || cap->type == CAP_NOTIFICATION || cap->type == CAP_SMC) {
        return cap_set_badge(cap, data, is_move);
    }
    if (cap->type == CAP_CNODE) {
        return cap_set_guard(cap, data);
    }
    return true;
}

seL4_Error cap_derive(struct slot *slot, struct cap cap, struct cap *out)
{
    *out = (struct cap){.type = CAP_NULL};
    if (cap.type == CAP_UNTYPED && slot_has_children(slot)) {
        return seL4_RevokeFirst;
    }
    if (slot->depth >= SLOT_MAX_DEPTH) {
        return seL4_IllegalOperation;
    }
    if (cap.type == CAP_IRQ_CONTROL) {
        return seL4_NoError;
    }
    if (cap.type >= CAP_FRAME) {
        return arch_cap_derive(cap, out);
    }
    *out = cap;
    return seL4_NoError;
}
