/* SPDX-License-Identifier: BSD-2-Clause */
/* Labels of the invocations of the Arm family (no hypervisor, no SMMU, one core). */
#pragma once

#include <sel4/sel4_arch/invocation.h>

#ifndef __ASSEMBLER__
enum arch_invocation_label {
    ARMPageTableMap = nSeL4ArchInvocationLabels,
    ARMPageTableUnmap,
    ARMPageMap,
    ARMPageUnmap,
    ARMPageClean_Data,
    ARMPageInvalidate_Data,
    ARMPageCleanInvalidate_Data,
    ARMPageUnify_Instruction,
    ARMPageGetAddress,
    ARMASIDControlMakePool,
    ARMASIDPoolAssign,
    ARMIRQIssueIRQHandlerTrigger,
    ARMIRQIssueSGISignal,
    nArchInvocationLabels,
};
#endif
