/* SPDX-License-Identifier: BSD-2-Clause */
/* Labels of the invocations that only aarch64 has. */
#pragma once

#include <sel4/invocation.h>

#ifndef __ASSEMBLER__
enum sel4_arch_invocation_label {
    ARMVSpaceClean_Data = nInvocationLabels,
    ARMVSpaceInvalidate_Data,
    ARMVSpaceCleanInvalidate_Data,
    ARMVSpaceUnify_Instruction,
    ARMSMCCall,
    nSeL4ArchInvocationLabels,
};
#endif
