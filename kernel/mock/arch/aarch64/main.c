/* SPDX-License-Identifier: BSD-2-Clause */
/* From the vectors to core and back: what kind of exception it was, and who runs afterwards. */
#include "port.h"

#define CLASS(esr)        (((esr) >> 26) & 0x3f) /* Arm ARM, D13.2.37 */
#define CLASS_SVC         0x15
#define CLASS_FETCH_ABORT 0x20
#define CLASS_DATA_ABORT  0x24
#define INSTRUCTION_BYTES 4

_Noreturn void port_resume(struct arch_context *context);
_Noreturn void port_main(const struct boot_args *args);
_Noreturn void port_exception(struct arch_context *context, seL4_Word esr, seL4_Word far);
_Noreturn void port_interrupt(struct arch_context *context);
_Noreturn void port_kernel_exception(seL4_Word esr, seL4_Word elr, seL4_Word far);

/* Leave the kernel; without a thread to run wait for an interrupt, which wakes although masked. */
static _Noreturn void leave(void)
{
    while (!kernel_current) {
        __asm__ volatile("dsb sy; wfi" ::: "memory");
        kernel_interrupt();
    }
    port_resume(&kernel_current->context);
}

_Noreturn void port_main(const struct boot_args *args)
{
    kernel_boot(args);
    leave();
}

static void memory_fault(seL4_Word esr, seL4_Word far, bool is_fetch)
{
    struct fault fault = {.label = seL4_Fault_VMFault, .length = seL4_VMFault_Length};

    fault.words[seL4_VMFault_Addr] = far;
    fault.words[seL4_VMFault_PrefetchFault] = is_fetch;
    fault.words[seL4_VMFault_FSR] = esr;
    kernel_fault(&fault);
}

static void user_exception(seL4_Word esr)
{
    struct fault fault = {.label = seL4_Fault_UserException, .length = seL4_UserException_Length};

    fault.words[seL4_UserException_Number] = esr;
    fault.words[seL4_UserException_Code] = 0;
    kernel_fault(&fault);
}

_Noreturn void port_exception(struct arch_context *context, seL4_Word esr, seL4_Word far)
{
    switch (CLASS(esr)) {
    case CLASS_SVC:
        context->reg[ARCH_RESTART_PC] = context->reg[ARCH_PC] - INSTRUCTION_BYTES;
        kernel_syscall(context->reg[ARCH_X7]);
        break;
    case CLASS_FETCH_ABORT:
    case CLASS_DATA_ABORT:
        memory_fault(esr, far, CLASS(esr) == CLASS_FETCH_ABORT);
        break;
    default:
        user_exception(esr);
        break;
    }
    leave();
}

_Noreturn void port_interrupt(struct arch_context *context)
{
    (void)context;
    kernel_interrupt();
    leave();
}

_Noreturn void port_kernel_exception(seL4_Word esr, seL4_Word elr, seL4_Word far)
{
    kernel_printf("mock: exception in the kernel: esr %lx at %lx, address %lx\n", esr, elr, far);
    kernel_panic("exception in the kernel");
}
