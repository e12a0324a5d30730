/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads as functions: who runs when, faults and what comes after them, memory of the first
 * address space, and when host_run comes back.
 */
#include "support/cmocka_all.h"

#include <sys/wait.h>
#include <unistd.h>

#include <sel4/sel4.h>

#include "core/kernel.h"
#include "host.h"

#define IMAGE   0x10000000UL
#define NOWHERE 0x20000000UL
#define SLOTS   16U
#define MS      (ARCH_TIMER_HZ / 1000)

LIBSEL4_THREAD_LOCAL seL4_IPCBuffer *__sel4_ipc_buffer;

static const seL4_BootInfo *info;
static seL4_CPtr next_slot;
static seL4_CPtr nobody; /* a notification that is never signalled */
static unsigned steps;

/* --- what the first thread does --- */

/* Makes an object of the first untyped that is RAM and large enough. */
static seL4_CPtr make(seL4_Word type, seL4_Word size_bits)
{
    seL4_CPtr slot = next_slot;

    for (seL4_CPtr i = 0; i < info->untyped.end - info->untyped.start; i++) {
        if (!info->untypedList[i].isDevice && info->untypedList[i].sizeBits >= 16) {
            assert_int_equal(seL4_Untyped_Retype(info->untyped.start + i, type, size_bits,
                                                 seL4_CapInitThreadCNode, 0, 0, slot, 1),
                             seL4_NoError);
            next_slot++;
            return slot;
        }
    }
    fail_msg("there is no untyped");
    return 0;
}

static void begin(uint64_t boot_info)
{
    info = (const seL4_BootInfo *)boot_info;
    next_slot = info->empty.start;
    seL4_SetIPCBuffer(info->ipcBuffer);
    nobody = make(seL4_NotificationObject, 0);
}

/* Starts a function as a thread of the same address space, one priority below. */
static seL4_CPtr start(void (*function)(uint64_t), uint64_t argument, seL4_CPtr fault_endpoint)
{
    seL4_CPtr tcb = make(seL4_TCBObject, 0);
    seL4_CPtr context = make(seL4_SchedContextObject, seL4_MinSchedContextBits);
    seL4_UserContext registers = {.pc = (seL4_Word)function, .x0 = argument};

    assert_int_equal(
        seL4_TCB_Configure(tcb, seL4_CapInitThreadCNode, 0, seL4_CapInitThreadVSpace, 0, 0, 0),
        seL4_NoError);
    assert_int_equal(
        seL4_SchedControl_ConfigureFlags(info->schedcontrol.start, context, 10000, 10000, 0, 0, 0),
        seL4_NoError);
    assert_int_equal(seL4_TCB_SetSchedParams(tcb, seL4_CapInitThreadTCB, 0, seL4_MaxPrio - 1,
                                             context, fault_endpoint),
                     seL4_NoError);
    assert_int_equal(
        seL4_TCB_WriteRegisters(tcb, 1, 0, sizeof(registers) / sizeof(seL4_Word), &registers),
        seL4_NoError);
    return tcb;
}

/* By the trap itself: threads but for the first have no IPC buffer. */
static _Noreturn void stop_here(void)
{
    for (;;) {
        struct seL4_Trap trap = {.cap = nobody};

        seL4_ArchTrap((seL4_Word)seL4_SysWait, &trap);
    }
}

static void boot(void (*function)(uint64_t boot_info))
{
    steps = 0;
    host_boot(&(struct host_options){
        .image_vaddr = IMAGE,
        .entry = (uint64_t)function,
        .entry_ticks = 10,
        .is_native = true,
    });
}

/* --- when host_run comes back --- */

static void yield_for_ever(uint64_t boot_info)
{
    begin(boot_info);
    for (;;) {
        steps++;
        seL4_Yield();
    }
}

static bool is_third_step(void)
{
    return steps == 3;
}

static void comes_back_at_its_limits(void **state)
{
    uint64_t time = 0;

    (void)state;
    boot(yield_for_ever);
    assert_int_equal(host_run(&(struct host_limits){.until = is_third_step}), HOST_UNTIL);
    assert_int_equal(steps, 3);
    assert_int_equal(host_run(&(struct host_limits){.max_entries = 100}), HOST_ENTRIES);
    assert_in_range(steps, 100, 103);
    time = host_time() + MS;
    assert_int_equal(host_run(&(struct host_limits){.time = time}), HOST_TIME);
    assert_in_range(host_time(), time, time + 10);
}

static void wait_for_ever(uint64_t boot_info)
{
    begin(boot_info);
    stop_here();
}

static void is_idle_when_nobody_runs(void **state)
{
    uint64_t time = 0;

    (void)state;
    boot(wait_for_ever);
    assert_int_equal(host_run(&(struct host_limits){0}), HOST_IDLE);
    assert_null(kernel_current);
    time = host_time() + MS;
    assert_int_equal(host_run(&(struct host_limits){.time = time}), HOST_TIME);
    assert_int_equal(host_time(), time);
}

static void compute_past_a_deadline(uint64_t boot_info)
{
    uint64_t start = 0;

    begin(boot_info);
    start = host_time();
    host_time_set(host_time_deadline() + MS); /* as a read of the clock may */
    host_compute(MS);
    assert_true(host_time() >= start + 2 * MS);
    steps++;
    stop_here();
}

static void computing_takes_time(void **state)
{
    (void)state;
    boot(compute_past_a_deadline);
    assert_int_equal(host_run(&(struct host_limits){0}), HOST_IDLE);
    assert_int_equal(steps, 1);
}

/* --- several threads --- */

