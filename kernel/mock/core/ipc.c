/* SPDX-License-Identifier: BSD-2-Clause */
/* Moving a message and its capabilities from thread to thread (manual 4). Queues: endpoint.c. */
#include "objects.h"

#include "kernel.h"
#include "../arch.h"

/* Word offsets in seL4_IPCBuffer, whose first word is the tag. */
enum {
    BUFFER_MSG = 1,
    BUFFER_CAPS = BUFFER_MSG + seL4_MsgMaxLength + 1,
    BUFFER_RECEIVE_CNODE = BUFFER_CAPS + 3,
    BUFFER_RECEIVE_INDEX,
    BUFFER_RECEIVE_DEPTH,
};

seL4_Word *ipc_buffer(const struct tcb *tcb, bool is_receiver)
{
    struct cap frame = tcb->slots[TCB_IPC_BUFFER].cap;
    unsigned needed = is_receiver ? RIGHT_READ | RIGHT_WRITE : RIGHT_READ;
    if (frame.type != CAP_FRAME || frame.is_device || (frame.rights & needed) != needed) {
        return 0;
    }
    seL4_Word offset = tcb->ipc_buffer & ((1ul << frame.size_bits) - 1);
    return (seL4_Word *)arch_ptr(frame.object + offset);
}

seL4_Word ipc_get_mr(const struct tcb *tcb, seL4_Word index)
{
    if (index < seL4_FastMessageRegisters) {
        return arch_reg_get(tcb, ARCH_MR0 + (unsigned)index);
    }
    const seL4_Word *buffer = ipc_buffer(tcb, false);
    return buffer && index < seL4_MsgMaxLength ? buffer[BUFFER_MSG + index] : 0;
}

bool ipc_set_mr(struct tcb *tcb, seL4_Word index, seL4_Word value)
{
    if (index < seL4_FastMessageRegisters) {
        arch_reg_set(tcb, ARCH_MR0 + (unsigned)index, value);
        return true;
    }
    seL4_Word *buffer = ipc_buffer(tcb, true);
    if (!buffer || index >= seL4_MsgMaxLength) {
        return false;
    }
    buffer[BUFFER_MSG + index] = value;
    return true;
}

/* The tag as the thread gave it; a length beyond the buffer means the whole buffer. */
seL4_MessageInfo_t ipc_info(const struct tcb *tcb)
{
    seL4_MessageInfo_t info = {{arch_reg_get(tcb, ARCH_INFO)}};
    if (seL4_MessageInfo_get_length(info) > seL4_MsgMaxLength) {
        info = seL4_MessageInfo_set_length(info, seL4_MsgMaxLength);
    }
    return info;
}

void ipc_deliver(struct tcb *tcb, seL4_Word badge, seL4_MessageInfo_t info)
{
    arch_reg_set(tcb, ARCH_CAP, badge);
    arch_reg_set(tcb, ARCH_INFO, info.words[0]);
}

bool ipc_find_caps(const struct tcb *tcb, seL4_Word count, struct slot *out[], seL4_Word *cptr,
                   struct lookup_failure *failure)
{
    const seL4_Word *buffer = ipc_buffer(tcb, false);
    for (seL4_Word i = 0; i < seL4_MsgMaxExtraCaps; i++) {
        out[i] = 0;
    }
    for (seL4_Word i = 0; buffer && i < count; i++) {
        *cptr = buffer[BUFFER_CAPS + i];
        out[i] = cspace_lookup(tcb, *cptr, failure);
        if (!out[i]) {
            return false;
        }
    }
    return true;
}

