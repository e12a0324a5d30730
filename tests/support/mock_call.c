/* SPDX-License-Identifier: BSD-2-Clause */
/* What libsel4's stubs do, over registers that lie in memory. */
#include "mock_call.h"

#include "arch.h"
#include "core/kernel.h"
#include "core/objects.h"

#define BUFFER_CAPS (1U + seL4_MsgMaxLength + 1U) /* word of seL4_IPCBuffer */

seL4_Error mock_call_by(int number, struct mock_call call)
{
    struct tcb *tcb = kernel_current;
    seL4_Word *buffer = ipc_buffer(tcb, true);

    arch_reg_set(tcb, ARCH_CAP, call.cap);
    arch_reg_set(tcb, ARCH_INFO,
                 seL4_MessageInfo_new(call.label, 0, call.extra_count, call.length).words[0]);
    for (unsigned i = 0; i < call.length; i++) {
        KERNEL_ASSERT(ipc_set_mr(tcb, i, call.words[i]));
    }
    for (unsigned i = 0; i < call.extra_count; i++) {
        KERNEL_ASSERT(buffer);
        buffer[BUFFER_CAPS + i] = call.extra[i];
    }
    kernel_syscall((seL4_Word)number);
    return (seL4_Error)seL4_MessageInfo_get_label(ipc_info(tcb));
}

seL4_Error mock_call(struct mock_call call)
{
    return mock_call_by(seL4_SysCall, call);
}

void mock_must(struct mock_call call)
{
    seL4_Error error = mock_call(call);

    KERNEL_ASSERT(error == seL4_NoError);
}

seL4_CPtr mock_find(enum cap_type type, bool is_device, unsigned bits, seL4_CPtr end)
{
    struct lookup_failure failure;

    for (seL4_CPtr cptr = 1; cptr < end; cptr++) {
        struct cap cap = cspace_lookup(kernel_current, cptr, &failure)->cap;
        if (cap.type == type && cap.is_device == is_device && cap.size_bits >= bits) {
            return cptr;
        }
    }
    kernel_panic("test: boot gave nothing of that kind");
}

void mock_retype(seL4_CPtr untyped, seL4_Word type, seL4_Word bits, seL4_CPtr first,
                 seL4_Word count)
{
    mock_must((struct mock_call){.cap = untyped,
                                 .label = UntypedRetype,
                                 .words = {type, bits, 0, 0, first, count},
                                 .length = 6,
                                 .extra = {seL4_CapInitThreadCNode},
                                 .extra_count = 1});
}
