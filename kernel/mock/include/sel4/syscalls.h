/* SPDX-License-Identifier: BSD-2-Clause */
/* The system calls of the MCS kernel, built on one trap. Object invocations live in interfaces/. */
#pragma once

#include <sel4/config.h>
#include <sel4/functions.h>
#include <sel4/types.h>
#include <sel4/sel4_arch/trap.h>

/* Send half: the first four message registers come out of the IPC buffer. */
static inline void seL4_LoadMRs(struct seL4_Trap *trap)
{
    for (int i = 0; i < seL4_FastMessageRegisters; i++) {
        trap->mr[i] = seL4_GetMR(i);
    }
}

/* Traps, then puts what came back in registers where seL4_GetMR finds it. */
static inline seL4_MessageInfo_t seL4_TrapToBuffer(seL4_Word number, struct seL4_Trap *trap,
                                                   seL4_Word *sender)
{
    seL4_ArchTrap(number, trap);
    for (int i = 0; i < seL4_FastMessageRegisters; i++) {
        seL4_SetMR(i, trap->mr[i]);
    }
    if (sender) {
        *sender = trap->cap;
    }
    return (seL4_MessageInfo_t){{trap->info}};
}

/* The same for callers that keep the message out of the IPC buffer; each pointer may be null. */
static inline void seL4_LoadWithMRs(struct seL4_Trap *trap, seL4_MessageInfo_t info,
                                    seL4_Word *const mrs[4])
{
    for (seL4_Word i = 0; i < seL4_FastMessageRegisters; i++) {
        trap->mr[i] = mrs[i] && seL4_MessageInfo_get_length(info) > i ? *mrs[i] : 0;
    }
}

static inline seL4_MessageInfo_t seL4_TrapToMRs(seL4_Word number, struct seL4_Trap *trap,
                                                seL4_Word *sender, seL4_Word *const mrs[4])
{
    seL4_ArchTrap(number, trap);
    for (int i = 0; i < seL4_FastMessageRegisters; i++) {
        if (mrs[i]) {
            *mrs[i] = trap->mr[i];
        }
    }
    if (sender) {
        *sender = trap->cap;
    }
    return (seL4_MessageInfo_t){{trap->info}};
}

LIBSEL4_INLINE_FUNC void seL4_Send(seL4_CPtr dest, seL4_MessageInfo_t msgInfo)
{
    struct seL4_Trap trap = {.cap = dest, .info = msgInfo.words[0]};
    seL4_LoadMRs(&trap);
    seL4_ArchTrap((seL4_Word)seL4_SysSend, &trap);
}

LIBSEL4_INLINE_FUNC void seL4_NBSend(seL4_CPtr dest, seL4_MessageInfo_t msgInfo)
{
    struct seL4_Trap trap = {.cap = dest, .info = msgInfo.words[0]};
    seL4_LoadMRs(&trap);
    seL4_ArchTrap((seL4_Word)seL4_SysNBSend, &trap);
}

LIBSEL4_INLINE_FUNC void seL4_SendWithMRs(seL4_CPtr dest, seL4_MessageInfo_t msgInfo,
                                          seL4_Word *mr0, seL4_Word *mr1, seL4_Word *mr2,
                                          seL4_Word *mr3)
{
    struct seL4_Trap trap = {.cap = dest, .info = msgInfo.words[0]};
    seL4_LoadWithMRs(&trap, msgInfo, (seL4_Word *const[4]){mr0, mr1, mr2, mr3});
    seL4_ArchTrap((seL4_Word)seL4_SysSend, &trap);
}

LIBSEL4_INLINE_FUNC void seL4_NBSendWithMRs(seL4_CPtr dest, seL4_MessageInfo_t msgInfo,
                                            seL4_Word *mr0, seL4_Word *mr1, seL4_Word *mr2,
                                            seL4_Word *mr3)
{
    struct seL4_Trap trap = {.cap = dest, .info = msgInfo.words[0]};
    seL4_LoadWithMRs(&trap, msgInfo, (seL4_Word *const[4]){mr0, mr1, mr2, mr3});
    seL4_ArchTrap((seL4_Word)seL4_SysNBSend, &trap);
}

