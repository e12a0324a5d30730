/* SPDX-License-Identifier: BSD-2-Clause */
/* Methods of page tables, VSpaces and ASIDs (manual 7.1). */
#include "model.h"

static seL4_Error table_map(struct invocation *inv)
{
    seL4_Word vaddr = inv_word(inv, 0);
    struct cap vspace = inv_extra_cap(inv, 0);

    if (inv->length < 2 || !inv->extra[0]) {
        return seL4_TruncatedMessage;
    }
    if (inv->cap.data != 0) {
        return inv_invalid_capability(inv, 0);
    }
    if (!arch_vspace_usable(vspace)) {
        return inv_invalid_capability(inv, 1);
    }
    if (vaddr > seL4_UserTop) {
        return inv_invalid_argument(inv, 0);
    }
    struct walk walk = vspace_walk(vspace.object, vaddr, MODEL_LEVELS - 1);
    if (walk.level == MODEL_LEVELS - 1 || (*walk.entry & 1)) {
        return seL4_DeleteFirst;
    }
    vspace_set_table(walk.entry, inv->cap.object);
    vaddr &= ~((1UL << walk.bits_left) - 1);
    inv->slot->cap.data = mapping_make(vaddr, vspace.data);
    return seL4_NoError;
}

seL4_Error page_table_invoke(struct invocation *inv)
{
    if (inv->label == ARMPageTableMap) {
        return table_map(inv);
    }
    if (inv->label != ARMPageTableUnmap) {
        return seL4_IllegalOperation;
    }
    if (!slot_is_final(inv->slot)) {
        return seL4_RevokeFirst;
    }
    if (inv->cap.data != 0) {
        vspace_unmap_table(inv->cap);
        kernel_zero(arch_ptr(inv->cap.object), 1UL << seL4_PageTableBits);
        inv->slot->cap.data = 0;
    }
    return seL4_NoError;
}

/* The range lies in one page; without a page there, there is nothing to do. */
static seL4_Error vspace_cache(struct invocation *inv)
{
    seL4_Word start = inv_word(inv, 0);
    seL4_Word end = inv_word(inv, 1);

    if (inv->length < 2) {
        return seL4_TruncatedMessage;
    }
    if (end <= start) {
        return inv_invalid_argument(inv, 1);
    }
    if (end > seL4_UserTop) {
        return seL4_IllegalOperation;
    }
    if (!arch_vspace_usable(inv->cap)) {
        return inv_invalid_capability(inv, 0);
    }
    struct walk walk = vspace_walk(inv->cap.object, start, MODEL_LEVELS - 1);
    seL4_Word offset = start & ((1UL << walk.bits_left) - 1);
    if (!(*walk.entry & 1)) {
        return seL4_NoError;
    }
    if (offset + (end - start) > 1UL << walk.bits_left) {
        return inv_range_error(inv, start, start - offset + (1UL << walk.bits_left) - 1);
    }
    if (inv->label == ARMVSpaceInvalidate_Data && !vspace_leaf_is_writable(*walk.entry)) {
        return seL4_IllegalOperation; /* it would undo what others have written */
    }
    seL4_Word paddr = vspace_leaf_paddr(*walk.entry) + offset;
    if (inv->label == ARMVSpaceUnify_Instruction) {
        machine_unify(paddr, end - start);
    } else {
        machine_clean_invalidate(paddr, end - start);
    }
    return seL4_NoError;
}

seL4_Error vspace_invoke(struct invocation *inv)
{
    if (inv->label >= ARMVSpaceClean_Data && inv->label <= ARMVSpaceUnify_Instruction) {
        return vspace_cache(inv);
    }
    return seL4_IllegalOperation;
}

seL4_Error asid_pool_invoke(struct invocation *inv)
{
    struct cap vspace = inv_extra_cap(inv, 0);
    seL4_Word asid = 0;

    if (inv->label != ARMASIDPoolAssign) {
        return seL4_IllegalOperation;
    }
    if (!inv->extra[0]) {
        return seL4_TruncatedMessage;
    }
    if (vspace.type != CAP_VSPACE || vspace.data != 0) {
        return inv_invalid_capability(inv, 1);
    }
    if (!asid_assign(inv->cap, vspace.object, &asid)) {
        return seL4_DeleteFirst;
    }
    inv->extra[0]->cap.data = asid;
    return seL4_NoError;
}

seL4_Error asid_control_invoke(struct invocation *inv)
{
    struct cap untyped = inv_extra_cap(inv, 0);
    struct cap root = inv_extra_cap(inv, 1);
    struct cap pool = {.type = CAP_ASID_POOL, .rights = RIGHTS_ALL};
    struct slot *dest = 0;
    seL4_Word data = 0;

    if (inv->label != ARMASIDControlMakePool) {
        return seL4_IllegalOperation;
    }
    if (inv->length < 2 || !inv->extra[1]) {
        return seL4_TruncatedMessage;
    }
    if (untyped.type != CAP_UNTYPED || untyped.size_bits != seL4_ASIDPoolBits ||
        untyped.is_device) {
        return inv_invalid_capability(inv, 1);
    }
    if (slot_has_children(inv->extra[0])) {
        return seL4_RevokeFirst;
    }
    seL4_Error error = inv_lookup_empty_slot(inv, root, inv_word(inv, 0), inv_word(inv, 1), &dest);
    if (error != seL4_NoError) {
        return error;
    }
    if (!asid_pool_add(untyped.object, &data)) {
        return seL4_DeleteFirst;
    }
    kernel_zero(arch_ptr(untyped.object), 1UL << seL4_ASIDPoolBits);
    inv->extra[0]->cap.data = 1UL << seL4_ASIDPoolBits;
    pool.object = untyped.object;
    pool.data = data;
    slot_insert_child(inv->extra[0], dest, pool);
    return seL4_NoError;
}
