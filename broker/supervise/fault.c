/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a fault message of the kernel says, in words.
 */
#include "supervise/fault.h"

#include "arch/fault.h"
#include "audit/log.h"
#include "grant/gone.h"
#include "supervise/crash.h"
#include "supervise/lifetime.h"

/* A fault of the memory, in words and numbers. */
static void append_vm_fault(const struct component *component, struct log_line *line)
{
    uint64_t status = seL4_GetMR(seL4_VMFault_FSR);
    uint64_t address = seL4_GetMR(seL4_VMFault_Addr);
    bool is_fetch = seL4_GetMR(seL4_VMFault_PrefetchFault) != 0;
    const char *access = "read";
    uint32_t grant = GRANT_NONE;
    const char *gone = gone_reason(component->index, address, &grant);

    if (is_fetch) {
        access = "execute";
    } else if (fault_is_write(status)) {
        access = "write";
    }
    log_append(line, "access=%s address=%lx pc=%lx reason=\"%s\"", access, address,
               (uint64_t)seL4_GetMR(seL4_VMFault_IP), (gone != NULL) ? gone : fault_reason(status));
    if (gone != NULL) {
        log_append(line, " grant=%u", grant);
    }
}

static void append_fault(const struct component *component, struct log_line *line,
                         seL4_MessageInfo_t info)
{
    switch (seL4_MessageInfo_get_label(info)) {
    case seL4_Fault_VMFault:
        append_vm_fault(component, line);
        break;
    case seL4_Fault_CapFault:
        log_append(line, "access=capability address=%lx pc=%lx reason=\"no such capability\"",
                   (uint64_t)seL4_GetMR(seL4_CapFault_Addr),
                   (uint64_t)seL4_GetMR(seL4_CapFault_IP));
        break;
    case seL4_Fault_UnknownSyscall:
        log_append(line, "access=syscall address=- pc=%lx reason=\"no such system call\"",
                   (uint64_t)seL4_GetMR(seL4_UnknownSyscall_FaultIP));
        break;
    case seL4_Fault_UserException:
        log_append(line, "access=instruction address=- pc=%lx reason=\"exception %lx\"",
                   (uint64_t)seL4_GetMR(seL4_UserException_FaultIP),
                   (uint64_t)seL4_GetMR(seL4_UserException_Number));
        break;
    case seL4_Fault_Timeout:
        log_append(line, "access=time address=- pc=- reason=\"its budget is used up\" used_us=%lu",
                   (uint64_t)seL4_GetMR(seL4_Timeout_Consumed));
        break;
    default:
        log_append(line, "access=- address=- pc=- reason=\"fault number %lu\"",
                   (uint64_t)seL4_MessageInfo_get_label(info));
        break;
    }
}

void fault_end(struct component *component, seL4_MessageInfo_t info)
{
    bool is_timeout = seL4_MessageInfo_get_label(info) == seL4_Fault_Timeout;
    enum kaal_cause cause = is_timeout ? KAAL_CAUSE_OVERRUN : KAAL_CAUSE_FAULT;
    struct log_line what = {0};

    append_fault(component, &what, info); /* before any other call overwrites the message */
    what.text[sizeof(what.text) - 1] = '\0';
    crash_keep(component, cause, 0, &what);
    log_write("fault: component=%s %s: stopped", component_name(component), what.text);
    lifetime_end(component, cause, 0);
}
