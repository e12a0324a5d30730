/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading and writing a thread's registers (manual 6.1.8). Which register is which: the port. */
#include "objects.h"

#include "kernel.h"
#include "../arch.h"

/* Frame registers come first in seL4_UserContext: what a system call reads or changes. */
#define FRAME_REGISTERS 17

enum {
    FLAG_SUSPEND = 1,
    FLAG_RESUME = 2,
    FLAG_FRAME = 4,
    FLAG_INTEGER = 8
};

seL4_Error tcb_read_registers(struct invocation *inv)
{
    struct tcb *tcb = arch_ptr(inv->cap.object);
    if (inv->length < 2) {
        return seL4_TruncatedMessage;
    }
    seL4_Word count = inv_word(inv, 1);
    if (count < 1 || count > ARCH_CONTEXT_WORDS) {
        return inv_range_error(inv, 1, ARCH_CONTEXT_WORDS);
    }
    if (tcb == inv->caller) {
        return seL4_IllegalOperation;
    }
    if (inv_word(inv, 0) & FLAG_SUSPEND) {
        thread_suspend(tcb);
    }
    for (unsigned i = 0; i < count; i++) {
        inv->reply[i] = arch_reg_get(tcb, i);
    }
    inv->reply_length = count;
    return seL4_NoError;
}

seL4_Error tcb_write_registers(struct invocation *inv)
{
    struct tcb *tcb = arch_ptr(inv->cap.object);
    if (inv->length < 2) {
        return seL4_TruncatedMessage;
    }
    seL4_Word count = inv_word(inv, 1);
    if (count > inv->length - 2) {
        return seL4_TruncatedMessage;
    }
    if (tcb == inv->caller) {
        return seL4_IllegalOperation;
    }
    for (unsigned i = 0; i < count && i < ARCH_CONTEXT_WORDS; i++) {
        arch_reg_set(tcb, i, inv_word(inv, i + 2));
    }
    arch_reg_set(tcb, ARCH_PC, arch_reg_get(tcb, ARCH_RESTART_PC));
    if (inv_word(inv, 0) & 1) {
        thread_restart(tcb);
    }
    return seL4_NoError;
}

static void copy_registers(const struct tcb *from, struct tcb *to, unsigned start, unsigned end)
{
    for (unsigned i = start; i < end; i++) {
        arch_reg_set(to, i, arch_reg_get(from, i));
    }
}

seL4_Error tcb_copy_registers(struct invocation *inv)
{
    struct tcb *to = arch_ptr(inv->cap.object);
    if (inv->length < 1 || !inv->extra[0]) {
        return seL4_TruncatedMessage;
    }
    struct cap cap = inv_extra_cap(inv, 0);
    if (cap.type != CAP_TCB) {
        return inv_invalid_capability(inv, 1);
    }
    struct tcb *from = arch_ptr(cap.object);
    seL4_Word flags = inv_word(inv, 0);
    if (flags & FLAG_SUSPEND) {
        thread_suspend(from);
    }
    if (flags & FLAG_RESUME) {
        thread_restart(to);
    }
    if (flags & FLAG_FRAME) {
        copy_registers(from, to, 0, FRAME_REGISTERS);
        arch_reg_set(to, ARCH_PC, arch_reg_get(to, ARCH_RESTART_PC));
    }
    if (flags & FLAG_INTEGER) {
        copy_registers(from, to, FRAME_REGISTERS, ARCH_CONTEXT_WORDS);
    }
    return seL4_NoError;
}

seL4_Error tcb_set_tls_base(struct invocation *inv)
{
    struct tcb *tcb = arch_ptr(inv->cap.object);
    if (inv->length < 1) {
        return seL4_TruncatedMessage;
    }
    arch_reg_set(tcb, ARCH_TLS, inv_word(inv, 0));
    return seL4_NoError;
}
