/* SPDX-License-Identifier: BSD-2-Clause */
/* Object invocations of 64-bit Arm (manual: API reference). Included by sel4_client.h only. */
#pragma once

#include <interfaces/sel4_client.h>

LIBSEL4_INLINE seL4_Error seL4_ARM_PageTable_Map(seL4_ARM_PageTable _service, seL4_CPtr vspace,
                                                 seL4_Word vaddr, seL4_ARM_VMAttributes attr)
{
    seL4_SetCap(0, vspace);
    return seL4_Invoke(_service, ARMPageTableMap, 1, 2, vaddr, attr, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_ARM_PageTable_Unmap(seL4_ARM_PageTable _service)
{
    return seL4_Invoke0(_service, ARMPageTableUnmap);
}

LIBSEL4_INLINE seL4_Error seL4_ARM_Page_Map(seL4_ARM_Page _service, seL4_CPtr vspace,
                                            seL4_Word vaddr, seL4_CapRights_t rights,
                                            seL4_ARM_VMAttributes attr)
{
    seL4_SetCap(0, vspace);
    return seL4_Invoke(_service, ARMPageMap, 1, 3, vaddr, rights.words[0], attr, 0);
}

LIBSEL4_INLINE seL4_Error seL4_ARM_Page_Unmap(seL4_ARM_Page _service)
{
    return seL4_Invoke0(_service, ARMPageUnmap);
}

LIBSEL4_INLINE seL4_Error seL4_ARM_Page_Clean_Data(seL4_ARM_Page _service, seL4_Word start_offset,
                                                   seL4_Word end_offset)
{
    return seL4_Invoke(_service, ARMPageClean_Data, 0, 2, start_offset, end_offset, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_ARM_Page_Invalidate_Data(seL4_ARM_Page _service,
                                                        seL4_Word start_offset,
                                                        seL4_Word end_offset)
{
    return seL4_Invoke(_service, ARMPageInvalidate_Data, 0, 2, start_offset, end_offset, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_ARM_Page_CleanInvalidate_Data(seL4_ARM_Page _service,
                                                             seL4_Word start_offset,
                                                             seL4_Word end_offset)
{
    return seL4_Invoke(_service, ARMPageCleanInvalidate_Data, 0, 2, start_offset, end_offset, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_ARM_Page_Unify_Instruction(seL4_ARM_Page _service,
                                                          seL4_Word start_offset,
                                                          seL4_Word end_offset)
{
    return seL4_Invoke(_service, ARMPageUnify_Instruction, 0, 2, start_offset, end_offset, 0, 0);
}

typedef struct seL4_ARM_Page_GetAddress {
    int error;
    seL4_Word paddr;
} seL4_ARM_Page_GetAddress_t;

LIBSEL4_INLINE seL4_ARM_Page_GetAddress_t seL4_ARM_Page_GetAddress(seL4_ARM_Page _service)
{
    struct seL4_Trap trap = {.mr = {0}};
    seL4_Error error = seL4_InvokeTrap(_service, ARMPageGetAddress, 0, 0, &trap);
    return (seL4_ARM_Page_GetAddress_t){.error = (int)error, .paddr = trap.mr[0]};
}

LIBSEL4_INLINE seL4_Error seL4_ARM_ASIDControl_MakePool(seL4_ARM_ASIDControl _service,
                                                        seL4_Untyped untyped, seL4_CNode root,
                                                        seL4_Word index, seL4_Uint8 depth)
{
    seL4_SetCap(0, untyped);
    seL4_SetCap(1, root);
    return seL4_Invoke(_service, ARMASIDControlMakePool, 2, 2, index, depth, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_ARM_ASIDPool_Assign(seL4_ARM_ASIDPool _service, seL4_CPtr vspace)
{
    seL4_SetCap(0, vspace);
    return seL4_Invoke(_service, ARMASIDPoolAssign, 1, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_IRQControl_GetTrigger(seL4_IRQControl _service, seL4_Word irq,
                                                     seL4_Word trigger, seL4_CNode root,
                                                     seL4_Word index, seL4_Uint8 depth)
{
    seL4_SetCap(0, root);
    return seL4_Invoke(_service, ARMIRQIssueIRQHandlerTrigger, 1, 4, irq, trigger, index, depth);
}

LIBSEL4_INLINE seL4_Error seL4_IRQControl_IssueSGISignal(seL4_IRQControl _service, seL4_Word irq,
                                                         seL4_Word target, seL4_CNode root,
                                                         seL4_Word index, seL4_Uint8 depth)
{
    seL4_SetCap(0, root);
    return seL4_Invoke(_service, ARMIRQIssueSGISignal, 1, 4, irq, target, index, depth);
}

LIBSEL4_INLINE seL4_Error seL4_ARM_VSpace_Clean_Data(seL4_ARM_VSpace _service, seL4_Word start,
                                                     seL4_Word end)
{
    return seL4_Invoke(_service, ARMVSpaceClean_Data, 0, 2, start, end, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_ARM_VSpace_Invalidate_Data(seL4_ARM_VSpace _service, seL4_Word start,
                                                          seL4_Word end)
{
    return seL4_Invoke(_service, ARMVSpaceInvalidate_Data, 0, 2, start, end, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_ARM_VSpace_CleanInvalidate_Data(seL4_ARM_VSpace _service,
                                                               seL4_Word start, seL4_Word end)
{
    return seL4_Invoke(_service, ARMVSpaceCleanInvalidate_Data, 0, 2, start, end, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_ARM_VSpace_Unify_Instruction(seL4_ARM_VSpace _service,
                                                            seL4_Word start, seL4_Word end)
{
    return seL4_Invoke(_service, ARMVSpaceUnify_Instruction, 0, 2, start, end, 0, 0);
}

/* Passes x0..x7 to the secure monitor and gives back what it left there. */
LIBSEL4_INLINE seL4_Error seL4_ARM_SMC_Call(seL4_ARM_SMC _service, seL4_ARM_SMCContext *smc_args,
                                            seL4_ARM_SMCContext *smc_response)
{
    const seL4_Word *in = (const seL4_Word *)smc_args;
    seL4_Word *out = (seL4_Word *)smc_response;
    struct seL4_Trap trap = {.mr = {in[0], in[1], in[2], in[3]}};
    for (int i = 4; i < 8; i++) {
        seL4_SetMR(i, in[i]);
    }
    seL4_Error error = seL4_InvokeTrap(_service, ARMSMCCall, 0, 8, &trap);
    for (int i = 0; error == seL4_NoError && i < 8; i++) {
        out[i] = i < 4 ? trap.mr[i] : seL4_GetMR(i);
    }
    return error;
}
