/* SPDX-License-Identifier: BSD-2-Clause */
/* The n-th invocation fails, that one only, and has done nothing. */
#include "support/cmocka_all.h"

#include <sel4/sel4.h>

#include "core/kernel.h"
#include "core/object.h"
#include "host.h"
#include "instrument/fail.h"

#define SOURCE seL4_CapInitThreadTCB
#define FREE   0x1000UL /* an empty slot of the initial CNode */

LIBSEL4_THREAD_LOCAL seL4_IPCBuffer *__sel4_ipc_buffer;

static int setup(void **state)
{
    (void)state;
    host_boot(&(struct host_options){.image_vaddr = 0x10000000, .entry = 0x10000000});
    fail_nth(FAIL_ANY, 0, seL4_NoError);
    return 0;
}

/* CNode invocations on two slots; the extra capability is the CNode itself. */
static seL4_Error call(seL4_Word label, seL4_CPtr dest)
{
    seL4_Word *reg = kernel_current->context.reg;
    reg[ARCH_CAP] = seL4_CapInitThreadCNode;
    reg[ARCH_INFO] = seL4_MessageInfo_new(label, 0, 0, 2).words[0];
    reg[ARCH_MR0] = dest;
    reg[ARCH_MR0 + 1] = seL4_WordBits;
    kernel_syscall((seL4_Word)seL4_SysCall);
    return (seL4_Error)seL4_MessageInfo_get_label((seL4_MessageInfo_t){{reg[ARCH_INFO]}});
}

static seL4_Word identify(seL4_CPtr cptr)
{
    kernel_current->context.reg[ARCH_CAP] = cptr;
    kernel_syscall((seL4_Word)seL4_SysDebugCapIdentify);
    return kernel_current->context.reg[ARCH_CAP];
}

static void fails_the_nth_of_all(void **state)
{
    (void)state;
    fail_nth(FAIL_ANY, 2, seL4_NotEnoughMemory);
    assert_int_equal(call(CNodeRevoke, SOURCE), seL4_NoError);
    assert_false(fail_has_failed());
    assert_int_equal(call(CNodeDelete, seL4_CapInitThreadSC), seL4_NotEnoughMemory);
    assert_true(fail_has_failed());
    assert_string_equal(fail_name(), "CNodeDelete");
    assert_int_not_equal(identify(seL4_CapInitThreadSC), 0); /* still there */
    assert_int_equal(call(CNodeRevoke, SOURCE), seL4_NoError);
    assert_int_equal(fail_calls(), 3);
}

static void fails_the_nth_of_a_kind(void **state)
{
    (void)state;
    fail_nth(CNodeDelete, 1, seL4_RevokeFirst);
    assert_int_equal(call(CNodeRevoke, SOURCE), seL4_NoError);
    assert_int_equal(fail_calls(), 0);
    assert_int_equal(call(CNodeDelete, FREE), seL4_RevokeFirst);
    assert_int_equal(call(CNodeDelete, FREE), seL4_NoError);
    assert_int_equal(fail_calls(), 2);
}

static void past_the_end_nothing_fails(void **state)
{
    (void)state;
    fail_nth(FAIL_ANY, 3, seL4_RevokeFirst);
    assert_int_equal(call(CNodeRevoke, SOURCE), seL4_NoError);
    assert_int_equal(call(CNodeRevoke, SOURCE), seL4_NoError);
    assert_int_equal(fail_calls(), 2);
    assert_false(fail_has_failed());
    assert_string_equal(fail_name(), "any");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(fails_the_nth_of_all, setup),
        cmocka_unit_test_setup(fails_the_nth_of_a_kind, setup),
        cmocka_unit_test_setup(past_the_end_nothing_fails, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
