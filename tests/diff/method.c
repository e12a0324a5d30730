/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of methods, in the order of the labels (libsel4's interface files). */
#include "diff/method.h"

#define ZONE(name)   (ARG_ZONE + ZONE_##name)
#define SINGLE(name) (ARG_SINGLE + SINGLE_##name)
#define NODE_WORDS   ARG_DEST_INDEX, ARG_DEST_DEPTH, ARG_SOURCE_INDEX, ARG_SOURCE_DEPTH

/* Columns: label; weight; service; capabilities; words. */
#define METHOD(label, ...)         \
    {                              \
#label, label, __VA_ARGS__ \
    }

const struct method methods[] = {
    METHOD(UntypedRetype, 24, ZONE(UNTYPED), {ARG_NODE_ROOT},
           {ARG_TYPE, ARG_SIZE, ARG_NODE_INDEX, ARG_NODE_DEPTH, ARG_OFFSET, ARG_COUNT}),
    METHOD(TCBReadRegisters, 4, ZONE(TCB), {0}, {ARG_FLAGS, ARG_READ_COUNT}),
    METHOD(TCBWriteRegisters, 12, ZONE(TCB), {0}, {ARG_FLAGS, ARG_WRITE_COUNT, ARG_REGISTERS}),
    METHOD(TCBCopyRegisters, 4, ZONE(TCB), {ZONE(TCB)}, {ARG_FLAGS}),
    METHOD(TCBConfigure, 12, ZONE(TCB), {ARG_NODE_ROOT, ZONE(VSPACE), ZONE(FRAME)},
           {ARG_GUARD, ARG_SMALL, ARG_BUFFER}),
    METHOD(TCBSetPriority, 5, ZONE(TCB), {ZONE(TCB)}, {ARG_PRIORITY}),
    METHOD(TCBSetMCPriority, 4, ZONE(TCB), {ZONE(TCB)}, {ARG_PRIORITY}),
    METHOD(TCBSetSchedParams, 12, ZONE(TCB), {ZONE(TCB), ZONE(SC), ZONE(ENDPOINT)},
           {ARG_PRIORITY, ARG_PRIORITY}),
    METHOD(TCBSetTimeoutEndpoint, 3, ZONE(TCB), {ZONE(ENDPOINT)}, {0}),
    METHOD(TCBSetIPCBuffer, 4, ZONE(TCB), {ZONE(FRAME)}, {ARG_BUFFER}),
    METHOD(TCBSetSpace, 6, ZONE(TCB), {ZONE(ENDPOINT), ARG_NODE_ROOT, ZONE(VSPACE)},
           {ARG_GUARD, ARG_SMALL}),
    METHOD(TCBSuspend, 4, ZONE(TCB), {0}, {0}),
    METHOD(TCBResume, 6, ZONE(TCB), {0}, {0}),
    METHOD(TCBBindNotification, 5, ZONE(TCB), {ZONE(NOTIFICATION)}, {0}),
    METHOD(TCBUnbindNotification, 3, ZONE(TCB), {0}, {0}),
    METHOD(TCBSetTLSBase, 2, ZONE(TCB), {0}, {ARG_VADDR}),
    METHOD(TCBSetFlags, 3, ZONE(TCB), {0}, {ARG_SMALL, ARG_SMALL}),
    METHOD(CNodeRevoke, 5, ARG_DEST_ROOT, {0}, {ARG_DEST_INDEX, ARG_DEST_DEPTH}),
    METHOD(CNodeDelete, 6, ARG_DEST_ROOT, {0}, {ARG_DEST_INDEX, ARG_DEST_DEPTH}),
    METHOD(CNodeCancelBadgedSends, 4, ARG_DEST_ROOT, {0}, {ARG_DEST_INDEX, ARG_DEST_DEPTH}),
    METHOD(CNodeCopy, 12, ARG_DEST_ROOT, {ARG_SOURCE_ROOT}, {NODE_WORDS, ARG_RIGHTS}),
    METHOD(CNodeMint, 12, ARG_DEST_ROOT, {ARG_SOURCE_ROOT}, {NODE_WORDS, ARG_RIGHTS, ARG_BADGE}),
    METHOD(CNodeMove, 7, ARG_DEST_ROOT, {ARG_SOURCE_ROOT}, {NODE_WORDS}),
    METHOD(CNodeMutate, 7, ARG_DEST_ROOT, {ARG_SOURCE_ROOT}, {NODE_WORDS, ARG_BADGE}),
    METHOD(CNodeRotate, 7, ARG_DEST_ROOT, {ARG_PIVOT_ROOT, ARG_SOURCE_ROOT},
           {ARG_DEST_INDEX, ARG_DEST_DEPTH, ARG_BADGE, ARG_PIVOT_INDEX, ARG_PIVOT_DEPTH, ARG_BADGE,
            ARG_SOURCE_INDEX, ARG_SOURCE_DEPTH}),
    METHOD(IRQIssueIRQHandler, 5, SINGLE(IRQ_CONTROL), {ARG_DEST_ROOT},
           {ARG_IRQ, ARG_DEST_INDEX, ARG_DEST_DEPTH}),
    METHOD(IRQAckIRQ, 2, ZONE(IRQ), {0}, {0}),
    METHOD(IRQSetIRQHandler, 4, ZONE(IRQ), {ZONE(NOTIFICATION)}, {0}),
    METHOD(IRQClearIRQHandler, 2, ZONE(IRQ), {0}, {0}),
    METHOD(DomainSetSet, 3, SINGLE(DOMAIN), {ZONE(TCB)}, {ARG_DOMAIN}),
    METHOD(DomainScheduleConfigure, 3, SINGLE(DOMAIN), {0},
           {ARG_SCHEDULE_INDEX, ARG_SCHEDULE_DOMAIN, ARG_DURATION}),
    METHOD(DomainScheduleSetStart, 3, SINGLE(DOMAIN), {0}, {ARG_START_INDEX}),
    METHOD(SchedControlConfigureFlags, 10, SINGLE(SCHED_CONTROL), {ZONE(SC)},
           {ARG_BUDGET, ARG_PERIOD, ARG_REFILLS, ARG_BADGE, ARG_SMALL}),
    METHOD(SchedContextBind, 6, ZONE(SC), {ARG_TCB_OR_NOTIFICATION}, {0}),
    METHOD(SchedContextUnbind, 4, ZONE(SC), {0}, {0}),
    METHOD(SchedContextUnbindObject, 4, ZONE(SC), {ARG_TCB_OR_NOTIFICATION}, {0}),
    METHOD(SchedContextConsumed, 2, ZONE(SC), {0}, {0}),
    METHOD(SchedContextYieldTo, 4, ZONE(SC), {0}, {0}),
    METHOD(ARMVSpaceClean_Data, 2, ZONE(VSPACE), {0}, {ARG_RANGE_START, ARG_RANGE_END}),
    METHOD(ARMVSpaceInvalidate_Data, 2, ZONE(VSPACE), {0}, {ARG_RANGE_START, ARG_RANGE_END}),
    METHOD(ARMVSpaceCleanInvalidate_Data, 2, ZONE(VSPACE), {0}, {ARG_RANGE_START, ARG_RANGE_END}),
    METHOD(ARMVSpaceUnify_Instruction, 2, ZONE(VSPACE), {0}, {ARG_RANGE_START, ARG_RANGE_END}),
    METHOD(ARMSMCCall, 2, SINGLE(SMC), {0},
           {ARG_SMC, ARG_SMC, ARG_ZERO, ARG_ZERO, ARG_ZERO, ARG_ZERO, ARG_ZERO, ARG_ZERO}),
    METHOD(ARMPageTableMap, 8, ZONE(TABLE), {ZONE(VSPACE)}, {ARG_VADDR, ARG_ATTRIBUTES}),
    METHOD(ARMPageTableUnmap, 4, ZONE(TABLE), {0}, {0}),
    METHOD(ARMPageMap, 14, ZONE(FRAME), {ZONE(VSPACE)}, {ARG_VADDR, ARG_RIGHTS, ARG_ATTRIBUTES}),
    METHOD(ARMPageUnmap, 5, ZONE(FRAME), {0}, {0}),
    METHOD(ARMPageClean_Data, 2, ZONE(FRAME), {0}, {ARG_START, ARG_END}),
    METHOD(ARMPageInvalidate_Data, 2, ZONE(FRAME), {0}, {ARG_START, ARG_END}),
    METHOD(ARMPageCleanInvalidate_Data, 2, ZONE(FRAME), {0}, {ARG_START, ARG_END}),
    METHOD(ARMPageUnify_Instruction, 2, ZONE(FRAME), {0}, {ARG_START, ARG_END}),
    METHOD(ARMPageGetAddress, 3, ZONE(FRAME), {0}, {0}),
    METHOD(ARMASIDControlMakePool, 4, SINGLE(ASID_CONTROL), {ZONE(UNTYPED), ARG_DEST_ROOT},
           {ARG_DEST_INDEX, ARG_DEST_DEPTH}),
    METHOD(ARMASIDPoolAssign, 4, ZONE(POOL), {ZONE(VSPACE)}, {0}),
    METHOD(ARMIRQIssueIRQHandlerTrigger, 4, SINGLE(IRQ_CONTROL), {ARG_DEST_ROOT},
           {ARG_IRQ, ARG_SMALL, ARG_DEST_INDEX, ARG_DEST_DEPTH}),
    METHOD(ARMIRQIssueSGISignal, 3, SINGLE(IRQ_CONTROL), {ARG_DEST_ROOT},
           {ARG_SGI, ARG_TARGET, ARG_DEST_INDEX, ARG_DEST_DEPTH}),
};

const unsigned method_count = sizeof(methods) / sizeof(methods[0]);

/* Labels up to here are the same everywhere; behind them other configurations put methods. */
seL4_Word method_canonical_label(seL4_Word label)
{
    for (unsigned i = 0; i < method_count && label > TCBUnbindNotification; i++) {
        if (methods[i].label == label) {
            return 0x1000 + i;
        }
    }
    return label;
}
