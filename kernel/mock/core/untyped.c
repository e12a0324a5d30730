/* SPDX-License-Identifier: BSD-2-Clause */
/* Untyped memory and Retype (manual 2.4). What the new objects are: object.h and the port. */
#include "objects.h"

#include "debug.h"
#include "kernel.h"
#include "../arch.h"

struct plan {
    seL4_Word type;
    unsigned bits; /* size of one object */
    seL4_Word size_bits;
    bool is_frame;
    struct slot *slots; /* first destination */
    seL4_Word count;
    seL4_Word start; /* offset of the first object */
};

static bool object_bits(seL4_Word type, seL4_Word size_bits, unsigned *bits, bool *is_frame)
{
    static const unsigned char fixed[] = {
        [seL4_TCBObject] = seL4_TCBBits,
        [seL4_EndpointObject] = seL4_EndpointBits,
        [seL4_NotificationObject] = seL4_NotificationBits,
        [seL4_ReplyObject] = seL4_ReplyBits,
    };
    *is_frame = false;
    if (type >= seL4_NonArchObjectTypeCount) {
        return arch_object_bits(type, bits, is_frame);
    }
    *bits = type < sizeof(fixed) ? fixed[type] : 0;
    if (type == seL4_UntypedObject || type == seL4_SchedContextObject) {
        *bits = (unsigned)size_bits;
    } else if (type == seL4_CapTableObject) {
        *bits = (unsigned)size_bits + seL4_SlotBits;
    }
    return true;
}

static seL4_Error check_type(struct invocation *inv, struct plan *plan)
{
    plan->type = inv_word(inv, 0);
    plan->size_bits = inv_word(inv, 1);
    seL4_Word size_bits = plan->size_bits;
    if (plan->type >= seL4_ObjectTypeCount) {
        return inv_invalid_argument(inv, 0);
    }
    if (size_bits >= seL4_WordBits ||
        !object_bits(plan->type, size_bits, &plan->bits, &plan->is_frame) ||
        plan->bits > seL4_MaxUntypedBits) {
        return inv_range_error(inv, 0, seL4_MaxUntypedBits);
    }
    if ((plan->type == seL4_CapTableObject && size_bits == 0) ||
        (plan->type == seL4_UntypedObject && size_bits < seL4_MinUntypedBits) ||
        (plan->type == seL4_SchedContextObject && size_bits < seL4_MinSchedContextBits)) {
        return inv_invalid_argument(inv, 1);
    }
    return seL4_NoError;
}

/* The CNode that takes the capabilities: `root` itself if depth is 0. */
static seL4_Error find_node(struct invocation *inv, struct cap *node)
{
    *node = inv_extra_cap(inv, 0);
    seL4_Word depth = inv_word(inv, 3);
    if (depth != 0) {
        struct slot *slot;
        seL4_Error error = cspace_lookup_slot(inv, false, *node, inv_word(inv, 2), depth, &slot);
        if (error != seL4_NoError) {
            return error;
        }
        *node = slot->cap;
    }
    if (node->type != CAP_CNODE) {
        struct lookup_failure failure = cspace_missing(depth);
        return inv_lookup_failed(inv, false, &failure);
    }
    return seL4_NoError;
}

static seL4_Error check_window(struct invocation *inv, struct plan *plan)
{
    struct cap node;
    seL4_Error error = find_node(inv, &node);
    if (error != seL4_NoError) {
        return error;
    }
    seL4_Word size = 1ul << node.size_bits;
    seL4_Word offset = inv_word(inv, 4);
    plan->count = inv_word(inv, 5);
    if (offset >= size) {
        return inv_range_error(inv, 0, size - 1);
    }
    if (plan->count < 1 || plan->count > CONFIG_RETYPE_FAN_OUT_LIMIT) {
        return inv_range_error(inv, 1, CONFIG_RETYPE_FAN_OUT_LIMIT);
    }
    if (plan->count > size - offset) {
        return inv_range_error(inv, 1, size - offset);
    }
    plan->slots = (struct slot *)arch_ptr(node.object) + offset;
    for (seL4_Word i = 0; i < plan->count; i++) {
        if (!slot_is_empty(&plan->slots[i])) {
            return seL4_DeleteFirst;
        }
    }
    return seL4_NoError;
}

