/* SPDX-License-Identifier: BSD-2-Clause */
/* What the methods take, so that most messages get past the first check. */
#include "message.h"

#include "arch.h"
#include "core/kernel.h"
#include "core/objects.h"
#include "world.h"

#include <sel4/arch/objecttype.h>

#define BUFFER_CAPS (1U + seL4_MsgMaxLength + 1U) /* word of seL4_IPCBuffer */

/*
 * What a method takes, a letter for each word: empty slot, occupied slot, depth, depth or 0 (e),
 * rights, badge, guard, object type, size, number (n, m), virtual address (v; x: behind it),
 * priority, time in us, interrupt, flags, domain, any word. Then its extra capabilities: CNode,
 * VSpace, Frame, Tcb, Notification, Endpoint, Scheduling context, Untyped, one that has a
 * scheduling context (B).
 */
static const char *const shapes[nArchInvocationLabels] = {
    [UntypedRetype] = "tzsesmC",
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
    [CNodeRevoke] = "od",
    [CNodeDelete] = "od",
    [CNodeCancelBadgedSends] = "od",
    [CNodeCopy] = "sdodrC",
    [CNodeMint] = "sdodrbC",
    [CNodeMove] = "sdodC",
    [CNodeMutate] = "sdodgC",
    [CNodeRotate] = "sdgodgodCC",
    [IRQIssueIRQHandler] = "isdC",
    [IRQAckIRQ] = "",
    [IRQSetIRQHandler] = "N",
    [IRQClearIRQHandler] = "",
    [DomainSetSet] = "DT",
    [DomainScheduleConfigure] = "nDu",
    [DomainScheduleSetStart] = "n",
    [SchedControlConfigureFlags] = "uunbfS",
    [SchedContextBind] = "B",
    [SchedContextUnbind] = "",
    [SchedContextUnbindObject] = "B",
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
    [ARMVSpaceClean_Data] = "vx",
    [ARMVSpaceInvalidate_Data] = "vx",
    [ARMVSpaceCleanInvalidate_Data] = "vx",
    [ARMVSpaceUnify_Instruction] = "vx",
    [ARMIRQIssueSGISignal] = "nfsdC",
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

struct cap message_cap(seL4_CPtr cptr)
{
    struct lookup_failure failure;
    const struct slot *slot = cspace_lookup(kernel_current, cptr, &failure);

    return slot ? slot->cap : (struct cap){.type = CAP_NULL};
}

/* The first slot from a random one on that has such a capability, or the random one. */
static seL4_CPtr find_slot(struct input *input, bool (*is_wanted)(unsigned type, unsigned wanted),
                           unsigned wanted)
{
    uint8_t from = input_byte(input);
    seL4_CPtr first = 0;
    seL4_CPtr count = 0;

    world_slots(&first, &count);
    for (unsigned i = 0; i < count && from < 0xf0; i++) {
        seL4_CPtr cptr = first + (from + i) % count;
        if (is_wanted(message_cap(cptr).type, wanted)) {
            return cptr;
        }
    }
    return first + from % count;
}

static bool is_equal(unsigned type, unsigned wanted)
{
    return type == wanted;
}

static bool is_different(unsigned type, unsigned unwanted)
{
    return type != unwanted;
}

seL4_CPtr message_find_empty(struct input *input)
{
    return find_slot(input, is_equal, CAP_NULL);
}

static seL4_CPtr find_occupied(struct input *input)
{
    return find_slot(input, is_different, CAP_NULL);
}

seL4_CPtr message_find(char letter, struct input *input)
{
    static const unsigned char types[128] = {
        ['C'] = CAP_CNODE,         ['V'] = CAP_VSPACE,       ['F'] = CAP_FRAME,
        ['T'] = CAP_TCB,           ['N'] = CAP_NOTIFICATION, ['E'] = CAP_ENDPOINT,
        ['S'] = CAP_SCHED_CONTEXT, ['U'] = CAP_UNTYPED,      ['R'] = CAP_REPLY,
    };

    if (letter == 'B') {
        letter = (input_byte(input) & 1) ? 'T' : 'N';
    }
    return find_slot(input, is_equal, types[(unsigned char)letter]);
}

static seL4_Word vaddr_from(uint8_t byte)
{
    static const unsigned char steps[] = {12, 21, 30, 39};

    return WORLD_IMAGE + ((seL4_Word)(byte / 4) << steps[byte % 4]);
}

static seL4_Word make_word(char letter, struct input *input)
{
    static const seL4_Word domains[] = {0, 0, 1, CONFIG_NUM_DOMAINS};

    if (letter == 's' || letter == 'o') {
        seL4_CPtr found = letter == 's' ? message_find_empty(input) : find_occupied(input);
        return (input_byte(input) & 3) ? found : found % WORLD_SLOTS; /* of another's CNode */
    }
    uint8_t byte = input_byte(input);
    if (byte == 0xff) {
        return input_word(input);
    }
    switch (letter) {
    case 'd':
        return byte < 224 ? WORLD_DEPTH : byte % 8;
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
        return 4 + byte % 11;
    case 'n':
        return byte % 8;
    case 'm':
        return 1 + byte % 3;
    case 'v':
        return vaddr_from(byte);
    case 'x':
        return vaddr_from(byte) + 64;
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
void message_make(seL4_CPtr cptr, struct input *input)
{
    const unsigned char *range = methods[message_cap(cptr).type];
    uint8_t choice = input_byte(input);
    seL4_Word label = range[0] + choice % (range[1] - range[0] + 1U);
    if (label == IRQIssueIRQHandler && (choice & 1)) {
        label = (choice & 2) ? ARMIRQIssueIRQHandlerTrigger : ARMIRQIssueSGISignal;
    }
    const char *shape = range[0] != 0 && shapes[label] ? shapes[label] : "nnTE";
    unsigned words = 0;
    unsigned extras = 0;

    for (; *shape; shape++) {
        bool is_word = (*shape >= 'a' && *shape <= 'z') || *shape == 'D';
        if (is_word) {
            (void)ipc_set_mr(kernel_current, words++, make_word(*shape, input));
        } else {
            put_extra(extras++, message_find(*shape, input));
        }
    }
    if (label == CNodeRotate && (choice & 64)) {
        /* Source and destination are one: an exchange with the pivot. */
        (void)ipc_set_mr(kernel_current, 0, ipc_get_mr(kernel_current, 6));
        (void)ipc_set_mr(kernel_current, 1, ipc_get_mr(kernel_current, 7));
    }
    arch_reg_set(kernel_current, ARCH_INFO, seL4_MessageInfo_new(label, 0, extras, words).words[0]);
}

/* The more a type's methods do to others, the likelier it is. */
seL4_CPtr message_find_invoked(struct input *input)
{
    static const unsigned char types[] = {
        CAP_CNODE,         CAP_CNODE,       CAP_CNODE,         CAP_CNODE,     CAP_UNTYPED,
        CAP_UNTYPED,       CAP_TCB,         CAP_TCB,           CAP_TCB,       CAP_SCHED_CONTEXT,
        CAP_SCHED_CONTEXT, CAP_ENDPOINT,    CAP_NOTIFICATION,  CAP_REPLY,     CAP_FRAME,
        CAP_PAGE_TABLE,    CAP_IRQ_HANDLER, CAP_SCHED_CONTROL, CAP_ASID_POOL,
    };
    unsigned choice = input_byte(input) % 22;
    seL4_CPtr found = choice < sizeof(types) ? find_slot(input, is_equal, types[choice]) : 0;

    return message_cap(found).type == CAP_NULL ? find_occupied(input) : found;
}
