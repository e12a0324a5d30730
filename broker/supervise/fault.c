/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a fault message of the kernel says, in one line.
 */
#include "supervise/fault.h"

#include "arch/fault.h"
#include "audit/log.h"
#include "supervise/lifetime.h"

/* A fault of the memory, in words and numbers. */
static void append_vm_fault(struct log_line *line)
{
    uint64_t status = seL4_GetMR(seL4_VMFault_FSR);
    bool is_fetch = seL4_GetMR(seL4_VMFault_PrefetchFault) != 0;
    const char *access = "read";

    if (is_fetch) {
        access = "execute";
    } else if (fault_is_write(status)) {
        access = "write";
    }
    log_append(line, " access=%s address=%lx pc=%lx reason=\"%s\"", access,
               (uint64_t)seL4_GetMR(seL4_VMFault_Addr), (uint64_t)seL4_GetMR(seL4_VMFault_IP),
               fault_reason(status));
}

static void append_fault(struct log_line *line, seL4_MessageInfo_t info)
{
    switch (seL4_MessageInfo_get_label(info)) {
    case seL4_Fault_VMFault:
        append_vm_fault(line);
        break;
    case seL4_Fault_CapFault:
        log_append(line, " access=capability address=%lx pc=%lx reason=\"no such capability\"",
                   (uint64_t)seL4_GetMR(seL4_CapFault_Addr),
                   (uint64_t)seL4_GetMR(seL4_CapFault_IP));
        break;
    case seL4_Fault_UnknownSyscall:
        log_append(line, " access=syscall address=- pc=%lx reason=\"no such system call\"",
                   (uint64_t)seL4_GetMR(seL4_UnknownSyscall_FaultIP));
        break;
    case seL4_Fault_UserException:
        log_append(line, " access=instruction address=- pc=%lx reason=\"exception %lx\"",
                   (uint64_t)seL4_GetMR(seL4_UserException_FaultIP),
                   (uint64_t)seL4_GetMR(seL4_UserException_Number));
        break;
    default:
        log_append(line, " access=- address=- pc=- reason=\"fault number %lu\"",
                   (uint64_t)seL4_MessageInfo_get_label(info));
        break;
    }
}

void fault_end(struct component *component, seL4_MessageInfo_t info)
{
    struct log_line line = {0};

    log_append(&line, "fault: component=%s", component_name(component));
    append_fault(&line, info);
    log_append(&line, ": stopped");
    log_end(&line);
    lifetime_end(component, KAAL_CAUSE_FAULT, 0);
}
