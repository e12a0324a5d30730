/* SPDX-License-Identifier: BSD-2-Clause */
/* Methods of frames (manual 7.1, seL4_ARM_Page). */
#include "model.h"

static seL4_Error frame_map(struct invocation *inv)
{
    seL4_Word vaddr = inv_word(inv, 0);
    seL4_Word rights = inv_word(inv, 1);
    seL4_Word attributes = inv_word(inv, 2);
    struct cap vspace = inv_extra_cap(inv, 0);
    struct cap frame = inv->cap;
    unsigned bits = (unsigned)frame.size_bits;

    if (inv->length < 3 || !inv->extra[0]) {
        return seL4_TruncatedMessage;
    }
    if (!arch_vspace_usable(vspace)) {
        return inv_invalid_capability(inv, 1);
    }
    if (vaddr & ((1UL << bits) - 1)) {
        return seL4_AlignmentError;
    }
    if (frame.data != 0 && mapping_asid(frame.data) != vspace.data) {
        return inv_invalid_capability(inv, 1);
    }
    if (frame.data != 0 && mapping_vaddr(frame.data) != vaddr) {
        return inv_invalid_argument(inv, 0);
    }
    if (vaddr > seL4_UserTop) {
        return inv_invalid_argument(inv, 0);
    }
    unsigned level = MODEL_LEVELS - 1 - (bits - seL4_PageBits) / seL4_PageTableIndexBits;
    struct walk walk = vspace_walk(vspace.object, vaddr, MODEL_LEVELS - 1);
    if (walk.level != level) {
        return inv_failed_lookup(inv, false, seL4_MissingCapability, walk.bits_left);
    }
    /* What is mapped there already is replaced, though the manual says DeleteFirst. */
    machine_write_entry(walk.entry, vspace_make_leaf(frame, rights, attributes));
    machine_flush_page(vspace.data, vaddr);
    inv->slot->cap.data = mapping_make(vaddr, vspace.data);
    return seL4_NoError;
}

static seL4_Error frame_unmap(struct invocation *inv)
{
    if (inv->cap.data != 0) {
        vspace_unmap_frame(inv->cap);
        inv->slot->cap.data = 0;
    }
    return seL4_NoError;
}

static seL4_Error frame_cache(struct invocation *inv)
{
    seL4_Word start = inv_word(inv, 0);
    seL4_Word end = inv_word(inv, 1);

    if (inv->length < 2) {
        return seL4_TruncatedMessage;
    }
    if (inv->cap.data == 0) {
        return seL4_IllegalOperation;
    }
    if (end <= start) {
        return inv_invalid_argument(inv, 1);
    }
    if (start >= 1UL << inv->cap.size_bits || end > 1UL << inv->cap.size_bits) {
        return inv_invalid_argument(inv, 0);
    }
    const uint64_t *entry = vspace_entry_of_frame(inv->cap);
    if (!entry) {
        return inv_invalid_capability(inv, 0); /* something else has been mapped over it */
    }
    if (inv->label == ARMPageInvalidate_Data && !vspace_leaf_is_writable(*entry)) {
        return seL4_IllegalOperation;
    }
    if (inv->cap.is_device) {
        return seL4_NoError; /* never in a cache */
    }
    if (inv->label == ARMPageUnify_Instruction) {
        machine_unify(inv->cap.object + start, end - start);
    } else {
        machine_clean_invalidate(inv->cap.object + start, end - start);
    }
    return seL4_NoError;
}

seL4_Error frame_invoke(struct invocation *inv)
{
    switch (inv->label) {
    case ARMPageMap:
        return frame_map(inv);
    case ARMPageUnmap:
        return frame_unmap(inv);
    case ARMPageGetAddress:
        inv->reply[0] = inv->cap.object;
        inv->reply_length = 1;
        return seL4_NoError;
    case ARMPageClean_Data:
    case ARMPageInvalidate_Data:
    case ARMPageCleanInvalidate_Data:
    case ARMPageUnify_Instruction:
        return frame_cache(inv);
    default:
        return seL4_IllegalOperation;
    }
}
