/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's side of the tree of untyped memory.
 * Which piece is split or joined, and when, is decided in resource/buddy.c.
 */
#include "resource/untyped.h"

#include "audit/log.h"
#include "audit/trail.h"
#include "resource/buddy.h"
#include "resource/kernel.h"

kaal_err_t untyped_retype(seL4_CPtr untyped, seL4_Word type, seL4_Word size_bits, uint32_t slot,
                          uint32_t count)
{
    return KERNEL_CALL(seL4_Untyped_Retype, untyped, type, size_bits, seL4_CapInitThreadCNode, 0, 0,
                       slot, count);
}

/* What was to be released is what a releasing call that fails leaves behind. */
static bool is_released(seL4_CPtr slot, kaal_err_t err)
{
    if (err != KAAL_OK) {
        log_write("broker: slot %lu is quarantined", (uint64_t)slot);
        trail_quarantine_slot(slot);
    }
    return err == KAAL_OK;
}

bool untyped_revoke(seL4_CPtr slot)
{
    return is_released(
        slot, KERNEL_CALL(seL4_CNode_Revoke, seL4_CapInitThreadCNode, slot, seL4_WordBits));
}

bool untyped_delete(seL4_CPtr slot)
{
    return is_released(
        slot, KERNEL_CALL(seL4_CNode_Delete, seL4_CapInitThreadCNode, slot, seL4_WordBits));
}

kaal_err_t buddy_kernel_split(uint32_t slot, unsigned child_bits, uint32_t first_child)
{
    if (child_bits < seL4_MinUntypedBits) {
        return KAAL_ERR_NO_MEMORY;
    }
    return untyped_retype(slot, seL4_UntypedObject, child_bits, first_child, 2);
}

kaal_err_t buddy_kernel_join(uint32_t slot)
{
    return KERNEL_CALL(seL4_CNode_Revoke, seL4_CapInitThreadCNode, slot, seL4_WordBits);
}
