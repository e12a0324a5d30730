/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libsel4's order is the kernel's own; a report counts x0 to x30. What a system call has in which
 * register is libsel4's convention: x0 the slot, x7 the number of the call. A thread that is
 * blocked in one still has both, since it must be able to make it again.
 */
#include "arch/registers.h"

#include <string.h>

void registers_report(const seL4_UserContext *context, struct kaal_wire_crash_info *report)
{
    const seL4_Word x[KAAL_CRASH_REGISTERS_MAX] = {
        context->x0,  context->x1,  context->x2,  context->x3,  context->x4,  context->x5,
        context->x6,  context->x7,  context->x8,  context->x9,  context->x10, context->x11,
        context->x12, context->x13, context->x14, context->x15, context->x16, context->x17,
        context->x18, context->x19, context->x20, context->x21, context->x22, context->x23,
        context->x24, context->x25, context->x26, context->x27, context->x28, context->x29,
        context->x30,
    };

    report->pc = context->pc;
    report->sp = context->sp;
    report->status = context->spsr;
    memcpy(report->x, x, sizeof(x));
}

bool registers_are_in_call(const seL4_UserContext *context, seL4_CPtr slot)
{
    return context->x7 == (seL4_Word)seL4_SysCall && context->x0 == slot;
}
