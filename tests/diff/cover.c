/* SPDX-License-Identifier: BSD-2-Clause */
/* Counting. The program on the host adds the tables of several runs up (diff.py). */
#include "diff/cover.h"

#include "diff/trace.h"

#define METHODS_MAX 64
#define ERRORS      (seL4_NotEnoughMemory + 1)
#define CALLS_MAX   18
#define FAULTS_MAX  8

static uint32_t by_method[METHODS_MAX][ERRORS];
static uint32_t by_call[CALLS_MAX];
static uint32_t by_fault[FAULTS_MAX];

void cover_method(const struct method *method, seL4_Word error)
{
    seL4_Word index = (seL4_Word)(method - methods);

    if (index < METHODS_MAX && error < ERRORS) {
        by_method[index][error]++;
    }
}

void cover_syscall(seL4_Word number)
{
    if (0 - number < CALLS_MAX) {
        by_call[0 - number]++;
    }
}

void cover_fault(seL4_Word label)
{
    if (label < FAULTS_MAX) {
        by_fault[label]++;
    }
}

static void row(const char *name, const uint32_t *counts, unsigned count)
{
    print_text("=cover ");
    print_text(name);
    for (unsigned i = 0; i < count; i++) {
        print_text(" ");
        print_number(counts[i], 10, 1);
    }
    print_text("\n");
}

void cover_print(void)
{
    static const struct {
        const char *name;
        seL4_Syscall_ID number;
    } calls[] = {
        {"Call", seL4_SysCall},     {"ReplyRecv", seL4_SysReplyRecv},
        {"Send", seL4_SysSend},     {"NBSendRecv", seL4_SysNBSendRecv},
        {"NBSend", seL4_SysNBSend}, {"NBSendWait", seL4_SysNBSendWait},
        {"Recv", seL4_SysRecv},     {"NBRecv", seL4_SysNBRecv},
        {"Wait", seL4_SysWait},     {"NBWait", seL4_SysNBWait},
        {"Yield", seL4_SysYield},   {"DebugCapIdentify", seL4_SysDebugCapIdentify},
    };
    static const struct {
        const char *name;
        seL4_Fault_tag_t label;
    } faults[] = {
        {"CapFault", seL4_Fault_CapFault},
        {"UnknownSyscall", seL4_Fault_UnknownSyscall},
        {"UserException", seL4_Fault_UserException},
        {"VMFault", seL4_Fault_VMFault},
    };

    for (unsigned i = 0; i < method_count && i < METHODS_MAX; i++) {
        row(methods[i].name, by_method[i], ERRORS);
    }
    for (unsigned i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        row(calls[i].name, &by_call[-(int)calls[i].number], 1);
    }
    for (unsigned i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        row(faults[i].name, &by_fault[faults[i].label], 1);
    }
}
