/* SPDX-License-Identifier: BSD-2-Clause */
/* The fault union: one tag word and the fields of each fault, last field first. */
#pragma once

#include <sel4/simple_types.h>

typedef struct seL4_Fault {
    seL4_Uint64 words[14];
} seL4_Fault_t;

typedef enum seL4_Fault_tag {
    seL4_Fault_NullFault = 0,
    seL4_Fault_CapFault = 1,
    seL4_Fault_UnknownSyscall = 2,
    seL4_Fault_UserException = 3,
    seL4_Fault_Timeout = 5,
    seL4_Fault_VMFault = 6,
} seL4_Fault_tag_t;

static inline seL4_Uint64 seL4_Fault_get_seL4_FaultType(seL4_Fault_t fault)
{
    return fault.words[0] & 0xf;
}

static inline int seL4_Fault_fault_type_equals(seL4_Fault_t fault, seL4_Uint64 tag)
{
    return seL4_Fault_get_seL4_FaultType(fault) == tag;
}

#define SEL4_FAULT_FIELD(kind, field, word)                                        \
    static inline seL4_Uint64 seL4_Fault_##kind##_get_##field(seL4_Fault_t fault)  \
    {                                                                              \
        return fault.words[word];                                                  \
    }                                                                              \
    static inline seL4_Fault_t seL4_Fault_##kind##_set_##field(seL4_Fault_t fault, \
                                                               seL4_Uint64 value)  \
    {                                                                              \
        fault.words[word] = value;                                                 \
        return fault;                                                              \
    }

SEL4_FAULT_FIELD(CapFault, IP, 7)
SEL4_FAULT_FIELD(CapFault, Addr, 6)
SEL4_FAULT_FIELD(CapFault, InRecvPhase, 5)
SEL4_FAULT_FIELD(CapFault, LookupFailureType, 4)
SEL4_FAULT_FIELD(CapFault, MR4, 3)
SEL4_FAULT_FIELD(CapFault, MR5, 2)
SEL4_FAULT_FIELD(CapFault, MR6, 1)

SEL4_FAULT_FIELD(UnknownSyscall, X0, 13)
SEL4_FAULT_FIELD(UnknownSyscall, X1, 12)
SEL4_FAULT_FIELD(UnknownSyscall, X2, 11)
SEL4_FAULT_FIELD(UnknownSyscall, X3, 10)
SEL4_FAULT_FIELD(UnknownSyscall, X4, 9)
SEL4_FAULT_FIELD(UnknownSyscall, X5, 8)
SEL4_FAULT_FIELD(UnknownSyscall, X6, 7)
SEL4_FAULT_FIELD(UnknownSyscall, X7, 6)
SEL4_FAULT_FIELD(UnknownSyscall, FaultIP, 5)
SEL4_FAULT_FIELD(UnknownSyscall, SP, 4)
SEL4_FAULT_FIELD(UnknownSyscall, LR, 3)
SEL4_FAULT_FIELD(UnknownSyscall, SPSR, 2)
SEL4_FAULT_FIELD(UnknownSyscall, Syscall, 1)

SEL4_FAULT_FIELD(UserException, FaultIP, 5)
SEL4_FAULT_FIELD(UserException, Stack, 4)
SEL4_FAULT_FIELD(UserException, SPSR, 3)
SEL4_FAULT_FIELD(UserException, Number, 2)
SEL4_FAULT_FIELD(UserException, Code, 1)

SEL4_FAULT_FIELD(Timeout, data, 2)
SEL4_FAULT_FIELD(Timeout, consumed, 1)

SEL4_FAULT_FIELD(VMFault, IP, 4)
SEL4_FAULT_FIELD(VMFault, Addr, 3)
SEL4_FAULT_FIELD(VMFault, PrefetchFault, 2)
SEL4_FAULT_FIELD(VMFault, FSR, 1)
