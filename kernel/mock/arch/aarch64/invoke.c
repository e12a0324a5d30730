/* SPDX-License-Identifier: BSD-2-Clause */
/* Which method of the port's own objects it is; and the secure monitor's call. */
#include "port.h"

#include "core/objects.h"

#define SMC_REGISTERS 8

seL4_Error smc_invoke(struct invocation *inv)
{
    seL4_Word in[SMC_REGISTERS];

    if (inv->label != ARMSMCCall) {
        return seL4_IllegalOperation;
    }
    if (inv->length < SMC_REGISTERS) {
        return seL4_TruncatedMessage;
    }
    for (unsigned i = 0; i < SMC_REGISTERS; i++) {
        in[i] = inv_word(inv, i);
    }
    /* A badge is the one function that this capability may call; 0 is any (manual 8.3). */
    if (inv->cap.data != 0 && inv->cap.data != in[0]) {
        return seL4_IllegalOperation;
    }
    /* From here on no function is called: it would use these registers. */
    register seL4_Word x0 __asm__("x0") = in[0];
    register seL4_Word x1 __asm__("x1") = in[1];
    register seL4_Word x2 __asm__("x2") = in[2];
    register seL4_Word x3 __asm__("x3") = in[3];
    register seL4_Word x4 __asm__("x4") = in[4];
    register seL4_Word x5 __asm__("x5") = in[5];
    register seL4_Word x6 __asm__("x6") = in[6];
    register seL4_Word x7 __asm__("x7") = in[7];
    __asm__ volatile("smc #0"
                     : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3), "+r"(x4), "+r"(x5), "+r"(x6),
                       "+r"(x7)::"memory", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15",
                       "x16", "x17");
    const seL4_Word results[SMC_REGISTERS] = {x0, x1, x2, x3, x4, x5, x6, x7};
    kernel_copy(inv->reply, results, sizeof(results));
    inv->reply_length = SMC_REGISTERS;
    return seL4_NoError;
}

static seL4_Error irq_issue_with_trigger(struct invocation *inv)
{
    seL4_Word irq = inv_word(inv, 0);
    struct cap root = inv_extra_cap(inv, 0);
    struct slot *dest = 0;

    if (inv->length < 4 || root.type == CAP_NULL) {
        return seL4_TruncatedMessage;
    }
    if (!arch_irq_usable(irq)) {
        return inv_range_error(inv, 0, ARCH_IRQ_COUNT - 1);
    }
    if (irq_is_active(irq)) {
        return seL4_RevokeFirst;
    }
    seL4_Error error = inv_lookup_empty_slot(inv, root, inv_word(inv, 2), inv_word(inv, 3), &dest);
    if (error != seL4_NoError) {
        return error;
    }
    gic_set_edge(irq, inv_word(inv, 1) != 0);
    irq_issue(inv->slot, dest, irq);
    return seL4_NoError;
}

seL4_Error arch_invoke(struct invocation *inv)
{
    static invocation_handler *const handlers[CAP_TYPE_COUNT] = {
        [CAP_FRAME] = frame_invoke,         [CAP_PAGE_TABLE] = page_table_invoke,
        [CAP_VSPACE] = vspace_invoke,       [CAP_ASID_CONTROL] = asid_control_invoke,
        [CAP_ASID_POOL] = asid_pool_invoke, [CAP_SMC] = smc_invoke,
    };

    if (inv->cap.type == CAP_IRQ_CONTROL) {
        return (inv->label == ARMIRQIssueIRQHandlerTrigger)
                   ? irq_issue_with_trigger(inv)
                   : inv_not_implemented(inv, "IRQControl: software generated interrupts");
    }
    if (inv->cap.type < CAP_TYPE_COUNT && handlers[inv->cap.type]) {
        return handlers[inv->cap.type](inv);
    }
    return inv_not_implemented(inv, "method of an object that only the port knows");
}
