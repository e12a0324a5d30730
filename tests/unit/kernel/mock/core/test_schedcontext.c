/* SPDX-License-Identifier: BSD-2-Clause */
/* Scheduling contexts: methods whose effects reach into other objects. */
#include "support/cmocka_all.h"

#include "core/kernel.h"
#include "core/object.h"
#include "host.h"
#include "instrument/check.h"
#include "support/mock_call.h"

#define FREE    0x1000UL /* an empty slot of the initial CNode, and those behind it */
#define TCB     FREE
#define CONTEXT (FREE + 1)

LIBSEL4_THREAD_LOCAL seL4_IPCBuffer *__sel4_ipc_buffer;

static int setup(void **state)
{
    seL4_CPtr untyped = 0;

    (void)state;
    host_boot(&(struct host_options){.image_vaddr = 0x10000000, .entry = 0x10000000});
    untyped = mock_find(CAP_UNTYPED, false, 14, FREE);
    mock_retype(untyped, seL4_TCBObject, 0, TCB, 1);
    mock_retype(untyped, seL4_SchedContextObject, seL4_MinSchedContextBits, CONTEXT, 1);
    mock_must((struct mock_call){.cap = mock_find(CAP_SCHED_CONTROL, false, 0, FREE),
                                 .label = SchedControlConfigureFlags,
                                 .words = {1000, 10000, 0, 0, 0},
                                 .length = 5,
                                 .extra = {CONTEXT},
                                 .extra_count = 1});
    mock_must((struct mock_call){.cap = TCB,
                                 .label = TCBSetSchedParams,
                                 .words = {seL4_MaxPrio, seL4_MaxPrio},
                                 .length = 2,
                                 .extra = {seL4_CapInitThreadTCB, CONTEXT, seL4_CapNull},
                                 .extra_count = 3});
    mock_must((struct mock_call){.cap = TCB, .label = TCBResume});
    return 0;
}

/* What it then receives would be overwritten by the answer that it has not asked for. */
static void a_yield_that_is_not_called_is_not_answered(void **state)
{
    struct tcb *tcb = kernel_current;
    struct mock_call yield = {.label = SchedContextYieldTo};

    (void)state;
    tcb->context.reg[ARCH_REPLY] = CONTEXT;
    (void)mock_call_by(seL4_SysNBSendWait, yield); /* then waits on null, and faults */
    assert_null(mock_check());
    assert_null(tcb->yield_to);
    assert_ptr_not_equal(kernel_current, tcb);
}

static void a_yield_that_is_called_is_answered(void **state)
{
    struct tcb *tcb = kernel_current;

    (void)state;
    (void)mock_call((struct mock_call){.cap = CONTEXT, .label = SchedContextYieldTo});
    assert_null(mock_check());
    assert_ptr_not_equal(kernel_current, tcb);
    assert_non_null(tcb->yield_to);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_yield_that_is_not_called_is_not_answered, setup),
        cmocka_unit_test_setup(a_yield_that_is_called_is_answered, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
