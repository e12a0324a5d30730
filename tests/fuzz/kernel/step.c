/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls with registers that are likely to mean something, faults, interrupts, time. */
#include "step.h"

#include "arch.h"
#include "core/kernel.h"
#include "core/objects.h"
#include "host.h"
#include "instrument/names.h"
#include "world.h"

#include <stdio.h>
#include <stdlib.h>

#include <sel4/arch/objecttype.h>

#define BUFFER_CAPS    (1U + seL4_MsgMaxLength + 1U) /* words of seL4_IPCBuffer */
#define BUFFER_RECEIVE (BUFFER_CAPS + 3U)

/*
 * What a method takes, a letter for each word: slot, depth, depth or 0 (e), rights, badge, guard,
 * object type, size, number, virtual address, priority, time in us, interrupt, flags, domain, any
 * word. Then its extra capabilities: CNode, VSpace, Frame, Tcb, Notification, Endpoint, Scheduling
 * context, Untyped.
 */
static const char *const shapes[nArchInvocationLabels] = {
    [UntypedRetype] = "tzsesnC",
    [TCBReadRegisters] = "fn",
    [TCBWriteRegisters] = "fnwwww",
    [TCBCopyRegisters] = "fT",
    [TCBConfigure] = "ggvCVF",
    [TCBSetPriority] = "pT",
    [TCBSetMCPriority] = "pT",
    [TCBSetSchedParams] = "ppTSE",
    [TCBSetTimeoutEndpoint] = "E",
    [TCBSetIPCBuffer] = "vF",
    [TCBSetSpace] = "ggECV",
    [TCBSuspend] = "",
    [TCBResume] = "",
    [TCBBindNotification] = "N",
    [TCBUnbindNotification] = "",
    [TCBSetTLSBase] = "w",
    [TCBSetFlags] = "ff",
    [CNodeRevoke] = "sd",
    [CNodeDelete] = "sd",
    [CNodeCancelBadgedSends] = "sd",
    [CNodeCopy] = "sdsdrC",
    [CNodeMint] = "sdsdrbC",
    [CNodeMove] = "sdsdC",
    [CNodeMutate] = "sdsdgC",
    [CNodeRotate] = "sdgsdgsdCC",
    [IRQIssueIRQHandler] = "isdC",
    [IRQAckIRQ] = "",
    [IRQSetIRQHandler] = "N",
    [IRQClearIRQHandler] = "",
    [DomainSetSet] = "DT",
    [DomainScheduleConfigure] = "nDu",
    [DomainScheduleSetStart] = "n",
    [SchedControlConfigureFlags] = "uunbfS",
    [SchedContextBind] = "T",
    [SchedContextUnbind] = "",
    [SchedContextUnbindObject] = "T",
    [SchedContextConsumed] = "",
    [SchedContextYieldTo] = "",
    [ARMPageTableMap] = "vnV",
    [ARMPageTableUnmap] = "",
    [ARMPageMap] = "vrnV",
    [ARMPageUnmap] = "",
    [ARMPageClean_Data] = "nn",
    [ARMPageGetAddress] = "",
    [ARMASIDControlMakePool] = "sdUC",
    [ARMASIDPoolAssign] = "V",
    [ARMIRQIssueIRQHandlerTrigger] = "ifsdC",
    [ARMSMCCall] = "wwwwwwww",
};

