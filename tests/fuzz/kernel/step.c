/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls with registers that are likely to mean something, faults, interrupts, time. */
#include "step.h"

#include "arch.h"
#include "core/kernel.h"
#include "core/objects.h"
#include "host.h"
#include "instrument/names.h"
#include "support/mock_call.h"
#include "message.h"
#include "world.h"

#include <stdio.h>
#include <stdlib.h>

#define BUFFER_CAPS    (1U + seL4_MsgMaxLength + 1U) /* words of seL4_IPCBuffer */
#define BUFFER_RECEIVE (BUFFER_CAPS + 3U)

/* With KAAL_TRACE in the environment: what happens, for whoever looks into a finding. */
static void tell(const char *what, seL4_Word detail, const char *method, const char *object)
{
    static int is_on = -1;

    is_on = is_on < 0 ? getenv("KAAL_TRACE") != NULL : is_on;
    if (is_on) {
        (void)fprintf(stderr, "%8lu 0x%lx: %s %ld %s %s\n", (unsigned long)host_time(),
                      kernel_current ? arch_paddr(kernel_current) : 0, what, (long)detail, method,
                      object);
    }
}

/* Where capabilities that come in a message go. */
static void choose_receive_slot(struct input *input)
{
    seL4_Word *buffer = ipc_buffer(kernel_current, true);

    if (buffer) {
        buffer[BUFFER_RECEIVE] = 1;
        buffer[BUFFER_RECEIVE + 1] = message_find_empty(input);
        buffer[BUFFER_RECEIVE + 2] = WORLD_DEPTH;
    }
}

/* One half sends through one register, the other receives through another (sel4/syscalls.h). */
static void make_syscall(seL4_Word number, bool is_message, struct input *input)
{
    bool is_receive = number == (seL4_Word)seL4_SysRecv || number == (seL4_Word)seL4_SysNBRecv ||
                      number == (seL4_Word)seL4_SysWait || number == (seL4_Word)seL4_SysNBWait ||
                      number == (seL4_Word)seL4_SysReplyRecv;
    seL4_CPtr invoked = is_message ? message_find('E', input) : message_find_invoked(input);
    seL4_CPtr other = message_find(input_byte(input) & 1 ? 'E' : 'N', input);
    seL4_CPtr reply = message_find('R', input);

    arch_reg_set(kernel_current, ARCH_CAP, is_receive ? other : invoked);
    arch_reg_set(kernel_current, ARCH_REPLY, reply);
    arch_reg_set(kernel_current, ARCH_DEST, invoked);
    if (number == (seL4_Word)seL4_SysNBSendRecv) {
        arch_reg_set(kernel_current, ARCH_CAP, other);
    } else if (number == (seL4_Word)seL4_SysNBSendWait) {
        arch_reg_set(kernel_current, ARCH_CAP, other);
        arch_reg_set(kernel_current, ARCH_REPLY, invoked);
    }
    message_make(invoked, input);
    if (world_is_initial() && message_cap(invoked).type == CAP_ENDPOINT) {
        number = (seL4_Word)seL4_SysNBSend;
    }
    if (number != (seL4_Word)seL4_SysCall) {
        choose_receive_slot(input);
    }
    tell("system call", number, name_of_label(seL4_MessageInfo_get_label(ipc_info(kernel_current))),
         name_of_cap(message_cap(invoked).type));
    struct tcb *caller = kernel_current;
    kernel_syscall(number);
    if (kernel_current == caller && number == (seL4_Word)seL4_SysCall) {
        tell("answer", seL4_MessageInfo_get_label(ipc_info(caller)), "", "");
    }
}

/* All registers are as they come. */
static void make_raw_syscall(struct input *input)
{
    seL4_Word number = 0 - (seL4_Word)input_byte(input);

    for (unsigned reg = ARCH_X0; reg <= ARCH_X8; reg++) {
        arch_reg_set(kernel_current, reg,
                     input_byte(input) & 1 ? input_word(input) : input_byte(input));
    }
    tell("raw system call", number, "", "");
    if (number != (seL4_Word)seL4_SysDebugHalt) {
        kernel_syscall(number);
    }
}

static void make_fault(struct input *input)
{
    bool is_memory = input_byte(input) & 1;
    struct fault fault = {
        .label = is_memory ? seL4_Fault_VMFault : seL4_Fault_UserException,
        .length = is_memory ? (seL4_Word)seL4_VMFault_Length : (seL4_Word)seL4_UserException_Length,
    };

    tell("fault", fault.label, "", "");
    kernel_fault(&fault);
}

/* Nobody runs until something is due; `delay` is for those who do. */
static void pass_time(uint64_t delay)
{
    uint64_t deadline = host_time_deadline();
    uint64_t then = host_time() + delay;

    if (!kernel_current && deadline != UINT64_MAX && deadline > then) {
        then = deadline;
    }
    tell("time goes to", then, "", "");
    host_time_set(then);
    if (host_irq_is_pending()) {
        kernel_interrupt();
    }
}

/* It never waits and never faults, so that there is always somebody to wake the others. */
static void make_initial_call(struct input *input)
{
    uint8_t choice = input_byte(input);

    if (choice & 1) {
        tell("resume", choice, "", "");
        (void)mock_call((struct mock_call){.cap = WORLD_FIRST + choice / 2 % WORLD_THREADS,
                                           .label = TCBResume});
        return;
    }
    make_syscall((seL4_Word)((choice & 6) ? seL4_SysCall : seL4_SysNBSend), false, input);
}

/* Whoever runs does something. */
static void make_call(uint8_t choice, struct input *input)
{
    static const int calls[] = {
        seL4_SysCall,  seL4_SysCall,       seL4_SysCall,       seL4_SysCall,
        seL4_SysCall,  seL4_SysCall,       seL4_SysCall,       seL4_SysCall,
        seL4_SysCall,  seL4_SysCall,       seL4_SysCall,       seL4_SysReplyRecv,
        seL4_SysRecv,  seL4_SysNBSendRecv, seL4_SysNBSendWait, seL4_SysNBRecv,
        seL4_SysSend,  seL4_SysNBSend,     seL4_SysWait,       seL4_SysNBWait,
        seL4_SysYield, seL4_SysRecv,       seL4_SysReplyRecv,
    };
    const unsigned count = sizeof(calls) / sizeof(calls[0]);

    if (world_is_initial()) {
        make_initial_call(input);
    } else if (choice < count) {
        make_syscall((seL4_Word)calls[choice], choice < 3, input);
    } else if (choice == count) {
        make_raw_syscall(input);
    } else {
        make_fault(input);
    }
}

void step_make(struct input *input)
{
    struct input step = input_take(input, STEP_BYTES);
    uint8_t what = input_byte(&step) % 32;

    if (what < 25 && kernel_current) {
        make_call(what, &step);
    } else if (what < 28) {
        tell("interrupt", 0, "", "");
        host_irq_raise(input_byte(&step) & 7 ? WORLD_IRQ : input_byte(&step) % ARCH_IRQ_COUNT);
        kernel_interrupt();
    } else {
        uint8_t byte = input_byte(&step);
        pass_time((uint64_t)(byte / 16) << 2 * (byte % 16));
    }
}
