/* SPDX-License-Identifier: BSD-2-Clause */
/* No instruments: what a kernel that boots a machine is linked with. */
#include "core/instrument.h"

seL4_Error instrument_refuse(const struct invocation *inv)
{
    (void)inv;
    return seL4_NoError;
}

struct tcb *instrument_choose(struct tcb *head)
{
    return head;
}

bool instrument_preempt(void)
{
    return false;
}

void instrument_failed(const char *why)
{
    (void)why;
}