/* First and last label of each type's methods. */
static const unsigned char methods[CAP_TYPE_COUNT][2] = {
    [CAP_UNTYPED] = {UntypedRetype, UntypedRetype},
    [CAP_CNODE] = {CNodeRevoke, CNodeRotate},
    [CAP_TCB] = {TCBReadRegisters, TCBSetFlags},
    [CAP_SCHED_CONTEXT] = {SchedContextBind, SchedContextYieldTo},
    [CAP_SCHED_CONTROL] = {SchedControlConfigureFlags, SchedControlConfigureFlags},
    [CAP_IRQ_CONTROL] = {IRQIssueIRQHandler, IRQIssueIRQHandler},
    [CAP_IRQ_HANDLER] = {IRQAckIRQ, IRQClearIRQHandler},
    [CAP_DOMAIN] = {DomainSetSet, DomainScheduleSetStart},
    [CAP_FRAME] = {ARMPageMap, ARMPageGetAddress},
    [CAP_PAGE_TABLE] = {ARMPageTableMap, ARMPageTableUnmap},
    [CAP_VSPACE] = {ARMVSpaceClean_Data, ARMVSpaceUnify_Instruction},
    [CAP_ASID_CONTROL] = {ARMASIDControlMakePool, ARMASIDControlMakePool},
    [CAP_ASID_POOL] = {ARMASIDPoolAssign, ARMASIDPoolAssign},
    [CAP_SMC] = {ARMSMCCall, ARMSMCCall},
};

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

static struct cap cap_at(seL4_CPtr cptr)
{
    struct lookup_failure failure;
    const struct slot *slot = cspace_lookup(kernel_current, cptr, &failure);

    return slot ? slot->cap : (struct cap){.type = CAP_NULL};
}

/* A slot of that type, the first from a random one on; the random one if there is none. */
static seL4_CPtr find_extra(char letter, struct input *input)
{
    static const unsigned char types[128] = {
        ['C'] = CAP_CNODE,         ['V'] = CAP_VSPACE,       ['F'] = CAP_FRAME,
        ['T'] = CAP_TCB,           ['N'] = CAP_NOTIFICATION, ['E'] = CAP_ENDPOINT,
        ['S'] = CAP_SCHED_CONTEXT, ['U'] = CAP_UNTYPED,
    };
    uint8_t from = input_byte(input);

    for (unsigned i = 0; i < WORLD_SLOTS; i++) {
        seL4_CPtr cptr = (from + i) % WORLD_SLOTS;
        if (cap_at(cptr).type == types[(unsigned char)letter]) {
            return cptr;
        }
    }
    return from;
}

static seL4_Word vaddr_from(uint8_t byte)
{
    static const unsigned char steps[] = {12, 21, 30, 39};

    return WORLD_IMAGE + ((seL4_Word)(byte / 4) << steps[byte % 4]);
}

static seL4_Word make_word(char letter, struct input *input)
{
    static const seL4_Word depths[] = {WORLD_DEPTH, WORLD_CNODE_BITS, WORLD_DEPTH, 8};
    static const seL4_Word domains[] = {0, 0, 1, CONFIG_NUM_DOMAINS};
    uint8_t byte = input_byte(input);

    if (byte == 0xff) {
        return input_word(input);
    }
    switch (letter) {
    case 's':
        return byte % WORLD_SLOTS;
    case 'd':
        return depths[byte % 4];
    case 'e':
        return byte & 7 ? 0 : WORLD_DEPTH;
    case 'r':
        return byte & 3 ? RIGHTS_ALL : byte / 4 % 16;
    case 'g':
        return byte & 1 ? seL4_CNode_CapData_new(0, WORLD_DEPTH - WORLD_CNODE_BITS).words[0]
                        : byte / 2;
    case 't':
        return byte % (seL4_ObjectTypeCount + 1);
    case 'z':
        return 4 + byte % 16;
    case 'n':
        return byte % 8;
    case 'v':
        return vaddr_from(byte);
    case 'p':
        return byte & 1 ? 100 : byte;
    case 'u':
        return 20 + ((seL4_Word)(byte / 16) << byte % 16);
    case 'i':
        return byte & 1 ? WORLD_IRQ + byte / 64 : byte;
    case 'D':
        return domains[byte % 4];
    default:
        return byte;
    }
}

static void put_extra(unsigned index, seL4_CPtr cptr)
{
    seL4_Word *buffer = ipc_buffer(kernel_current, true);

    if (buffer && index < seL4_MsgMaxExtraCaps) {
        buffer[BUFFER_CAPS + index] = cptr;
    }
}

