/* SPDX-License-Identifier: BSD-2-Clause */
/* Object invocations of every architecture (manual: API reference). Arm's are in the file below. */
#pragma once

#include <sel4/config.h>
#include <sel4/types.h>
#include <sel4/invocation.h>
#include <sel4/syscalls.h>

/*
 * Calls an object. Words after the fourth and extra capabilities are in the IPC buffer already;
 * on failure the first four words of the answer are put there too, where error details are read.
 */
static inline seL4_Error seL4_InvokeTrap(seL4_CPtr service, seL4_Word label, seL4_Word caps,
                                         seL4_Word length, struct seL4_Trap *trap)
{
    trap->cap = service;
    trap->info = seL4_MessageInfo_new(label, 0, caps, length).words[0];
    seL4_ArchTrap((seL4_Word)seL4_SysCall, trap);
    seL4_MessageInfo_t answer = {{trap->info}};
    seL4_Error error = (seL4_Error)seL4_MessageInfo_get_label(answer);
    for (int i = 0; error != seL4_NoError && i < seL4_FastMessageRegisters; i++) {
        seL4_SetMR(i, trap->mr[i]);
    }
    return error;
}

static inline seL4_Error seL4_Invoke(seL4_CPtr service, seL4_Word label, seL4_Word caps,
                                     seL4_Word length, seL4_Word mr0, seL4_Word mr1, seL4_Word mr2,
                                     seL4_Word mr3)
{
    struct seL4_Trap trap = {.mr = {mr0, mr1, mr2, mr3}};
    return seL4_InvokeTrap(service, label, caps, length, &trap);
}

