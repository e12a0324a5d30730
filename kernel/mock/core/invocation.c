/* SPDX-License-Identifier: BSD-2-Clause */
/* Arguments, error details and dispatch of object invocations (manual 10.1). */
#include "invocation.h"

#include "instrument.h"
#include "kernel.h"
#include "objects.h"
#include "../arch.h"

seL4_Word inv_word(const struct invocation *inv, seL4_Word index)
{
    return index < inv->length ? ipc_get_mr(inv->caller, index) : 0;
}

struct cap inv_extra_cap(const struct invocation *inv, seL4_Word n)
{
    return inv->extra[n] ? inv->extra[n]->cap : (struct cap){.type = CAP_NULL};
}

static seL4_Error fail(struct invocation *inv, seL4_Error error, seL4_Word length, seL4_Word first,
                       seL4_Word second)
{
    inv->details[0] = first;
    inv->details[1] = second;
    inv->details_length = length;
    return error;
}

seL4_Error inv_invalid_argument(struct invocation *inv, seL4_Word argument)
{
    return fail(inv, seL4_InvalidArgument, 1, argument, 0);
}

seL4_Error inv_invalid_capability(struct invocation *inv, seL4_Word argument)
{
    return fail(inv, seL4_InvalidCapability, 1, argument, 0);
}

seL4_Error inv_range_error(struct invocation *inv, seL4_Word min, seL4_Word max)
{
    return fail(inv, seL4_RangeError, 2, min, max);
}

seL4_Error inv_not_enough_memory(struct invocation *inv, seL4_Word available)
{
    return fail(inv, seL4_NotEnoughMemory, 1, available, 0);
}

seL4_Error inv_failed_lookup(struct invocation *inv, bool is_source, seL4_Word type,
                             seL4_Word bits_left)
{
    struct lookup_failure failure = {.length = 2, .words = {type, bits_left}};
    return inv_lookup_failed(inv, is_source, &failure);
}

seL4_Error inv_not_implemented(const struct invocation *inv, const char *what)
{
    kernel_printf("kernel: not implemented: %s (label %lu)\n", what, inv->label);
    return seL4_IllegalOperation;
}

seL4_Error inv_lookup_empty_slot(struct invocation *inv, struct cap root, seL4_Word index,
                                 seL4_Word depth, struct slot **out)
{
    seL4_Error error = cspace_lookup_slot(inv, false, root, index, depth, out);
    if (error == seL4_NoError && !slot_is_empty(*out)) {
        return seL4_DeleteFirst;
    }
    return error;
}

static seL4_Error invoke_nothing(struct invocation *inv)
{
    return inv_invalid_capability(inv, 0);
}

seL4_Error inv_dispatch(struct invocation *inv)
{
    static invocation_handler *const handlers[CAP_TYPE_COUNT] = {
        [CAP_NULL] = invoke_nothing,
        [CAP_UNTYPED] = untyped_invoke,
        [CAP_ENDPOINT] = endpoint_invoke,
        [CAP_NOTIFICATION] = notification_invoke,
        [CAP_REPLY] = reply_invoke,
        [CAP_CNODE] = cnode_invoke,
        [CAP_TCB] = tcb_invoke,
        [CAP_SCHED_CONTEXT] = schedcontext_invoke,
        [CAP_SCHED_CONTROL] = schedcontrol_invoke,
        [CAP_IRQ_CONTROL] = irq_control_invoke,
        [CAP_IRQ_HANDLER] = irq_handler_invoke,
        [CAP_DOMAIN] = domain_invoke,
        [CAP_FRAME] = arch_invoke,
        [CAP_PAGE_TABLE] = arch_invoke,
        [CAP_VSPACE] = arch_invoke,
        [CAP_ASID_CONTROL] = arch_invoke,
        [CAP_ASID_POOL] = arch_invoke,
        [CAP_SMC] = arch_invoke,
        [CAP_SGI_SIGNAL] = arch_invoke,
    };
    seL4_Error refused = instrument_refuse(inv);
    return refused == seL4_NoError ? handlers[inv->cap.type](inv) : refused;
}

void inv_answer(const struct invocation *inv, seL4_Error error)
{
    struct tcb *caller = inv->caller;
    const seL4_Word *words = error == seL4_NoError ? inv->reply : inv->details;
    seL4_Word length = error == seL4_NoError ? inv->reply_length : inv->details_length;
    seL4_Word copied = 0;
    while (copied < length && ipc_set_mr(caller, copied, words[copied])) {
        copied++;
    }
    ipc_deliver(caller, 0, seL4_MessageInfo_new((seL4_Word)error, 0, 0, copied));
}
