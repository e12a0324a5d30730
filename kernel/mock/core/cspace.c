/* SPDX-License-Identifier: BSD-2-Clause */
/* Capability addresses: the walk through guarded tables (manual 3.3) and its failures (3.4). */
#include "objects.h"

#include "../arch.h"

static seL4_Word low_bits(seL4_Word word, seL4_Word bits)
{
    return bits == 0 ? 0 : word & (~0ul >> (seL4_WordBits - bits));
}

/* `count` bits of `word` from bit `from` on; both may be 64. */
static seL4_Word bits_at(seL4_Word word, seL4_Word from, seL4_Word count)
{
    return from >= seL4_WordBits ? 0 : low_bits(word >> from, count);
}

struct lookup_failure cspace_missing(seL4_Word bits_left)
{
    return (struct lookup_failure){.length = 2, .words = {seL4_MissingCapability, bits_left}};
}

bool cspace_resolve(struct cap cnode, seL4_Word cptr, seL4_Word depth, struct slot **out,
                    seL4_Word *bits_left, struct lookup_failure *failure)
{
    if (cnode.type != CAP_CNODE) {
        *failure = (struct lookup_failure){.length = 1, .words = {seL4_InvalidRoot}};
        return false;
    }
    for (;;) {
        seL4_CNode_CapData_t data = {{cnode.data}};
        seL4_Word guard = seL4_CNode_CapData_get_guard(data);
        seL4_Word guard_bits = seL4_CNode_CapData_get_guardSize(data);
        seL4_Word level_bits = guard_bits + cnode.size_bits;
        if (guard_bits > depth || bits_at(cptr, depth - guard_bits, guard_bits) != guard) {
            *failure = (struct lookup_failure){
                .length = 4, .words = {seL4_GuardMismatch, depth, guard, guard_bits}};
            return false;
        }
        if (level_bits > depth) {
            *failure = (struct lookup_failure){.length = 3,
                                               .words = {seL4_DepthMismatch, depth, level_bits}};
            return false;
        }
        depth -= level_bits;
        *bits_left = depth;
        *out = (struct slot *)arch_ptr(cnode.object) + bits_at(cptr, depth, cnode.size_bits);
        if (depth == 0 || (*out)->cap.type != CAP_CNODE) {
            return true;
        }
        cnode = (*out)->cap;
    }
}

/* Bits that remain behind something that is no CNode don't matter here (manual 3.3.1). */
struct slot *cspace_lookup(const struct tcb *tcb, seL4_Word cptr, struct lookup_failure *failure)
{
    struct slot *slot;
    seL4_Word bits_left;
    bool is_found =
        cspace_resolve(tcb->slots[TCB_CSPACE].cap, cptr, seL4_WordBits, &slot, &bits_left, failure);
    return is_found ? slot : 0;
}

seL4_Error inv_lookup_failed(struct invocation *inv, bool is_source,
                             const struct lookup_failure *failure)
{
    inv->details[0] = is_source;
    for (seL4_Word i = 0; i < failure->length; i++) {
        inv->details[1 + i] = failure->words[i];
    }
    inv->details_length = 1 + failure->length;
    return seL4_FailedLookup;
}

seL4_Error cspace_lookup_slot(struct invocation *inv, bool is_source, struct cap cnode,
                              seL4_Word index, seL4_Word depth, struct slot **out)
{
    struct lookup_failure failure;
    seL4_Word bits_left;
    if (cnode.type != CAP_CNODE) {
        failure = (struct lookup_failure){.length = 1, .words = {seL4_InvalidRoot}};
        return inv_lookup_failed(inv, is_source, &failure);
    }
    if (depth < 1 || depth > seL4_WordBits) {
        return inv_range_error(inv, 1, seL4_WordBits);
    }
    if (!cspace_resolve(cnode, index, depth, out, &bits_left, &failure)) {
        return inv_lookup_failed(inv, is_source, &failure);
    }
    if (bits_left != 0) {
        failure = (struct lookup_failure){.length = 3, .words = {seL4_DepthMismatch, bits_left}};
        return inv_lookup_failed(inv, is_source, &failure);
    }
    return seL4_NoError;
}
