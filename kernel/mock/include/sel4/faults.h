/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading a fault message out of the message registers. Formats live in sel4_arch/constants.h. */
#pragma once

#include <sel4/config.h>
#include <sel4/types.h>
#include <sel4/functions.h>

/*
 * The fault that a message with this tag carries; NullFault if its label is no fault. The union
 * holds the message registers in reverse, so every kind is filled by the same loop.
 */
LIBSEL4_INLINE_FUNC seL4_Fault_t seL4_getFault(seL4_MessageInfo_t tag)
{
    static const seL4_Uint8 lengths[] = {
        [seL4_Fault_CapFault] = seL4_CapFault_GuardMismatch_BitsFound + 1,
        [seL4_Fault_UnknownSyscall] = seL4_UnknownSyscall_Length,
        [seL4_Fault_UserException] = seL4_UserException_Length,
        [seL4_Fault_Timeout] = seL4_Timeout_Length,
        [seL4_Fault_VMFault] = seL4_VMFault_Length,
    };
    seL4_Fault_t fault = {{0}};
    seL4_Word label = seL4_MessageInfo_get_label(tag);
    if (label < sizeof(lengths) && lengths[label] != 0) {
        fault.words[0] = label;
        for (int i = 0; i < lengths[label]; i++) {
            fault.words[lengths[label] - i] = seL4_GetMR(i);
        }
    }
    return fault;
}

#define SEL4_FAULT_TAG(kind, test)                                                \
    LIBSEL4_INLINE_FUNC seL4_Bool seL4_is##test##_tag(seL4_MessageInfo_t tag)     \
    {                                                                             \
        return seL4_MessageInfo_get_label(tag) == (seL4_Uint64)seL4_Fault_##kind; \
    }

SEL4_FAULT_TAG(NullFault, NullFault)
SEL4_FAULT_TAG(CapFault, CapFault)
SEL4_FAULT_TAG(UnknownSyscall, UnknownSyscall)
SEL4_FAULT_TAG(UserException, UserException)
SEL4_FAULT_TAG(Timeout, TimeoutFault)
SEL4_FAULT_TAG(VMFault, VMFault)

/* Fills the message registers that answer a timeout fault and gives the tag to reply with. */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_TimeoutReply_new(seL4_Bool resume,
                                                             seL4_UserContext regs,
                                                             seL4_Word length)
{
    for (seL4_Word i = 0; i < length; i++) {
        seL4_SetMR((int)i, ((const seL4_Word *)&regs)[i]);
    }
    return seL4_MessageInfo_new(!resume, 0, 0, length);
}
