/* SPDX-License-Identifier: BSD-2-Clause */
/* The end of each kind of object, dispatched by type. How it ends: the object's own file. */
#include "finalise.h"

#include "object.h"
#include "objects.h"
#include "../arch.h"

static void finalise_object(struct cap cap)
{
    bool is_in_ram = cap.type >= CAP_ENDPOINT && cap.type <= CAP_SCHED_CONTEXT;
    void *object = is_in_ram ? arch_ptr(cap.object) : 0;
    switch (cap.type) {
    case CAP_ENDPOINT:
        endpoint_cancel_all(object);
        break;
    case CAP_NOTIFICATION:
        notification_destroy(object);
        break;
    case CAP_REPLY:
        reply_destroy(object);
        break;
    case CAP_TCB:
        tcb_destroy(object);
        break;
    case CAP_SCHED_CONTEXT:
        schedcontext_destroy(object);
        break;
    default: /* the others have no state of their own */
        break;
    }
}

seL4_Word finalise(struct cap cap, bool is_final, struct slot **inner)
{
    *inner = 0;
    if (cap.type >= CAP_FRAME) {
        arch_cap_finalise(cap, is_final);
        return 0;
    }
    if (!is_final) {
        return 0;
    }
    if (cap.type == CAP_IRQ_HANDLER) {
        irq_handler_destroy(cap.object);
        return 0;
    }
    if (cap.type == CAP_CNODE) {
        *inner = arch_ptr(cap.object);
        return 1ul << cap.size_bits;
    }
    finalise_object(cap);
    if (cap.type == CAP_TCB) {
        *inner = ((struct tcb *)arch_ptr(cap.object))->slots;
        return TCB_SLOT_COUNT;
    }
    return 0;
}