/* With no children left, the memory is handed out from its start again (manual 2.4.1). */
static seL4_Error check_room(struct invocation *inv, struct plan *plan)
{
    seL4_Word used = slot_has_children(inv->slot) ? inv->cap.data : 0;
    seL4_Word free = (1ul << inv->cap.size_bits) - used;
    if (free >> plan->bits < plan->count) {
        return inv_not_enough_memory(inv, free);
    }
    if (inv->cap.is_device && !plan->is_frame && plan->type != seL4_UntypedObject) {
        return inv_invalid_argument(inv, 1);
    }
    seL4_Word size = 1ul << plan->bits;
    plan->start = (used + size - 1) & ~(size - 1);
    return seL4_NoError;
}

static void init_tcb(struct tcb *tcb)
{
    tcb->state = THREAD_INACTIVE;
    tcb->domain = kernel_current->domain;
    arch_context_init(tcb);
    debug_remember(tcb);
}

/* Memory comes cleared, so zero must be each object's idle state; those that differ are set here.
 */
static struct cap make_object(const struct plan *plan, seL4_Word paddr, bool is_device)
{
    static const unsigned char types[] = {
        [seL4_UntypedObject] = CAP_UNTYPED,   [seL4_TCBObject] = CAP_TCB,
        [seL4_EndpointObject] = CAP_ENDPOINT, [seL4_NotificationObject] = CAP_NOTIFICATION,
        [seL4_CapTableObject] = CAP_CNODE,    [seL4_SchedContextObject] = CAP_SCHED_CONTEXT,
        [seL4_ReplyObject] = CAP_REPLY,
    };
    /* An untyped is cleared when something else is made of it. */
    if (plan->type != seL4_UntypedObject && !is_device) {
        kernel_zero(arch_ptr(paddr), 1ul << plan->bits);
    }
    if (plan->type >= seL4_NonArchObjectTypeCount) {
        if (plan->is_frame && !is_device) {
            arch_cache_clean(paddr, 1ul << plan->bits);
        }
        return arch_object_create(plan->type, paddr, is_device);
    }
    struct cap cap = {.rights = RIGHTS_ALL, .is_device = is_device};
    cap.type = types[plan->type] & 31u;
    cap.object = paddr & 0xffffffffffff;
    cap.size_bits = plan->size_bits & 63;
    if (cap.type == CAP_TCB) {
        init_tcb(arch_ptr(paddr));
    }
    return cap;
}

static void commit(struct invocation *inv, const struct plan *plan)
{
    seL4_Word size = 1ul << plan->bits;
    seL4_Word paddr = inv->cap.object + plan->start;
    inv->slot->cap.data = plan->start + plan->count * size;
    for (seL4_Word i = 0; i < plan->count; i++) {
        struct cap cap = make_object(plan, paddr + i * size, inv->cap.is_device);
        slot_insert_child(inv->slot, &plan->slots[i], cap);
    }
}

seL4_Error untyped_invoke(struct invocation *inv)
{
    struct plan plan = {0};
    if (inv->label != UntypedRetype) {
        return seL4_IllegalOperation;
    }
    if (inv->length < 6 || !inv->extra[0]) {
        return seL4_TruncatedMessage;
    }
    seL4_Error error = check_type(inv, &plan);
    if (error == seL4_NoError) {
        error = check_window(inv, &plan);
    }
    if (error == seL4_NoError) {
        error = check_room(inv, &plan);
    }
    if (error == seL4_NoError) {
        commit(inv, &plan);
    }
    return error;
}