/* Message words and capabilities for a method of what `cptr` names. */
static void make_message(seL4_CPtr cptr, struct input *input)
{
    const unsigned char *range = methods[cap_at(cptr).type];
    uint8_t choice = input_byte(input);
    seL4_Word label = range[0] + choice % (range[1] - range[0] + 1U);
    const char *shape = range[0] != 0 && shapes[label] ? shapes[label] : "nnTE";
    unsigned words = 0;
    unsigned extras = 0;

    for (; *shape; shape++) {
        bool is_word = (*shape >= 'a' && *shape <= 'z') || *shape == 'D';
        if (is_word) {
            (void)ipc_set_mr(kernel_current, words++, make_word(*shape, input));
        } else {
            put_extra(extras++, find_extra(*shape, input));
        }
    }
    arch_reg_set(kernel_current, ARCH_INFO, seL4_MessageInfo_new(label, 0, extras, words).words[0]);
}

/* Where capabilities that come in a message go. */
static void choose_receive_slot(struct input *input)
{
    seL4_Word *buffer = ipc_buffer(kernel_current, true);

    if (buffer) {
        buffer[BUFFER_RECEIVE] = 1;
        buffer[BUFFER_RECEIVE + 1] = input_byte(input) % WORLD_SLOTS;
        buffer[BUFFER_RECEIVE + 2] = WORLD_DEPTH;
    }
}

static void make_syscall(seL4_Word number, struct input *input)
{
    seL4_CPtr cptr = input_byte(input) % WORLD_SLOTS;

    arch_reg_set(kernel_current, ARCH_CAP, cptr);
    arch_reg_set(kernel_current, ARCH_REPLY, find_extra('E', input));
    if (number != (seL4_Word)seL4_SysCall) {
        choose_receive_slot(input);
        arch_reg_set(kernel_current, ARCH_REPLY, input_byte(input) % WORLD_SLOTS);
        arch_reg_set(kernel_current, ARCH_DEST, input_byte(input) % WORLD_SLOTS);
    }
    if (number == (seL4_Word)seL4_SysReplyRecv || number == (seL4_Word)seL4_SysNBSendWait) {
        cptr = arch_reg_get(kernel_current, ARCH_REPLY);
    } else if (number == (seL4_Word)seL4_SysNBSendRecv) {
        cptr = arch_reg_get(kernel_current, ARCH_DEST);
    }
    make_message(cptr, input);
    tell("system call", number, name_of_label(seL4_MessageInfo_get_label(ipc_info(kernel_current))),
         name_of_cap(cap_at(cptr).type));
    kernel_syscall(number);
}

/* All registers are as they come. */
static void make_raw_syscall(struct input *input)
{
    seL4_Word number = 0 - (seL4_Word)input_byte(input);

    for (unsigned reg = ARCH_X0; reg <= ARCH_X8; reg++) {
        arch_reg_set(kernel_current, reg, make_word('w', input));
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

void step_make(struct input *input)
{
    static const int calls[] = {
        seL4_SysCall,  seL4_SysCall,   seL4_SysCall,       seL4_SysCall,
        seL4_SysCall,  seL4_SysCall,   seL4_SysCall,       seL4_SysReplyRecv,
        seL4_SysRecv,  seL4_SysNBRecv, seL4_SysNBSendRecv, seL4_SysNBSendWait,
        seL4_SysSend,  seL4_SysNBSend, seL4_SysWait,       seL4_SysNBWait,
        seL4_SysYield, seL4_SysRecv,   seL4_SysSend,       seL4_SysReplyRecv,
    };
    const unsigned count = sizeof(calls) / sizeof(calls[0]);
    uint8_t what = input_byte(input) % 32;

    if (what < count && kernel_current) {
        make_syscall((seL4_Word)calls[what], input);
    } else if (what < 22 && kernel_current) {
        make_raw_syscall(input);
    } else if (what < 24 && kernel_current) {
        make_fault(input);
    } else if (what < 27) {
        tell("interrupt", 0, "", "");
        host_irq_raise(input_byte(input) & 7 ? WORLD_IRQ : input_byte(input));
        kernel_interrupt();
    } else {
        uint8_t byte = input_byte(input);
        pass_time((uint64_t)(byte / 16) << 2 * (byte % 16));
    }
}
