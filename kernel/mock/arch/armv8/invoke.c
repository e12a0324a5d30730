/* SPDX-License-Identifier: BSD-2-Clause */
/* Which method of the port's own objects it is; and the secure monitor's call. */
#include "model.h"

#include "core/objects.h"

#define SMC_REGISTERS 8
#define SGI_COUNT     16U

seL4_Error smc_invoke(struct invocation *inv)
{
    seL4_Word registers[SMC_REGISTERS];

    if (inv->label != ARMSMCCall) {
        return seL4_IllegalOperation;
    }
    if (inv->length < SMC_REGISTERS) {
        return seL4_TruncatedMessage;
    }
    for (unsigned i = 0; i < SMC_REGISTERS; i++) {
        registers[i] = inv_word(inv, i);
    }
    /* A badge is the one function that this capability may call; 0 is any (manual 8.3). */
    if (inv->cap.data != 0 && inv->cap.data != registers[0]) {
        return seL4_IllegalOperation;
    }
    machine_smc(registers);
    kernel_copy(inv->reply, registers, sizeof(registers));
    inv->reply_length = SMC_REGISTERS;
    return seL4_NoError;
}

static seL4_Error irq_issue_with_trigger(struct invocation *inv)
{
    seL4_Word irq = inv_word(inv, 0);
    struct cap root = inv_extra_cap(inv, 0);
    struct slot *dest = 0;

    if (inv->length < 4 || !inv->extra[0]) {
        return seL4_TruncatedMessage;
    }
    if (irq >= ARCH_IRQ_COUNT) {
        return inv_range_error(inv, 0, ARCH_IRQ_COUNT - 1);
    }
    if (irq_is_active(irq) || !arch_irq_usable(irq)) {
        return seL4_RevokeFirst;
    }
    seL4_Error error = inv_lookup_empty_slot(inv, root, inv_word(inv, 2), inv_word(inv, 3), &dest);
    if (error != seL4_NoError) {
        return error;
    }
    machine_irq_set_edge(irq, inv_word(inv, 1) != 0);
    irq_issue(inv->slot, dest, irq);
    return seL4_NoError;
}

/* Software generated interrupts: 16 of them, to a core by the number that the controller has. */
static seL4_Error irq_issue_sgi_signal(struct invocation *inv)
{
    seL4_Word irq = inv_word(inv, 0);
    seL4_Word target = inv_word(inv, 1);
    struct cap signal = {.type = CAP_SGI_SIGNAL};
    struct slot *dest = 0;

    if (inv->length < 4 || !inv->extra[0]) {
        return seL4_TruncatedMessage;
    }
    if (irq >= SGI_COUNT) {
        return inv_range_error(inv, 0, SGI_COUNT - 1);
    }
    if (!machine_has_sgi_target(target)) {
        return inv_invalid_argument(inv, 1);
    }
    seL4_Error error = inv_lookup_empty_slot(inv, inv_extra_cap(inv, 0), inv_word(inv, 2),
                                             inv_word(inv, 3), &dest);
    if (error != seL4_NoError) {
        return error;
    }
    signal.object = irq & (SGI_COUNT - 1);
    signal.data = target;
    slot_insert_child(inv->slot, dest, signal);
    return seL4_NoError;
}

seL4_Error sgi_signal_invoke(struct invocation *inv)
{
    machine_raise_sgi(inv->cap.object, inv->cap.data);
    return seL4_NoError;
}

seL4_Error arch_invoke(struct invocation *inv)
{
    static invocation_handler *const handlers[CAP_TYPE_COUNT] = {
        [CAP_FRAME] = frame_invoke,           [CAP_PAGE_TABLE] = page_table_invoke,
        [CAP_VSPACE] = vspace_invoke,         [CAP_ASID_CONTROL] = asid_control_invoke,
        [CAP_ASID_POOL] = asid_pool_invoke,   [CAP_SMC] = smc_invoke,
        [CAP_SGI_SIGNAL] = sgi_signal_invoke,
    };

    if (inv->cap.type == CAP_IRQ_CONTROL) {
        if (inv->label == ARMIRQIssueSGISignal) {
            return irq_issue_sgi_signal(inv);
        }
        return (inv->label == ARMIRQIssueIRQHandlerTrigger) ? irq_issue_with_trigger(inv)
                                                            : seL4_IllegalOperation;
    }
    if (inv->cap.type < CAP_TYPE_COUNT && handlers[inv->cap.type]) {
        return handlers[inv->cap.type](inv);
    }
    return inv_not_implemented(inv, "method of an object that only the port knows");
}
