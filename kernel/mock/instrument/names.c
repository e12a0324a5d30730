/* SPDX-License-Identifier: BSD-2-Clause */
/* Names of invocation labels and capability types. */
#include "names.h"

#include "core/cap.h"

#include <sel4/invocation.h>

static const char *const labels[] = {
    [InvalidInvocation] = "any",
    [UntypedRetype] = "UntypedRetype",
    [TCBReadRegisters] = "TCBReadRegisters",
    [TCBWriteRegisters] = "TCBWriteRegisters",
    [TCBCopyRegisters] = "TCBCopyRegisters",
    [TCBConfigure] = "TCBConfigure",
    [TCBSetPriority] = "TCBSetPriority",
    [TCBSetMCPriority] = "TCBSetMCPriority",
    [TCBSetSchedParams] = "TCBSetSchedParams",
    [TCBSetTimeoutEndpoint] = "TCBSetTimeoutEndpoint",
    [TCBSetIPCBuffer] = "TCBSetIPCBuffer",
    [TCBSetSpace] = "TCBSetSpace",
    [TCBSuspend] = "TCBSuspend",
    [TCBResume] = "TCBResume",
    [TCBBindNotification] = "TCBBindNotification",
    [TCBUnbindNotification] = "TCBUnbindNotification",
    [TCBSetTLSBase] = "TCBSetTLSBase",
    [TCBSetFlags] = "TCBSetFlags",
    [CNodeRevoke] = "CNodeRevoke",
    [CNodeDelete] = "CNodeDelete",
    [CNodeCancelBadgedSends] = "CNodeCancelBadgedSends",
    [CNodeCopy] = "CNodeCopy",
    [CNodeMint] = "CNodeMint",
    [CNodeMove] = "CNodeMove",
    [CNodeMutate] = "CNodeMutate",
    [CNodeRotate] = "CNodeRotate",
    [IRQIssueIRQHandler] = "IRQIssueIRQHandler",
    [IRQAckIRQ] = "IRQAckIRQ",
    [IRQSetIRQHandler] = "IRQSetIRQHandler",
    [IRQClearIRQHandler] = "IRQClearIRQHandler",
    [DomainSetSet] = "DomainSetSet",
    [DomainScheduleConfigure] = "DomainScheduleConfigure",
    [DomainScheduleSetStart] = "DomainScheduleSetStart",
    [SchedControlConfigureFlags] = "SchedControlConfigureFlags",
    [SchedContextBind] = "SchedContextBind",
    [SchedContextUnbind] = "SchedContextUnbind",
    [SchedContextUnbindObject] = "SchedContextUnbindObject",
    [SchedContextConsumed] = "SchedContextConsumed",
    [SchedContextYieldTo] = "SchedContextYieldTo",
    [ARMVSpaceClean_Data] = "ARMVSpaceClean_Data",
    [ARMVSpaceInvalidate_Data] = "ARMVSpaceInvalidate_Data",
    [ARMVSpaceCleanInvalidate_Data] = "ARMVSpaceCleanInvalidate_Data",
    [ARMVSpaceUnify_Instruction] = "ARMVSpaceUnify_Instruction",
    [ARMSMCCall] = "ARMSMCCall",
    [ARMPageTableMap] = "ARMPageTableMap",
    [ARMPageTableUnmap] = "ARMPageTableUnmap",
    [ARMPageMap] = "ARMPageMap",
    [ARMPageUnmap] = "ARMPageUnmap",
    [ARMPageClean_Data] = "ARMPageClean_Data",
    [ARMPageInvalidate_Data] = "ARMPageInvalidate_Data",
    [ARMPageCleanInvalidate_Data] = "ARMPageCleanInvalidate_Data",
    [ARMPageUnify_Instruction] = "ARMPageUnify_Instruction",
    [ARMPageGetAddress] = "ARMPageGetAddress",
    [ARMASIDControlMakePool] = "ARMASIDControlMakePool",
    [ARMASIDPoolAssign] = "ARMASIDPoolAssign",
    [ARMIRQIssueIRQHandlerTrigger] = "ARMIRQIssueIRQHandlerTrigger",
    [ARMIRQIssueSGISignal] = "ARMIRQIssueSGISignal",
};

const char *name_of_label(seL4_Word label)
{
    const unsigned count = sizeof(labels) / sizeof(labels[0]);

    return (label < count && labels[label]) ? labels[label] : "unknown";
}

const char *name_of_cap(unsigned type)
{
    static const char *const names[CAP_TYPE_COUNT] = {
        [CAP_NULL] = "null",
        [CAP_UNTYPED] = "untyped",
        [CAP_ENDPOINT] = "endpoint",
        [CAP_NOTIFICATION] = "notification",
        [CAP_REPLY] = "reply",
        [CAP_CNODE] = "cnode",
        [CAP_TCB] = "tcb",
        [CAP_SCHED_CONTEXT] = "sched context",
        [CAP_SCHED_CONTROL] = "sched control",
        [CAP_IRQ_CONTROL] = "irq control",
        [CAP_IRQ_HANDLER] = "irq handler",
        [CAP_DOMAIN] = "domain",
        [CAP_FRAME] = "frame",
        [CAP_PAGE_TABLE] = "page table",
        [CAP_VSPACE] = "vspace",
        [CAP_ASID_CONTROL] = "asid control",
        [CAP_ASID_POOL] = "asid pool",
        [CAP_SMC] = "smc",
        [CAP_SGI_SIGNAL] = "sgi signal",
    };

    return type < CAP_TYPE_COUNT ? names[type] : "unknown";
}
