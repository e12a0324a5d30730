/* SPDX-License-Identifier: BSD-2-Clause */
/* Words with bit fields and the IPC buffer: what kernel and user both read (manual: ipc). */
#pragma once

#include <sel4/constants.h>
#include <sel4/simple_types.h>

/*
 * A word-sized type with one accessor pair per field. `ptr_` forms work in place, as libsel4's do.
 */
#define SEL4_FIELD(type, field, shift, bits)                                     \
    static inline seL4_Uint64 type##_get_##field(type##_t value)                 \
    {                                                                            \
        return (value.words[0] >> (shift)) & (LIBSEL4_BIT(bits) - 1);            \
    }                                                                            \
    static inline type##_t type##_set_##field(type##_t value, seL4_Uint64 part)  \
    {                                                                            \
        value.words[0] &= ~((LIBSEL4_BIT(bits) - 1) << (shift));                 \
        value.words[0] |= (part & (LIBSEL4_BIT(bits) - 1)) << (shift);           \
        return value;                                                            \
    }                                                                            \
    static inline seL4_Uint64 type##_ptr_get_##field(const type##_t *value)      \
    {                                                                            \
        return type##_get_##field(*value);                                       \
    }                                                                            \
    static inline void type##_ptr_set_##field(type##_t *value, seL4_Uint64 part) \
    {                                                                            \
        *value = type##_set_##field(*value, part);                               \
    }

typedef struct seL4_MessageInfo {
    seL4_Uint64 words[1];
} seL4_MessageInfo_t;

SEL4_FIELD(seL4_MessageInfo, label, 12, 52)
SEL4_FIELD(seL4_MessageInfo, capsUnwrapped, 9, 3)
SEL4_FIELD(seL4_MessageInfo, extraCaps, 7, 2)
SEL4_FIELD(seL4_MessageInfo, length, 0, 7)

static inline seL4_MessageInfo_t seL4_MessageInfo_new(seL4_Uint64 label, seL4_Uint64 capsUnwrapped,
                                                      seL4_Uint64 extraCaps, seL4_Uint64 length)
{
    return (seL4_MessageInfo_t){
        {label << 12 | (capsUnwrapped & 7) << 9 | (extraCaps & 3) << 7 | (length & 0x7f)}};
}

typedef struct seL4_CapRights {
    seL4_Uint64 words[1];
} seL4_CapRights_t;

SEL4_FIELD(seL4_CapRights, capAllowGrantReply, 3, 1)
SEL4_FIELD(seL4_CapRights, capAllowGrant, 2, 1)
SEL4_FIELD(seL4_CapRights, capAllowRead, 1, 1)
SEL4_FIELD(seL4_CapRights, capAllowWrite, 0, 1)

static inline seL4_CapRights_t seL4_CapRights_new(seL4_Uint64 grantReply, seL4_Uint64 grant,
                                                  seL4_Uint64 read, seL4_Uint64 write)
{
    return (seL4_CapRights_t){
        {(grantReply & 1) << 3 | (grant & 1) << 2 | (read & 1) << 1 | (write & 1)}};
}

#define seL4_ReadWrite     seL4_CapRights_new(0, 0, 1, 1)
#define seL4_AllRights     seL4_CapRights_new(1, 1, 1, 1)
#define seL4_CanRead       seL4_CapRights_new(0, 0, 1, 0)
#define seL4_CanWrite      seL4_CapRights_new(0, 0, 0, 1)
#define seL4_CanGrant      seL4_CapRights_new(0, 1, 0, 0)
#define seL4_CanGrantReply seL4_CapRights_new(1, 0, 0, 0)
#define seL4_NoWrite       seL4_CapRights_new(1, 1, 1, 0)
#define seL4_NoRead        seL4_CapRights_new(1, 1, 0, 1)
#define seL4_NoRights      seL4_CapRights_new(0, 0, 0, 0)

typedef struct seL4_CNode_CapData {
    seL4_Uint64 words[1];
} seL4_CNode_CapData_t;

SEL4_FIELD(seL4_CNode_CapData, guard, 6, 58)
SEL4_FIELD(seL4_CNode_CapData, guardSize, 0, 6)

static inline seL4_CNode_CapData_t seL4_CNode_CapData_new(seL4_Uint64 guard, seL4_Uint64 guardSize)
{
    return (seL4_CNode_CapData_t){{guard << 6 | (guardSize & 0x3f)}};
}

typedef struct seL4_IPCBuffer_ {
    seL4_MessageInfo_t tag;
    seL4_Word msg[seL4_MsgMaxLength];
    seL4_Word userData;
    seL4_Word caps_or_badges[seL4_MsgMaxExtraCaps];
    seL4_CPtr receiveCNode;
    seL4_CPtr receiveIndex;
    seL4_Word receiveDepth;
} seL4_IPCBuffer __attribute__((__aligned__(1024)));

SEL4_COMPILE_ASSERT(seL4_IPCBuffer_size, sizeof(seL4_IPCBuffer) == 1024)

typedef enum {
    seL4_CapFault_IP,
    seL4_CapFault_Addr,
    seL4_CapFault_InRecvPhase,
    seL4_CapFault_LookupFailureType,
    seL4_CapFault_BitsLeft,
    seL4_CapFault_DepthMismatch_BitsFound,
    seL4_CapFault_GuardMismatch_GuardFound = seL4_CapFault_DepthMismatch_BitsFound,
    seL4_CapFault_GuardMismatch_BitsFound,
    SEL4_FORCE_LONG_ENUM(seL4_CapFault_Msg),
} seL4_CapFault_Msg;
