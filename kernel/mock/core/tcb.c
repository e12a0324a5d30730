/* SPDX-License-Identifier: BSD-2-Clause */
/* TCB methods: dispatch and the short ones. Spaces and scheduling: tcb_configure.c; registers:
 * tcb_registers.c; what states mean: thread.c. */
#include "objects.h"

#include "kernel.h"
#include "sched.h"
#include "../arch.h"

static struct tcb *target_of(const struct invocation *inv)
{
    return arch_ptr(inv->cap.object);
}

static seL4_Error invoke_suspend(struct invocation *inv)
{
    thread_suspend(target_of(inv));
    return seL4_NoError;
}

static seL4_Error invoke_resume(struct invocation *inv)
{
    thread_restart(target_of(inv));
    return seL4_NoError;
}

static seL4_Error invoke_bind_notification(struct invocation *inv)
{
    struct cap cap = inv_extra_cap(inv, 0);
    if (!inv->extra[0]) {
        return seL4_TruncatedMessage;
    }
    if (target_of(inv)->bound || cap.type != CAP_NOTIFICATION || !(cap.rights & RIGHT_READ)) {
        return seL4_IllegalOperation;
    }
    struct notification *notification = arch_ptr(cap.object);
    if (notification->bound_tcb || notification->waiting.head) {
        return seL4_IllegalOperation;
    }
    notification_bind(notification, target_of(inv));
    return seL4_NoError;
}

static seL4_Error invoke_unbind_notification(struct invocation *inv)
{
    if (!target_of(inv)->bound) {
        return seL4_IllegalOperation;
    }
    notification_unbind(target_of(inv));
    return seL4_NoError;
}

static seL4_Error invoke_set_flags(struct invocation *inv)
{
    if (inv->length < 2) {
        return seL4_TruncatedMessage;
    }
    struct tcb *tcb = target_of(inv);
    tcb->flags = (tcb->flags & ~inv_word(inv, 0)) | (inv_word(inv, 1) & seL4_TCBFlag_MASK);
    if (tcb == kernel_current) {
        sched_reschedule(); /* the port looks at them when it switches */
    }
    inv->reply[0] = tcb->flags;
    inv->reply_length = 1;
    return seL4_NoError;
}

seL4_Error tcb_invoke(struct invocation *inv)
{
    static invocation_handler *const methods[] = {
        [TCBReadRegisters - TCBReadRegisters] = tcb_read_registers,
        [TCBWriteRegisters - TCBReadRegisters] = tcb_write_registers,
        [TCBCopyRegisters - TCBReadRegisters] = tcb_copy_registers,
        [TCBConfigure - TCBReadRegisters] = tcb_configure,
        [TCBSetPriority - TCBReadRegisters] = tcb_set_priority,
        [TCBSetMCPriority - TCBReadRegisters] = tcb_set_mc_priority,
        [TCBSetSchedParams - TCBReadRegisters] = tcb_set_sched_params,
        [TCBSetTimeoutEndpoint - TCBReadRegisters] = tcb_set_timeout_endpoint,
        [TCBSetIPCBuffer - TCBReadRegisters] = tcb_set_ipc_buffer,
        [TCBSetSpace - TCBReadRegisters] = tcb_set_space,
        [TCBSuspend - TCBReadRegisters] = invoke_suspend,
        [TCBResume - TCBReadRegisters] = invoke_resume,
        [TCBBindNotification - TCBReadRegisters] = invoke_bind_notification,
        [TCBUnbindNotification - TCBReadRegisters] = invoke_unbind_notification,
        [TCBSetTLSBase - TCBReadRegisters] = tcb_set_tls_base,
        [TCBSetFlags - TCBReadRegisters] = invoke_set_flags,
    };
    if (inv->label < TCBReadRegisters || inv->label > TCBSetFlags) {
        return seL4_IllegalOperation;
    }
    return methods[inv->label - TCBReadRegisters](inv);
}
