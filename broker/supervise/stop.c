/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The end of a component. The order matters: the thread first, then devices, then memory.
 */
#include "supervise/stop.h"

#include "audit/log.h"
#include "arch/fault.h"
#include "grant/bundle.h"
#include "grant/channel.h"
#include "spawn/spawn.h"

void stop(struct component *component, enum kaal_component_state state, int64_t exit_code)
{
    /* A thread that cannot be suspended goes with the revoke of its account. */
    (void)seL4_TCB_Suspend(component->tcb);
    component->state = state;
    component->exit_code = exit_code;
    component->alarm_at_ns = 0;
    bundle_release_all(component);
    channel_release_all(component);
    if (!spawn_release(component)) {
        log_write("broker: a part of the memory of %s is quarantined", component_name(component));
    }
}

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

void stop_after_fault(struct component *component, seL4_MessageInfo_t info)
{
    struct log_line line = {0};

    log_append(&line, "fault: component=%s", component_name(component));
    append_fault(&line, info);
    log_append(&line, ": stopped");
    log_end(&line);
    stop(component, KAAL_STATE_FAULTED, 0);
}