LIBSEL4_INLINE_FUNC void seL4_Signal(seL4_CPtr dest)
{
    struct seL4_Trap trap = {.cap = dest};
    seL4_ArchTrap((seL4_Word)seL4_SysSend, &trap);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_Call(seL4_CPtr dest, seL4_MessageInfo_t msgInfo)
{
    struct seL4_Trap trap = {.cap = dest, .info = msgInfo.words[0]};
    seL4_LoadMRs(&trap);
    return seL4_TrapToBuffer((seL4_Word)seL4_SysCall, &trap, seL4_Null);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_CallWithMRs(seL4_CPtr dest, seL4_MessageInfo_t msgInfo,
                                                        seL4_Word *mr0, seL4_Word *mr1,
                                                        seL4_Word *mr2, seL4_Word *mr3)
{
    struct seL4_Trap trap = {.cap = dest, .info = msgInfo.words[0]};
    seL4_Word *const mrs[4] = {mr0, mr1, mr2, mr3};
    seL4_LoadWithMRs(&trap, msgInfo, mrs);
    return seL4_TrapToMRs((seL4_Word)seL4_SysCall, &trap, seL4_Null, mrs);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_Recv(seL4_CPtr src, seL4_Word *sender, seL4_CPtr reply)
{
    struct seL4_Trap trap = {.cap = src, .reply = reply};
    return seL4_TrapToBuffer((seL4_Word)seL4_SysRecv, &trap, sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_NBRecv(seL4_CPtr src, seL4_Word *sender,
                                                   seL4_CPtr reply)
{
    struct seL4_Trap trap = {.cap = src, .reply = reply};
    return seL4_TrapToBuffer((seL4_Word)seL4_SysNBRecv, &trap, sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_RecvWithMRs(seL4_CPtr src, seL4_Word *sender,
                                                        seL4_CPtr reply, seL4_Word *mr0,
                                                        seL4_Word *mr1, seL4_Word *mr2,
                                                        seL4_Word *mr3)
{
    struct seL4_Trap trap = {.cap = src, .reply = reply};
    seL4_Word *const mrs[4] = {mr0, mr1, mr2, mr3};
    return seL4_TrapToMRs((seL4_Word)seL4_SysRecv, &trap, sender, mrs);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_Wait(seL4_CPtr src, seL4_Word *sender)
{
    struct seL4_Trap trap = {.cap = src};
    return seL4_TrapToBuffer((seL4_Word)seL4_SysWait, &trap, sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_WaitWithMRs(seL4_CPtr src, seL4_Word *sender,
                                                        seL4_Word *mr0, seL4_Word *mr1,
                                                        seL4_Word *mr2, seL4_Word *mr3)
{
    struct seL4_Trap trap = {.cap = src};
    seL4_Word *const mrs[4] = {mr0, mr1, mr2, mr3};
    return seL4_TrapToMRs((seL4_Word)seL4_SysWait, &trap, sender, mrs);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_NBWait(seL4_CPtr src, seL4_Word *sender)
{
    struct seL4_Trap trap = {.cap = src};
    return seL4_TrapToBuffer((seL4_Word)seL4_SysNBWait, &trap, sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_Poll(seL4_CPtr src, seL4_Word *sender)
{
    return seL4_NBWait(src, sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_ReplyRecv(seL4_CPtr src, seL4_MessageInfo_t msgInfo,
                                                      seL4_Word *sender, seL4_CPtr reply)
{
    struct seL4_Trap trap = {.cap = src, .info = msgInfo.words[0], .reply = reply};
    seL4_LoadMRs(&trap);
    return seL4_TrapToBuffer((seL4_Word)seL4_SysReplyRecv, &trap, sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_ReplyRecvWithMRs(seL4_CPtr src,
                                                             seL4_MessageInfo_t msgInfo,
                                                             seL4_Word *sender, seL4_Word *mr0,
                                                             seL4_Word *mr1, seL4_Word *mr2,
                                                             seL4_Word *mr3, seL4_CPtr reply)
{
    struct seL4_Trap trap = {.cap = src, .info = msgInfo.words[0], .reply = reply};
    seL4_Word *const mrs[4] = {mr0, mr1, mr2, mr3};
    seL4_LoadWithMRs(&trap, msgInfo, mrs);
    return seL4_TrapToMRs((seL4_Word)seL4_SysReplyRecv, &trap, sender, mrs);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_NBSendRecv(seL4_CPtr dest, seL4_MessageInfo_t msgInfo,
                                                       seL4_CPtr src, seL4_Word *sender,
                                                       seL4_CPtr reply)
{
    struct seL4_Trap trap = {.cap = src, .info = msgInfo.words[0], .reply = reply, .dest = dest};
    seL4_LoadMRs(&trap);
    return seL4_TrapToBuffer((seL4_Word)seL4_SysNBSendRecv, &trap, sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_NBSendRecvWithMRs(
    seL4_CPtr dest, seL4_MessageInfo_t msgInfo, seL4_CPtr src, seL4_Word *sender, seL4_Word *mr0,
    seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3, seL4_CPtr reply)
{
    struct seL4_Trap trap = {.cap = src, .info = msgInfo.words[0], .reply = reply, .dest = dest};
    seL4_Word *const mrs[4] = {mr0, mr1, mr2, mr3};
    seL4_LoadWithMRs(&trap, msgInfo, mrs);
    return seL4_TrapToMRs((seL4_Word)seL4_SysNBSendRecv, &trap, sender, mrs);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_NBSendWait(seL4_CPtr dest, seL4_MessageInfo_t msgInfo,
                                                       seL4_CPtr src, seL4_Word *sender)
{
    struct seL4_Trap trap = {.cap = src, .info = msgInfo.words[0], .reply = dest};
    seL4_LoadMRs(&trap);
    return seL4_TrapToBuffer((seL4_Word)seL4_SysNBSendWait, &trap, sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_NBSendWaitWithMRs(seL4_CPtr dest,
                                                              seL4_MessageInfo_t msgInfo,
                                                              seL4_CPtr src, seL4_Word *sender,
                                                              seL4_Word *mr0, seL4_Word *mr1,
                                                              seL4_Word *mr2, seL4_Word *mr3)
{
    struct seL4_Trap trap = {.cap = src, .info = msgInfo.words[0], .reply = dest};
    seL4_Word *const mrs[4] = {mr0, mr1, mr2, mr3};
    seL4_LoadWithMRs(&trap, msgInfo, mrs);
    return seL4_TrapToMRs((seL4_Word)seL4_SysNBSendWait, &trap, sender, mrs);
}

LIBSEL4_INLINE_FUNC void seL4_Yield(void)
{
    struct seL4_Trap trap = {.cap = 0};
    seL4_ArchTrap((seL4_Word)seL4_SysYield, &trap);
}

LIBSEL4_INLINE_FUNC void seL4_DebugPutChar(char c)
{
    struct seL4_Trap trap = {.cap = (seL4_Word)(unsigned char)c};
    seL4_ArchTrap((seL4_Word)seL4_SysDebugPutChar, &trap);
}

LIBSEL4_INLINE_FUNC void seL4_DebugPutString(char *str)
{
    for (; *str; str++) {
        seL4_DebugPutChar(*str);
    }
}

LIBSEL4_INLINE_FUNC void seL4_DebugDumpScheduler(void)
{
    struct seL4_Trap trap = {.cap = 0};
    seL4_ArchTrap((seL4_Word)seL4_SysDebugDumpScheduler, &trap);
}

LIBSEL4_INLINE_FUNC void seL4_DebugHalt(void)
{
    struct seL4_Trap trap = {.cap = 0};
    seL4_ArchTrap((seL4_Word)seL4_SysDebugHalt, &trap);
}

LIBSEL4_INLINE_FUNC void seL4_DebugSnapshot(void)
{
    struct seL4_Trap trap = {.cap = 0};
    seL4_ArchTrap((seL4_Word)seL4_SysDebugSnapshot, &trap);
}

LIBSEL4_INLINE_FUNC seL4_Uint32 seL4_DebugCapIdentify(seL4_CPtr cap)
{
    struct seL4_Trap trap = {.cap = cap};
    seL4_ArchTrap((seL4_Word)seL4_SysDebugCapIdentify, &trap);
    return (seL4_Uint32)trap.cap;
}

/* The name travels in the message part of the IPC buffer, terminator included. */
LIBSEL4_INLINE_FUNC void seL4_DebugNameThread(seL4_CPtr tcb, const char *name)
{
    struct seL4_Trap trap = {.cap = tcb};
    char *to = (char *)seL4_GetIPCBuffer()->msg;
    const char *end = to + sizeof(seL4_GetIPCBuffer()->msg) - 1;
    while (*name && to != end) {
        *to++ = *name++;
    }
    *to = '\0';
    seL4_ArchTrap((seL4_Word)seL4_SysDebugNameThread, &trap);
}
