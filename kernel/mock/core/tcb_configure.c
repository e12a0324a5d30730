/* SPDX-License-Identifier: BSD-2-Clause */
/* TCB methods that set spaces, the IPC buffer, handlers and scheduling (manual 6.1.1, 6.1.3). */
#include "objects.h"

#include "kernel.h"
#include "sched.h"
#include "../arch.h"

static struct tcb *target_of(const struct invocation *inv)
{
    return arch_ptr(inv->cap.object);
}

/* A capability on its way into one of the thread's own slots. */
struct change {
    struct slot *source;
    struct cap cap; /* CAP_NULL: the slot is emptied */
};

static void install(struct tcb *tcb, enum tcb_slot which, const struct change *change)
{
    struct slot *slot = &tcb->slots[which];
    slot_delete(slot);
    /* The deletion may have taken the source with it. */
    if (change->cap.type != CAP_NULL && cap_same_object(change->source->cap, change->cap)) {
        slot_insert_copy(change->source, slot, change->cap);
    }
}

/* CSpace and VSpace from extra capabilities `first` and the next; words `first_word` and next. */
static seL4_Error derive_spaces(struct invocation *inv, unsigned first, seL4_Word data,
                                struct change *cspace, struct change *vspace)
{
    cspace->source = inv->extra[first];
    vspace->source = inv->extra[first + 1];
    struct cap cap = cspace->source->cap;
    if (data != 0 && !cap_set_data(&cap, data, false)) {
        return seL4_IllegalOperation;
    }
    seL4_Error error = cap_derive(cspace->source, cap, &cspace->cap);
    if (error != seL4_NoError) {
        return error;
    }
    if (cspace->cap.type != CAP_CNODE) {
        return seL4_IllegalOperation;
    }
    error = cap_derive(vspace->source, vspace->source->cap, &vspace->cap);
    if (error != seL4_NoError) {
        return error;
    }
    return arch_vspace_usable(vspace->cap) ? seL4_NoError : seL4_IllegalOperation;
}

static seL4_Error derive_buffer(struct slot *source, seL4_Word address, struct change *out)
{
    out->source = source;
    out->cap = (struct cap){.type = CAP_NULL};
    if (address == 0) {
        return seL4_NoError;
    }
    seL4_Error error = cap_derive(source, source->cap, &out->cap);
    if (error != seL4_NoError) {
        return error;
    }
    if (out->cap.type != CAP_FRAME || out->cap.is_device) {
        return seL4_IllegalOperation;
    }
    bool is_aligned = (address & ((1ul << seL4_IPCBufferSizeBits) - 1)) == 0;
    return is_aligned ? seL4_NoError : seL4_AlignmentError;
}

/*
 * A thread that changes its own VSpace stays in the old one until it is chosen to run anew: at once
 * when its buffer is set too, after its next wait with SetSpace alone.
 */
static void set_buffer(struct tcb *tcb, const struct change *buffer, seL4_Word address)
{
    install(tcb, TCB_IPC_BUFFER, buffer);
    tcb->ipc_buffer = address;
    if (tcb == kernel_current) {
        sched_reschedule();
    }
}

seL4_Error tcb_configure(struct invocation *inv)
{
    struct change cspace, vspace, buffer;
    if (inv->length < 3 || !inv->extra[0] || !inv->extra[1] || !inv->extra[2]) {
        return seL4_TruncatedMessage;
    }
    seL4_Word address = inv_word(inv, 2);
    seL4_Error error = derive_buffer(inv->extra[2], address, &buffer);
    if (error == seL4_NoError) {
        error = derive_spaces(inv, 0, inv_word(inv, 0), &cspace, &vspace);
    }
    if (error != seL4_NoError) {
        return error;
    }
    struct tcb *tcb = target_of(inv);
    install(tcb, TCB_CSPACE, &cspace);
    install(tcb, TCB_VSPACE, &vspace);
    set_buffer(tcb, &buffer, address);
    return seL4_NoError;
}

/* Extra capability `index` as a fault handler; InvalidCapability names it by `argument`. */
static seL4_Error derive_handler(struct invocation *inv, unsigned index, seL4_Word argument,
                                 struct change *out)
{
    out->source = inv->extra[index];
    out->cap = out->source->cap;
    return fault_is_handler(out->cap) ? seL4_NoError : inv_invalid_capability(inv, argument);
}