static inline seL4_Error seL4_Invoke0(seL4_CPtr service, seL4_Word label)
{
    return seL4_Invoke(service, label, 0, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_Untyped_Retype(seL4_Untyped _service, seL4_Word type,
                                              seL4_Word size_bits, seL4_CNode root,
                                              seL4_Word node_index, seL4_Word node_depth,
                                              seL4_Word node_offset, seL4_Word num_objects)
{
    seL4_SetCap(0, root);
    seL4_SetMR(4, node_offset);
    seL4_SetMR(5, num_objects);
    return seL4_Invoke(_service, UntypedRetype, 1, 6, type, size_bits, node_index, node_depth);
}

/* `count` registers, in the order of seL4_UserContext. */
LIBSEL4_INLINE seL4_Error seL4_TCB_ReadRegisters(seL4_TCB _service, seL4_Bool suspend_source,
                                                 seL4_Uint8 arch_flags, seL4_Word count,
                                                 seL4_UserContext *regs)
{
    seL4_Word flags = (seL4_Word)(suspend_source & 1) | (seL4_Word)arch_flags << 8;
    struct seL4_Trap trap = {.mr = {flags, count}};
    seL4_Error error = seL4_InvokeTrap(_service, TCBReadRegisters, 0, 2, &trap);
    seL4_Word *words = (seL4_Word *)regs;
    for (seL4_Word i = 0; error == seL4_NoError && i < count; i++) {
        words[i] = i < seL4_FastMessageRegisters ? trap.mr[i] : seL4_GetMR((int)i);
    }
    return error;
}

LIBSEL4_INLINE seL4_Error seL4_TCB_WriteRegisters(seL4_TCB _service, seL4_Bool resume_target,
                                                  seL4_Uint8 arch_flags, seL4_Word count,
                                                  seL4_UserContext *regs)
{
    const seL4_Word *words = (const seL4_Word *)regs;
    for (seL4_Word i = 2; i < count; i++) {
        seL4_SetMR((int)i + 2, words[i]);
    }
    return seL4_Invoke(
        _service, TCBWriteRegisters, 0, 2 + sizeof(seL4_UserContext) / sizeof(seL4_Word),
        (seL4_Word)(resume_target & 1) | (seL4_Word)arch_flags << 8, count, words[0], words[1]);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_CopyRegisters(seL4_TCB _service, seL4_TCB source,
                                                 seL4_Bool suspend_source, seL4_Bool resume_target,
                                                 seL4_Bool transfer_frame,
                                                 seL4_Bool transfer_integer, seL4_Uint8 arch_flags)
{
    seL4_SetCap(0, source);
    return seL4_Invoke(_service, TCBCopyRegisters, 1, 1,
                       (seL4_Word)(suspend_source & 1) | (seL4_Word)(resume_target & 1) << 1 |
                           (seL4_Word)(transfer_frame & 1) << 2 |
                           (seL4_Word)(transfer_integer & 1) << 3 | (seL4_Word)arch_flags << 8,
                       0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_Configure(seL4_TCB _service, seL4_CNode cspace_root,
                                             seL4_Word cspace_root_data, seL4_CPtr vspace_root,
                                             seL4_Word vspace_root_data, seL4_Word buffer,
                                             seL4_CPtr bufferFrame)
{
    seL4_SetCap(0, cspace_root);
    seL4_SetCap(1, vspace_root);
    seL4_SetCap(2, bufferFrame);
    return seL4_Invoke(_service, TCBConfigure, 3, 3, cspace_root_data, vspace_root_data, buffer, 0);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_SetPriority(seL4_TCB _service, seL4_TCB authority,
                                               seL4_Word priority)
{
    seL4_SetCap(0, authority);
    return seL4_Invoke(_service, TCBSetPriority, 1, 1, priority, 0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_SetMCPriority(seL4_TCB _service, seL4_TCB authority,
                                                 seL4_Word mcp)
{
    seL4_SetCap(0, authority);
    return seL4_Invoke(_service, TCBSetMCPriority, 1, 1, mcp, 0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_SetSchedParams(seL4_TCB _service, seL4_TCB authority,
                                                  seL4_Word mcp, seL4_Word priority,
                                                  seL4_CPtr sched_context, seL4_CPtr fault_ep)
{
    seL4_SetCap(0, authority);
    seL4_SetCap(1, sched_context);
    seL4_SetCap(2, fault_ep);
    return seL4_Invoke(_service, TCBSetSchedParams, 3, 2, mcp, priority, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_SetTimeoutEndpoint(seL4_TCB _service, seL4_CPtr timeout_fault_ep)
{
    seL4_SetCap(0, timeout_fault_ep);
    return seL4_Invoke(_service, TCBSetTimeoutEndpoint, 1, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_SetIPCBuffer(seL4_TCB _service, seL4_Word buffer,
                                                seL4_CPtr bufferFrame)
{
    seL4_SetCap(0, bufferFrame);
    return seL4_Invoke(_service, TCBSetIPCBuffer, 1, 1, buffer, 0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_SetSpace(seL4_TCB _service, seL4_CPtr fault_ep,
                                            seL4_CNode cspace_root, seL4_Word cspace_root_data,
                                            seL4_CPtr vspace_root, seL4_Word vspace_root_data)
{
    seL4_SetCap(0, fault_ep);
    seL4_SetCap(1, cspace_root);
    seL4_SetCap(2, vspace_root);
    return seL4_Invoke(_service, TCBSetSpace, 3, 2, cspace_root_data, vspace_root_data, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_Suspend(seL4_TCB _service)
{
    return seL4_Invoke0(_service, TCBSuspend);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_Resume(seL4_TCB _service)
{
    return seL4_Invoke0(_service, TCBResume);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_BindNotification(seL4_TCB _service, seL4_CPtr notification)
{
    seL4_SetCap(0, notification);
    return seL4_Invoke(_service, TCBBindNotification, 1, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_UnbindNotification(seL4_TCB _service)
{
    return seL4_Invoke0(_service, TCBUnbindNotification);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_SetTLSBase(seL4_TCB _service, seL4_Word tls_base)
{
    return seL4_Invoke(_service, TCBSetTLSBase, 0, 1, tls_base, 0, 0, 0);
}

typedef struct seL4_TCB_SetFlags {
    int error;
    seL4_Word flags;
} seL4_TCB_SetFlags_t;

LIBSEL4_INLINE seL4_TCB_SetFlags_t seL4_TCB_SetFlags(seL4_TCB _service, seL4_Word clear,
                                                     seL4_Word set)
{
    struct seL4_Trap trap = {.mr = {clear, set}};
    seL4_Error error = seL4_InvokeTrap(_service, TCBSetFlags, 0, 2, &trap);
    return (seL4_TCB_SetFlags_t){.error = (int)error, .flags = trap.mr[0]};
}

LIBSEL4_INLINE seL4_Error seL4_CNode_Revoke(seL4_CNode _service, seL4_Word index, seL4_Uint8 depth)
{
    return seL4_Invoke(_service, CNodeRevoke, 0, 2, index, depth, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_CNode_Delete(seL4_CNode _service, seL4_Word index, seL4_Uint8 depth)
{
    return seL4_Invoke(_service, CNodeDelete, 0, 2, index, depth, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_CNode_CancelBadgedSends(seL4_CNode _service, seL4_Word index,
                                                       seL4_Uint8 depth)
{
    return seL4_Invoke(_service, CNodeCancelBadgedSends, 0, 2, index, depth, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_CNode_Copy(seL4_CNode _service, seL4_Word dest_index,
                                          seL4_Uint8 dest_depth, seL4_CNode src_root,
                                          seL4_Word src_index, seL4_Uint8 src_depth,
                                          seL4_CapRights_t rights)
{
    seL4_SetCap(0, src_root);
    seL4_SetMR(4, rights.words[0]);
    return seL4_Invoke(_service, CNodeCopy, 1, 5, dest_index, dest_depth, src_index, src_depth);
}

LIBSEL4_INLINE seL4_Error seL4_CNode_Mint(seL4_CNode _service, seL4_Word dest_index,
                                          seL4_Uint8 dest_depth, seL4_CNode src_root,
                                          seL4_Word src_index, seL4_Uint8 src_depth,
                                          seL4_CapRights_t rights, seL4_Word badge)
{
    seL4_SetCap(0, src_root);
    seL4_SetMR(4, rights.words[0]);
    seL4_SetMR(5, badge);
    return seL4_Invoke(_service, CNodeMint, 1, 6, dest_index, dest_depth, src_index, src_depth);
}

LIBSEL4_INLINE seL4_Error seL4_CNode_Move(seL4_CNode _service, seL4_Word dest_index,
                                          seL4_Uint8 dest_depth, seL4_CNode src_root,
                                          seL4_Word src_index, seL4_Uint8 src_depth)
{
    seL4_SetCap(0, src_root);
    return seL4_Invoke(_service, CNodeMove, 1, 4, dest_index, dest_depth, src_index, src_depth);
}

LIBSEL4_INLINE seL4_Error seL4_CNode_Mutate(seL4_CNode _service, seL4_Word dest_index,
                                            seL4_Uint8 dest_depth, seL4_CNode src_root,
                                            seL4_Word src_index, seL4_Uint8 src_depth,
                                            seL4_Word badge)
{
    seL4_SetCap(0, src_root);
    seL4_SetMR(4, badge);
    return seL4_Invoke(_service, CNodeMutate, 1, 5, dest_index, dest_depth, src_index, src_depth);
}

LIBSEL4_INLINE seL4_Error seL4_CNode_Rotate(seL4_CNode _service, seL4_Word dest_index,
                                            seL4_Uint8 dest_depth, seL4_Word dest_badge,
                                            seL4_CNode pivot_root, seL4_Word pivot_index,
                                            seL4_Uint8 pivot_depth, seL4_Word pivot_badge,
                                            seL4_CNode src_root, seL4_Word src_index,
                                            seL4_Uint8 src_depth)
{
    seL4_SetCap(0, pivot_root);
    seL4_SetCap(1, src_root);
    seL4_SetMR(4, pivot_depth);
    seL4_SetMR(5, pivot_badge);
    seL4_SetMR(6, src_index);
    seL4_SetMR(7, src_depth);
    return seL4_Invoke(_service, CNodeRotate, 2, 8, dest_index, dest_depth, dest_badge,
                       pivot_index);
}

LIBSEL4_INLINE seL4_Error seL4_IRQControl_Get(seL4_IRQControl _service, seL4_Word irq,
                                              seL4_CNode root, seL4_Word index, seL4_Uint8 depth)
{
    seL4_SetCap(0, root);
    return seL4_Invoke(_service, IRQIssueIRQHandler, 1, 3, irq, index, depth, 0);
}

LIBSEL4_INLINE seL4_Error seL4_IRQHandler_Ack(seL4_IRQHandler _service)
{
    return seL4_Invoke0(_service, IRQAckIRQ);
}

LIBSEL4_INLINE seL4_Error seL4_IRQHandler_SetNotification(seL4_IRQHandler _service,
                                                          seL4_CPtr notification)
{
    seL4_SetCap(0, notification);
    return seL4_Invoke(_service, IRQSetIRQHandler, 1, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_IRQHandler_Clear(seL4_IRQHandler _service)
{
    return seL4_Invoke0(_service, IRQClearIRQHandler);
}

LIBSEL4_INLINE seL4_Error seL4_DomainSet_Set(seL4_DomainSet _service, seL4_Uint8 domain,
                                             seL4_TCB thread)
{
    seL4_SetCap(0, thread);
    return seL4_Invoke(_service, DomainSetSet, 1, 1, domain, 0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_DomainSet_ScheduleConfigure(seL4_DomainSet _service, seL4_Word index,
                                                           seL4_Uint8 domain, seL4_Time duration)
{
    return seL4_Invoke(_service, DomainScheduleConfigure, 0, 3, index, domain, duration, 0);
}

LIBSEL4_INLINE seL4_Error seL4_DomainSet_ScheduleSetStart(seL4_DomainSet _service, seL4_Word index)
{
    return seL4_Invoke(_service, DomainScheduleSetStart, 0, 1, index, 0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_SchedControl_ConfigureFlags(seL4_SchedControl _service,
                                                           seL4_SchedContext schedcontext,
                                                           seL4_Time budget, seL4_Time period,
                                                           seL4_Word extra_refills, seL4_Word badge,
                                                           seL4_Word flags)
{
    seL4_SetCap(0, schedcontext);
    seL4_SetMR(4, flags);
    return seL4_Invoke(_service, SchedControlConfigureFlags, 1, 5, budget, period, extra_refills,
                       badge);
}

LIBSEL4_INLINE seL4_Error seL4_SchedContext_Bind(seL4_SchedContext _service, seL4_CPtr cap)
{
    seL4_SetCap(0, cap);
    return seL4_Invoke(_service, SchedContextBind, 1, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_SchedContext_Unbind(seL4_SchedContext _service)
{
    return seL4_Invoke0(_service, SchedContextUnbind);
}

LIBSEL4_INLINE seL4_Error seL4_SchedContext_UnbindObject(seL4_SchedContext _service, seL4_CPtr cap)
{
    seL4_SetCap(0, cap);
    return seL4_Invoke(_service, SchedContextUnbindObject, 1, 0, 0, 0, 0, 0);
}

typedef struct seL4_SchedContext_Consumed {
    int error;
    seL4_Time consumed;
} seL4_SchedContext_Consumed_t;

LIBSEL4_INLINE seL4_SchedContext_Consumed_t seL4_SchedContext_Consumed(seL4_SchedContext _service)
{
    struct seL4_Trap trap = {.mr = {0}};
    seL4_Error error = seL4_InvokeTrap(_service, SchedContextConsumed, 0, 0, &trap);
    return (seL4_SchedContext_Consumed_t){.error = (int)error, .consumed = trap.mr[0]};
}

typedef struct seL4_SchedContext_YieldTo {
    int error;
    seL4_Time consumed;
} seL4_SchedContext_YieldTo_t;

LIBSEL4_INLINE seL4_SchedContext_YieldTo_t seL4_SchedContext_YieldTo(seL4_SchedContext _service)
{
    struct seL4_Trap trap = {.mr = {0}};
    seL4_Error error = seL4_InvokeTrap(_service, SchedContextYieldTo, 0, 0, &trap);
    return (seL4_SchedContext_YieldTo_t){.error = (int)error, .consumed = trap.mr[0]};
}

#include <interfaces/sel4_client_arch.h>