/* Where the receiver wants a capability; null: nowhere, or the slot is taken. */
static struct slot *receive_slot(const struct tcb *receiver, const seL4_Word *buffer)
{
    struct lookup_failure failure;
    struct slot *dest;
    seL4_Word bits_left;
    struct slot *root = cspace_lookup(receiver, buffer[BUFFER_RECEIVE_CNODE], &failure);
    seL4_Word depth = buffer[BUFFER_RECEIVE_DEPTH];
    if (!root || root->cap.type != CAP_CNODE || depth < 1 || depth > seL4_WordBits) {
        return 0;
    }
    if (!cspace_resolve(root->cap, buffer[BUFFER_RECEIVE_INDEX], depth, &dest, &bits_left,
                        &failure)) {
        return 0;
    }
    return bits_left == 0 && slot_is_empty(dest) ? dest : 0;
}

static bool is_through(struct cap cap, const struct endpoint *endpoint)
{
    return endpoint && cap.type == CAP_ENDPOINT && arch_ptr(cap.object) == endpoint;
}

/* Manual 4.2.2: in order, until one fails. Gives the tag with what has been transferred. */
static seL4_MessageInfo_t transfer_caps(struct slot *const caps[], const struct endpoint *endpoint,
                                        const struct tcb *receiver, seL4_MessageInfo_t info)
{
    info = seL4_MessageInfo_set_extraCaps(info, 0);
    info = seL4_MessageInfo_set_capsUnwrapped(info, 0);
    seL4_Word *buffer = ipc_buffer(receiver, true);
    if (!caps[0] || !buffer) {
        return info;
    }
    struct slot *dest = receive_slot(receiver, buffer);
    seL4_Word unwrapped = 0;
    seL4_Word i = 0;
    for (; i < seL4_MsgMaxExtraCaps && caps[i]; i++) {
        struct cap copy;
        if (is_through(caps[i]->cap, endpoint)) {
            buffer[BUFFER_CAPS + i] = caps[i]->cap.data;
            unwrapped |= 1ul << i;
            continue;
        }
        if (!dest || cap_derive(caps[i], caps[i]->cap, &copy) != seL4_NoError ||
            copy.type == CAP_NULL) {
            break;
        }
        slot_insert_copy(caps[i], dest, copy);
        dest = 0;
    }
    info = seL4_MessageInfo_set_extraCaps(info, i);
    return seL4_MessageInfo_set_capsUnwrapped(info, unwrapped);
}

static void transfer_message(struct tcb *sender, const struct endpoint *endpoint, seL4_Word badge,
                             bool can_grant, struct tcb *receiver)
{
    struct slot *caps[seL4_MsgMaxExtraCaps] = {0};
    struct lookup_failure failure;
    seL4_Word cptr;
    seL4_MessageInfo_t info = ipc_info(sender);
    if (can_grant &&
        !ipc_find_caps(sender, seL4_MessageInfo_get_extraCaps(info), caps, &cptr, &failure)) {
        caps[0] = 0;
    }
    seL4_Word length = seL4_MessageInfo_get_length(info);
    seL4_Word copied = 0;
    if (length > seL4_FastMessageRegisters && !ipc_buffer(sender, false)) {
        length = seL4_FastMessageRegisters;
    }
    while (copied < length && ipc_set_mr(receiver, copied, ipc_get_mr(sender, copied))) {
        copied++;
    }
    info = transfer_caps(caps, endpoint, receiver, info);
    ipc_deliver(receiver, badge, seL4_MessageInfo_set_length(info, copied));
}

static void transfer_fault(struct tcb *sender, seL4_Word badge, struct tcb *receiver)
{
    const struct fault *fault = &sender->fault;
    fault_refresh(sender);
    seL4_Word copied = 0;
    while (copied < fault->length && ipc_set_mr(receiver, copied, fault->words[copied])) {
        copied++;
    }
    ipc_deliver(receiver, badge, seL4_MessageInfo_new(fault->label, 0, 0, copied));
}

void ipc_transfer(struct tcb *sender, const struct endpoint *endpoint, seL4_Word badge,
                  bool can_grant, struct tcb *receiver)
{
    if (sender->fault.label == seL4_Fault_NullFault) {
        transfer_message(sender, endpoint, badge, can_grant, receiver);
    } else {
        transfer_fault(sender, badge, receiver);
    }
}
