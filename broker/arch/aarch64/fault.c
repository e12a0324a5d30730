/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The exception syndrome ESR_ELx of an abort (Arm ARM, D13.2.37): WnR is bit 6, the fault status
 * code is in bits 5 to 0.
 */
#include "arch/fault.h"

#define WNR  ((uint64_t)1 << 6)
#define CODE ((uint64_t)0x3c) /* without the two bits of the level */

bool fault_is_write(uint64_t status)
{
    return (status & WNR) != 0;
}

const char *fault_reason(uint64_t status)
{
    switch (status & CODE) {
    case 0x00:
        return "address size";
    case 0x04:
        return "nothing is mapped there";
    case 0x08:
        return "access flag";
    case 0x0c:
        return "its mapping does not allow it";
    case 0x10:
        return "external abort";
    case 0x20:
        return "alignment";
    default:
        return "other";
    }
}
