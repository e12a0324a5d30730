/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupts as signals (manual 8.1). The controller itself is the port's. */
#include "objects.h"

#include "inspect.h"
#include "kernel.h"
#include "../arch.h"

/* Per interrupt: whether a handler capability exists, and the notification it signals. */
struct slot irq_targets[ARCH_IRQ_COUNT];
bool irq_is_issued[ARCH_IRQ_COUNT];

void irq_init(void)
{
    kernel_zero(irq_targets, sizeof(irq_targets));
    for (unsigned i = 0; i < ARCH_IRQ_COUNT; i++) {
        irq_is_issued[i] = false;
    }
}

bool irq_is_active(seL4_Word irq)
{
    return irq_is_issued[irq];
}

void irq_issue(struct slot *control, struct slot *dest, seL4_Word irq)
{
    struct cap handler = {.type = CAP_IRQ_HANDLER};
    handler.object = irq & 0xffffffffffff;
    irq_is_issued[irq] = true;
    arch_irq_enable(irq, true);
    slot_insert_child(control, dest, handler);
}

void irq_handler_destroy(seL4_Word irq)
{
    arch_irq_enable(irq, false);
    irq_is_issued[irq] = false;
    slot_delete(&irq_targets[irq]);
}

/* Stays masked until acknowledged, so that a level that is not cleared can't flood the kernel. */
void irq_handle(seL4_Word irq)
{
    arch_irq_enable(irq, false);
    struct cap target = irq_targets[irq].cap;
    if (target.type == CAP_NOTIFICATION && (target.rights & RIGHT_WRITE)) {
        notification_signal(arch_ptr(target.object), target.data);
    } else {
        kernel_printf("Undelivered IRQ: %d\n", (int)irq);
    }
    arch_irq_done(irq);
}

static seL4_Error invoke_get(struct invocation *inv)
{
    if (inv->length < 3 || !inv->extra[0]) {
        return seL4_TruncatedMessage;
    }
    seL4_Word irq = inv_word(inv, 0);
    struct slot *dest;
    if (irq >= ARCH_IRQ_COUNT) {
        return inv_range_error(inv, 0, ARCH_IRQ_COUNT - 1);
    }
    if (irq_is_active(irq) || !arch_irq_usable(irq)) {
        return seL4_RevokeFirst; /* the kernel's own count as taken */
    }
    seL4_Error error = inv_lookup_empty_slot(inv, inv_extra_cap(inv, 0), inv_word(inv, 1),
                                             inv_word(inv, 2) & 0xff, &dest);
    if (error == seL4_NoError) {
        irq_issue(inv->slot, dest, irq);
    }
    return error;
}

seL4_Error irq_control_invoke(struct invocation *inv)
{
    return inv->label == IRQIssueIRQHandler ? invoke_get(inv) : arch_invoke(inv);
}

static seL4_Error invoke_set_notification(struct invocation *inv)
{
    if (!inv->extra[0]) {
        return seL4_TruncatedMessage;
    }
    struct cap cap = inv_extra_cap(inv, 0);
    if (cap.type != CAP_NOTIFICATION || !(cap.rights & RIGHT_WRITE)) {
        return inv_invalid_capability(inv, 0);
    }
    struct slot *target = &irq_targets[inv->cap.object];
    slot_delete(target);
    if (!slot_is_empty(inv->extra[0])) {
        slot_insert_copy(inv->extra[0], target, cap);
    }
    return seL4_NoError;
}

seL4_Error irq_handler_invoke(struct invocation *inv)
{
    switch (inv->label) {
    case IRQAckIRQ:
        arch_irq_enable(inv->cap.object, true);
        return seL4_NoError;
    case IRQSetIRQHandler:
        return invoke_set_notification(inv);
    case IRQClearIRQHandler:
        slot_delete(&irq_targets[inv->cap.object]);
        return seL4_NoError;
    default:
        return seL4_IllegalOperation;
    }
}