static seL4_CPtr signal_slot;

static void send_signal(uint64_t argument)
{
    assert_int_equal(argument, 42);
    seL4_Signal(signal_slot);
    steps++; /* not before the other one, which is above, waits again */
    stop_here();
}

static void wait_for_signal(uint64_t boot_info)
{
    begin(boot_info);
    signal_slot = make(seL4_NotificationObject, 0);
    (void)start(send_signal, 42, 0);
    assert_int_equal(steps, 0);
    seL4_Wait(signal_slot, NULL);
    assert_int_equal(steps, 0);
    seL4_Wait(signal_slot, NULL);
    fail_msg("there was one signal");
}

static void gives_turns_by_priority(void **state)
{
    (void)state;
    boot(wait_for_signal);
    assert_int_equal(host_run(&(struct host_limits){0}), HOST_IDLE);
    assert_int_equal(steps, 1);
}

static void first_life(uint64_t argument)
{
    (void)argument;
    seL4_Signal(signal_slot);
    fail_msg("it was sent elsewhere");
}

static void second_life(uint64_t argument)
{
    (void)argument;
    steps++;
    stop_here();
}

static void send_elsewhere(uint64_t boot_info)
{
    seL4_UserContext registers = {.pc = (seL4_Word)second_life};
    seL4_CPtr tcb = 0;

    begin(boot_info);
    signal_slot = make(seL4_NotificationObject, 0);
    tcb = start(first_life, 0, 0);
    seL4_Wait(signal_slot, NULL);
    assert_int_equal(
        seL4_TCB_WriteRegisters(tcb, 1, 0, sizeof(registers) / sizeof(seL4_Word), &registers),
        seL4_NoError);
    stop_here();
}

static void begins_anew_at_another_pc(void **state)
{
    (void)state;
    boot(send_elsewhere);
    assert_int_equal(host_run(&(struct host_limits){0}), HOST_IDLE);
    assert_int_equal(steps, 1);
}

/* --- faults --- */

static void touch_nowhere(uint64_t argument)
{
    uint64_t value = 7;

    (void)argument;
    assert_true(host_store(NOWHERE, &value, sizeof(value)));
    assert_int_equal(*(volatile uint64_t *)NOWHERE, 7);
    steps++;
    stop_here();
}

/* Maps a page where the fault was; tables come first. */
static void map_at(seL4_CPtr frame, seL4_Word address)
{
    while (seL4_ARM_Page_Map(frame, seL4_CapInitThreadVSpace, address, seL4_ReadWrite,
                             seL4_ARM_Default_VMAttributes) == seL4_FailedLookup) {
        assert_int_equal(seL4_ARM_PageTable_Map(make(seL4_ARM_PageTableObject, 0),
                                                seL4_CapInitThreadVSpace, address,
                                                seL4_ARM_Default_VMAttributes),
                         seL4_NoError);
    }
}

static void handle_fault(uint64_t boot_info)
{
    seL4_CPtr endpoint = 0;
    seL4_CPtr reply = 0;
    seL4_MessageInfo_t message;

    begin(boot_info);
    endpoint = make(seL4_EndpointObject, 0);
    reply = make(seL4_ReplyObject, 0);
    (void)start(touch_nowhere, 0, endpoint);
    message = seL4_Recv(endpoint, NULL, reply);
    assert_int_equal(seL4_MessageInfo_get_label(message), seL4_Fault_VMFault);
    assert_int_equal(seL4_GetMR(seL4_VMFault_Addr), NOWHERE);
    assert_int_equal(seL4_GetMR(seL4_VMFault_FSR) & 0x7f, 0x40 | 0x06); /* write, level 2 */
    map_at(make(seL4_ARM_SmallPageObject, 0), NOWHERE);
    seL4_Send(reply, seL4_MessageInfo_new(0, 0, 0, 0));
    stop_here();
}

static void goes_on_after_a_fault(void **state)
{
    (void)state;
    boot(handle_fault);
    assert_int_equal(host_run(&(struct host_limits){0}), HOST_IDLE);
    assert_int_equal(steps, 1);
}

/* --- memory of the first address space --- */

static bool is_unmapped;

static void use_a_page(uint64_t boot_info)
{
    seL4_CPtr frame = 0;

    begin(boot_info);
    frame = make(seL4_ARM_SmallPageObject, 0);
    map_at(frame, NOWHERE);
    *(volatile uint64_t *)NOWHERE = 1;
    if (is_unmapped) {
        assert_int_equal(seL4_ARM_Page_Unmap(frame), seL4_NoError);
    }
    *(volatile uint64_t *)NOWHERE = 2;
    stop_here();
}

static bool child_lives(void)
{
    int status = 0;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        (void)close(STDERR_FILENO); /* the sanitizer's report */
        boot(use_a_page);
        _exit(host_run(&(struct host_limits){0}) != HOST_IDLE);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* The first test: children share the memory of a machine that was booted before them. */
static void crashes_after_unmap(void **state)
{
    (void)state;
    is_unmapped = false;
    assert_true(child_lives());
    is_unmapped = true;
    assert_false(child_lives());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crashes_after_unmap),      cmocka_unit_test(comes_back_at_its_limits),
        cmocka_unit_test(is_idle_when_nobody_runs), cmocka_unit_test(computing_takes_time),
        cmocka_unit_test(gives_turns_by_priority),  cmocka_unit_test(begins_anew_at_another_pc),
        cmocka_unit_test(goes_on_after_a_fault),
    };

    (void)setenv("CMOCKA_TEST_ABORT", "1", 1); /* claims are made on other stacks */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
