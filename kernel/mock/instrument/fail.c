/* SPDX-License-Identifier: BSD-2-Clause */
/* Which invocation fails. */
#include "fail.h"

#include "core/instrument.h"
#include "names.h"

static struct {
    seL4_Word label;
    uint64_t nth; /* 0: none */
    seL4_Error error;
    uint64_t calls;
    bool has_failed;
    seL4_Word failed_label;
} plan;

void fail_nth(seL4_Word label, uint64_t n, seL4_Error error)
{
    plan.label = label;
    plan.nth = n;
    plan.error = error;
    plan.calls = 0;
    plan.has_failed = false;
    plan.failed_label = FAIL_ANY;
}

uint64_t fail_calls(void)
{
    return plan.calls;
}

bool fail_has_failed(void)
{
    return plan.has_failed;
}

const char *fail_name(void)
{
    return name_of_label(plan.failed_label);
}

/* A message to a thread, or to nothing, is answered by no object. */
static bool can_fail(struct cap cap)
{
    return cap.type != CAP_NULL && cap.type != CAP_ENDPOINT && cap.type != CAP_NOTIFICATION &&
           cap.type != CAP_REPLY;
}

seL4_Error instrument_refuse(const struct invocation *inv)
{
    if (!can_fail(inv->cap) || (plan.label != FAIL_ANY && plan.label != inv->label)) {
        return seL4_NoError;
    }
    plan.calls++;
    if (plan.calls != plan.nth) {
        return seL4_NoError;
    }
    plan.has_failed = true;
    plan.failed_label = inv->label;
    return plan.error;
}
