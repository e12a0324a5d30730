/* SPDX-License-Identifier: BSD-2-Clause */
/* Choices from a seed: who runs, where long operations stop; and that these still end as they do
 * when nothing stops them. */
#include "support/cmocka_all.h"

#include <sel4/bootinfo_types.h>
#include <sel4/sel4.h>

#include "core/inspect.h"
#include "core/kernel.h"
#include "core/sched.h"
#include "instrument/check.h"
#include "instrument/choose.h"
#include "scene.h"
#include "support/mock_call.h"

#include <stdlib.h>

#define ROUNDS 64U
#define COPIES 12U

static int setup(void **state)
{
    (void)state;
    choose_seed(0, 0);
    scene_make();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    choose_seed(0, 0);
    return 0;
}

/* Who runs after each of some system calls, two more being ready at the same priority. */
static void record(uint64_t seed, const struct tcb *out[ROUNDS])
{
    (void)setup(NULL);
    mock_must((struct mock_call){.cap = seL4_CapInitThreadTCB,
                                 .label = TCBSetPriority,
                                 .words = {0},
                                 .length = 1,
                                 .extra = {seL4_CapInitThreadTCB},
                                 .extra_count = 1});
    choose_seed(seed, 2);
    for (unsigned i = 0; i < ROUNDS; i++) {
        kernel_current->context.reg[ARCH_CAP] = 0;
        kernel_syscall((seL4_Word)seL4_SysDebugCapIdentify);
        assert_null(mock_check());
        out[i] = kernel_current;
    }
}

static void the_same_seed_chooses_the_same(void **state)
{
    const struct tcb *first[ROUNDS];
    const struct tcb *again[ROUNDS];
    const struct tcb *other[ROUNDS];

    (void)state;
    record(11, first);
    record(11, again);
    record(12, other);
    assert_memory_equal(first, again, sizeof(first));
    assert_memory_not_equal(first, other, sizeof(first));
}

static void all_of_that_priority_come(void **state)
{
    const struct tcb *who[ROUNDS];
    unsigned ready = 0;
    unsigned other = 0;

    (void)state;
    record(11, who);
    for (unsigned i = 0; i < ROUNDS; i++) {
        ready += who[i] == scene_tcb(READY);
        other += who[i] != scene_tcb(READY) && who[i] != scene_tcb(READY_TOO);
        assert_int_equal(who[i]->priority, 0);
    }
    assert_in_range(ready, 1, ROUNDS - 2);
    assert_in_range(other, 1, ROUNDS - 2);
}

static void no_seed_chooses_nothing(void **state)
{
    const struct tcb *who[ROUNDS];

    (void)state;
    record(0, who);
    for (unsigned i = 1; i < ROUNDS; i++) {
        assert_ptr_equal(who[i], who[0]);
    }
}

static void the_environment_repeats_a_seed(void **state)
{
    (void)state;
    assert_int_equal(unsetenv("KAAL_SEED"), 0);
    assert_int_equal(choose_seed_from(5), 5);
    assert_int_equal(setenv("KAAL_SEED", "0x11", 1), 0);
    assert_int_equal(choose_seed_from(5), 17);
    assert_int_equal(unsetenv("KAAL_SEED"), 0);
}

static void fill(seL4_CPtr cnode)
{
    for (seL4_CPtr i = 0; i < COPIES; i++) {
        if (i == 3) {
            continue; /* has one */
        }
        mock_must((struct mock_call){.cap = cnode,
                                     .label = CNodeCopy,
                                     .words = {i, 4, SIGNAL, seL4_WordBits, RIGHTS_ALL},
                                     .length = 5,
                                     .extra = {seL4_CapInitThreadCNode},
                                     .extra_count = 1});
    }
}

/* Makes the call until it is through; gives how often it was made. */
static unsigned insist(seL4_Word label, seL4_CPtr slot)
{
    struct tcb *caller = kernel_current;
    seL4_Word pc = caller->context.reg[ARCH_RESTART_PC];
    unsigned calls = 1;

    caller->context.reg[ARCH_PC] = pc + 4;
    (void)mock_call((struct mock_call){.cap = seL4_CapInitThreadCNode,
                                       .label = label,
                                       .words = {slot, seL4_WordBits},
                                       .length = 2});
    assert_null(mock_check());
    while (caller->context.reg[ARCH_PC] == pc) {
        assert_ptr_equal(kernel_current, caller);
        caller->context.reg[ARCH_PC] = pc + 4;
        kernel_syscall((seL4_Word)seL4_SysCall);
        assert_null(mock_check());
        calls++;
    }
    return calls;
}

static void a_revoke_stops_and_goes_on(void **state)
{
    (void)state;
    fill(CNODE);
    choose_seed(3, 2);
    assert_true(insist(CNodeRevoke, SIGNAL) > 1);
    assert_true(slot_is_empty(scene_object(CNODE)));
    assert_false(slot_has_children(scene_slot(SIGNAL)));
    assert_false(slot_is_empty(scene_slot(SIGNAL)));
}

static void a_delete_stops_and_goes_on(void **state)
{
    (void)state;
    fill(CNODE);
    choose_seed(3, 2);
    assert_true(insist(CNodeDelete, CNODE) > 1);
    assert_true(slot_is_empty(scene_slot(CNODE)));
    assert_true(scene_slot(SIGNAL)->cap.type == CAP_NOTIFICATION);
    assert_int_equal(irq_targets[SCENE_IRQ].cap.type, CAP_NOTIFICATION);
}

static void without_a_seed_they_do_not_stop(void **state)
{
    (void)state;
    fill(CNODE);
    assert_int_equal(insist(CNodeRevoke, SIGNAL), 1);
    assert_int_equal(insist(CNodeDelete, CNODE), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_same_seed_chooses_the_same, setup, teardown),
        cmocka_unit_test_setup_teardown(all_of_that_priority_come, setup, teardown),
        cmocka_unit_test_setup_teardown(no_seed_chooses_nothing, setup, teardown),
        cmocka_unit_test(the_environment_repeats_a_seed),
        cmocka_unit_test_setup_teardown(a_revoke_stops_and_goes_on, setup, teardown),
        cmocka_unit_test_setup_teardown(a_delete_stops_and_goes_on, setup, teardown),
        cmocka_unit_test_setup_teardown(without_a_seed_they_do_not_stop, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
