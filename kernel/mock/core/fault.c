/* SPDX-License-Identifier: BSD-2-Clause */
/* Telling a handler about a fault and taking its answer (manual 6.1.7, 6.2). */
#include "objects.h"

#include "debug.h"
#include "kernel.h"
#include "refill.h"
#include "sched.h"
#include "../arch.h"

bool fault_is_handler(struct cap cap)
{
    return cap.type == CAP_NULL || (cap.type == CAP_ENDPOINT && (cap.rights & RIGHT_WRITE) &&
                                    (cap.rights & (RIGHT_GRANT | RIGHT_GRANT_REPLY)));
}

bool fault_has_handler(const struct tcb *tcb, enum tcb_slot slot)
{
    return tcb->slots[slot].cap.type == CAP_ENDPOINT;
}

static void send_to(struct tcb *tcb, enum tcb_slot slot, bool can_donate)
{
    struct cap handler = tcb->slots[slot].cap;
    struct send how = {.badge = handler.data,
                       .is_blocking = true,
                       .is_call = true,
                       .can_grant = handler.rights & RIGHT_GRANT,
                       .can_grant_reply = handler.rights & RIGHT_GRANT_REPLY,
                       .can_donate = can_donate};
    endpoint_send(arch_ptr(handler.object), tcb, how);
}

void fault_raise(struct tcb *tcb, const struct fault *fault)
{
    tcb->fault = *fault;
    if (fault_has_handler(tcb, TCB_FAULT_HANDLER)) {
        send_to(tcb, TCB_FAULT_HANDLER, tcb->sc != 0);
        return;
    }
    fault_refresh(tcb);
    debug_unhandled_fault(tcb);
    tcb->fault.label = seL4_Fault_NullFault;
    thread_set_state(tcb, THREAD_INACTIVE);
}

void fault_raise_cap(struct tcb *tcb, seL4_Word cptr, bool in_receive,
                     const struct lookup_failure *failure)
{
    struct fault fault = {.label = seL4_Fault_CapFault};
    fault.words[seL4_CapFault_Addr] = cptr;
    fault.words[seL4_CapFault_InRecvPhase] = in_receive;
    for (seL4_Word i = 0; i < failure->length; i++) {
        fault.words[seL4_CapFault_LookupFailureType + i] = failure->words[i];
    }
    fault.length = seL4_CapFault_LookupFailureType + failure->length;
    fault_raise(tcb, &fault);
}

/* Consumption counts from the last time that it was asked for or told (manual 6.2.7). */
void fault_raise_timeout(struct tcb *tcb)
{
    struct sched_context *sc = tcb->sc;
    struct fault fault = {.label = seL4_Fault_Timeout, .length = seL4_Timeout_Length};
    fault.words[seL4_Timeout_Data] = sc->badge;
    fault.words[seL4_Timeout_Consumed] = ticks_to_us(sc->consumed + sched_uncommitted(sc));
    sched_commit();
    sc->consumed = 0;
    tcb->fault = fault;
    send_to(tcb, TCB_TIMEOUT_HANDLER, false);
}

static void get_registers(struct tcb *tcb, const unsigned char *regs, seL4_Word count)
{
    for (seL4_Word i = 0; i < count; i++) {
        tcb->fault.words[i] = arch_reg_get(tcb, regs[i]);
    }
}

void fault_refresh(struct tcb *tcb)
{
    static const unsigned char syscall_regs[] = ARCH_UNKNOWN_SYSCALL;
    static const unsigned char exception_regs[] = ARCH_USER_EXCEPTION;
    static const unsigned char other_regs[] = {ARCH_RESTART_PC};
    if (tcb->fault.label == seL4_Fault_UnknownSyscall) {
        get_registers(tcb, syscall_regs, sizeof(syscall_regs));
    } else if (tcb->fault.label == seL4_Fault_UserException) {
        get_registers(tcb, exception_regs, sizeof(exception_regs));
    } else if (tcb->fault.label != seL4_Fault_Timeout) {
        get_registers(tcb, other_regs, sizeof(other_regs));
    }
}

/* `words` of the answer go to these registers, as far as the answer reaches. */
static void set_registers(struct tcb *sender, struct tcb *faulter, const unsigned char *regs,
                          seL4_Word count)
{
    seL4_Word length = seL4_MessageInfo_get_length(ipc_info(sender));
    for (seL4_Word i = 0; i < count && i < length; i++) {
        arch_reg_set(faulter, regs[i], ipc_get_mr(sender, i));
    }
}

bool fault_reply(struct tcb *sender, struct tcb *faulter)
{
    static const unsigned char syscall_regs[] = ARCH_UNKNOWN_SYSCALL;
    static const unsigned char exception_regs[] = ARCH_USER_EXCEPTION;
    bool goes_on = seL4_MessageInfo_get_label(ipc_info(sender)) == 0;
    if (faulter->fault.label == seL4_Fault_UnknownSyscall) {
        set_registers(sender, faulter, syscall_regs, sizeof(syscall_regs));
    } else if (faulter->fault.label == seL4_Fault_UserException) {
        set_registers(sender, faulter, exception_regs, sizeof(exception_regs));
    } else if (faulter->fault.label == seL4_Fault_Timeout) {
        seL4_Word length = seL4_MessageInfo_get_length(ipc_info(sender));
        for (unsigned i = 0; i < seL4_TimeoutReply_Length && i < length; i++) {
            arch_reg_set(faulter, i, ipc_get_mr(sender, i));
        }
    } else {
        goes_on = true; /* page and capability faults: an answer is enough (manual 6.2.8) */
    }
    return goes_on;
}
