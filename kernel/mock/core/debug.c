/* SPDX-License-Identifier: BSD-2-Clause */
/* Thread list, names and fault reports of a debug build. */
#include "debug.h"

#include "inspect.h"
#include "kernel.h"
#include "objects.h"
#include "../arch.h"

struct tcb *debug_threads;

void debug_init(void)
{
    debug_threads = 0;
}

void debug_remember(struct tcb *tcb)
{
    tcb->debug_next = debug_threads;
    tcb->debug_prev = 0;
    if (debug_threads) {
        debug_threads->debug_prev = tcb;
    }
    debug_threads = tcb;
}

void debug_forget(struct tcb *tcb)
{
    if (tcb->debug_prev) {
        tcb->debug_prev->debug_next = tcb->debug_next;
    } else if (debug_threads == tcb) {
        debug_threads = tcb->debug_next;
    }
    if (tcb->debug_next) {
        tcb->debug_next->debug_prev = tcb->debug_prev;
    }
    tcb->debug_next = 0;
    tcb->debug_prev = 0;
}

static const char *state_name(const struct tcb *tcb)
{
    static const char *const names[] = {
        [THREAD_INACTIVE] = "inactive",
        [THREAD_RUNNING] = "running",
        [THREAD_RESTART] = "restart",
        [THREAD_BLOCKED_ON_RECEIVE] = "blocked on recv",
        [THREAD_BLOCKED_ON_SEND] = "blocked on send",
        [THREAD_BLOCKED_ON_REPLY] = "blocked on reply",
        [THREAD_BLOCKED_ON_NOTIFICATION] = "blocked on ntfn",
    };
    return names[tcb->state];
}

void debug_dump(void)
{
    kernel_printf("Dumping all tcbs!\nName\tState\tIP\tPrio\tSC\n");
    for (const struct tcb *tcb = debug_threads; tcb; tcb = tcb->debug_next) {
        kernel_printf("%s\t%s\t0x%lx\t%lu\t%s\n", tcb->name, state_name(tcb),
                      arch_reg_get(tcb, ARCH_RESTART_PC), tcb->priority, tcb->sc ? "yes" : "no");
    }
}

void debug_unhandled_fault(const struct tcb *tcb)
{
    static const char *const names[] = {
        [seL4_Fault_CapFault] = "cap fault",
        [seL4_Fault_UnknownSyscall] = "unknown syscall",
        [seL4_Fault_UserException] = "user exception",
        [seL4_Fault_Timeout] = "timeout",
        [seL4_Fault_VMFault] = "vm fault",
    };
    kernel_printf("Caught %s in thread \"%s\" at address 0x%lx; it has no handler and stops\n",
                  names[tcb->fault.label], tcb->name, arch_reg_get(tcb, ARCH_RESTART_PC));
    for (seL4_Word i = 0; i < tcb->fault.length; i++) {
        kernel_printf(" 0x%lx", tcb->fault.words[i]);
    }
    kernel_printf("\n");
}

seL4_Word debug_identify(struct cap cap)
{
    /* The numbers that programs see on seL4; those of types which can't be told apart are free. */
    static const unsigned char numbers[CAP_TYPE_COUNT] = {
        [CAP_UNTYPED] = 2,        [CAP_ENDPOINT] = 4,       [CAP_NOTIFICATION] = 6,
        [CAP_REPLY] = 8,          [CAP_CNODE] = 10,         [CAP_TCB] = 12,
        [CAP_IRQ_CONTROL] = 14,   [CAP_IRQ_HANDLER] = 16,   [CAP_DOMAIN] = 20,
        [CAP_SCHED_CONTEXT] = 22, [CAP_SCHED_CONTROL] = 24, [CAP_FRAME] = 1,
        [CAP_PAGE_TABLE] = 3,     [CAP_VSPACE] = 9,         [CAP_ASID_CONTROL] = 11,
        [CAP_ASID_POOL] = 13,     [CAP_SMC] = 25,           [CAP_SGI_SIGNAL] = 27,
    };
    return numbers[cap.type];
}

void debug_name(struct tcb *tcb, const struct tcb *caller)
{
    const seL4_Word *buffer = ipc_buffer(caller, false);
    if (!buffer) {
        return;
    }
    const char *from = (const char *)(buffer + 1);
    unsigned i = 0;
    for (; i < sizeof(tcb->name) - 1 && from[i]; i++) {
        tcb->name[i] = from[i];
    }
    tcb->name[i] = '\0';
}