seL4_Error tcb_set_space(struct invocation *inv)
{
    struct change handler, cspace, vspace;
    if (inv->length < 2 || !inv->extra[0] || !inv->extra[1] || !inv->extra[2]) {
        return seL4_TruncatedMessage;
    }
    seL4_Error error = derive_spaces(inv, 1, inv_word(inv, 0), &cspace, &vspace);
    if (error == seL4_NoError) {
        error = derive_handler(inv, 0, 1, &handler);
    }
    if (error != seL4_NoError) {
        return error;
    }
    struct tcb *tcb = target_of(inv);
    install(tcb, TCB_FAULT_HANDLER, &handler);
    install(tcb, TCB_CSPACE, &cspace);
    install(tcb, TCB_VSPACE, &vspace);
    return seL4_NoError;
}

seL4_Error tcb_set_ipc_buffer(struct invocation *inv)
{
    struct change buffer;
    if (inv->length < 1 || !inv->extra[0]) {
        return seL4_TruncatedMessage;
    }
    seL4_Word address = inv_word(inv, 0);
    seL4_Error error = derive_buffer(inv->extra[0], address, &buffer);
    if (error == seL4_NoError) {
        set_buffer(target_of(inv), &buffer, address);
    }
    return error;
}

seL4_Error tcb_set_timeout_endpoint(struct invocation *inv)
{
    struct change handler;
    if (!inv->extra[0]) {
        return seL4_TruncatedMessage;
    }
    seL4_Error error = derive_handler(inv, 0, 1, &handler);
    if (error == seL4_NoError) {
        install(target_of(inv), TCB_TIMEOUT_HANDLER, &handler);
    }
    return error;
}

/* Word `index` as a priority that the thread named by the first extra capability may give. */
static seL4_Error check_priority(struct invocation *inv, seL4_Word index)
{
    struct cap authority = inv_extra_cap(inv, 0);
    if (authority.type != CAP_TCB) {
        return inv_invalid_capability(inv, 1);
    }
    seL4_Word limit = ((struct tcb *)arch_ptr(authority.object))->mcp;
    return inv_word(inv, index) > limit ? inv_range_error(inv, 0, limit) : seL4_NoError;
}

seL4_Error tcb_set_priority(struct invocation *inv)
{
    if (inv->length < 1 || !inv->extra[0]) {
        return seL4_TruncatedMessage;
    }
    seL4_Error error = check_priority(inv, 0);
    if (error == seL4_NoError) {
        thread_set_priority(target_of(inv), inv_word(inv, 0));
    }
    return error;
}

seL4_Error tcb_set_mc_priority(struct invocation *inv)
{
    if (inv->length < 1 || !inv->extra[0]) {
        return seL4_TruncatedMessage;
    }
    seL4_Error error = check_priority(inv, 0);
    if (error == seL4_NoError) {
        target_of(inv)->mcp = inv_word(inv, 0);
    }
    return error;
}

/* The scheduling context asked for: null takes the present one away. */
static seL4_Error check_sc(struct invocation *inv, struct sched_context **out)
{
    struct tcb *tcb = target_of(inv);
    struct cap cap = inv_extra_cap(inv, 1);
    *out = 0;
    if (cap.type == CAP_NULL) {
        return tcb == inv->caller ? seL4_IllegalOperation : seL4_NoError;
    }
    if (cap.type != CAP_SCHED_CONTEXT) {
        return inv_invalid_capability(inv, 2);
    }
    *out = arch_ptr(cap.object);
    return tcb->sc == *out ? seL4_NoError : schedcontext_check_bind(*out, tcb);
}

seL4_Error tcb_set_sched_params(struct invocation *inv)
{
    struct change handler;
    struct sched_context *sc;
    if (inv->length < 2 || !inv->extra[0] || !inv->extra[1] || !inv->extra[2]) {
        return seL4_TruncatedMessage;
    }
    seL4_Error error = check_priority(inv, 0);
    if (error == seL4_NoError) {
        error = check_priority(inv, 1);
    }
    if (error == seL4_NoError) {
        error = check_sc(inv, &sc);
    }
    if (error == seL4_NoError) {
        error = derive_handler(inv, 2, 3, &handler);
    }
    if (error != seL4_NoError) {
        return error;
    }
    struct tcb *tcb = target_of(inv);
    install(tcb, TCB_FAULT_HANDLER, &handler);
    tcb->mcp = inv_word(inv, 0);
    thread_set_priority(tcb, inv_word(inv, 1));
    if (!sc && tcb->sc) {
        schedcontext_unbind_tcb(tcb->sc);
    } else if (sc && tcb->sc != sc) {
        schedcontext_bind(sc, tcb);
    }
    return seL4_NoError;
}
