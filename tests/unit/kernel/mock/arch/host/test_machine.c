/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The host port: it boots, more than once; its clock and its interrupts are the test's.
 */
#include "support/cmocka_all.h"

#include <sel4/bootinfo_types.h>
#include <sel4/sel4.h>

#include "core/kernel.h"
#include "core/object.h"
#include "host.h"

#define IMAGE 0x10000000UL
#define ENTRY (IMAGE + 0x123)
#define IRQ   40

LIBSEL4_THREAD_LOCAL seL4_IPCBuffer *__sel4_ipc_buffer;

static int setup(void **state)
{
    (void)state;
    host_boot(&(struct host_options){.image_vaddr = IMAGE, .entry = ENTRY});
    return 0;
}

/* Register `reg` of the thread that runs. */
static seL4_Word *reg(unsigned which)
{
    return &kernel_current->context.reg[which];
}

static seL4_Word identify(seL4_CPtr cptr)
{
    *reg(ARCH_CAP) = cptr;
    kernel_syscall((seL4_Word)seL4_SysDebugCapIdentify);
    return *reg(ARCH_CAP);
}

static void boots_again(void **state)
{
    for (unsigned i = 0; i < 3; i++) {
        assert_non_null(kernel_current);
        assert_int_equal(*reg(ARCH_PC), ENTRY);
        assert_int_not_equal(identify(seL4_CapInitThreadTCB), 0);
        assert_int_equal(identify(seL4_CapNull), 0);
        (void)setup(state);
    }
}

static void round_robin_ends_by_the_clock(void **state)
{
    const struct tcb *first = kernel_current;

    (void)state;
    assert_false(host_irq_is_pending());
    assert_true(host_time_deadline() > host_time());
    host_time_set(host_time_deadline());
    assert_true(host_irq_is_pending());
    kernel_interrupt();
    assert_ptr_equal(kernel_current, first); /* nobody else is there */
    assert_false(host_irq_is_pending());
}

static void interrupts_wait_until_enabled(void **state)
{
    (void)state;
    host_irq_raise(IRQ);
    assert_false(host_irq_is_pending());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(boots_again, setup),
        cmocka_unit_test_setup(round_robin_ends_by_the_clock, setup),
        cmocka_unit_test_setup(interrupts_wait_until_enabled, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
