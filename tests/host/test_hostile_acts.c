/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a component can do beside requests: system calls of every kind on every slot, faults, ends
 * in the middle of things. It ends, or nothing comes of it; its end gives all back.
 */
#include "hostile.h"

#include <sel4/sel4.h>

#include <kaal/component.h>
#include <kaal/layout.h>

#include "grant/grant.h"
#include "spawn/component.h"
#include "trace.h"

#define SLOTS       40U /* more than its CSpace has */
#define REG_COMMAND 1
#define PCI_MASTER  (1U << 2)

static seL4_MessageInfo_t news(void)
{
    return seL4_MessageInfo_new(KAAL_REQUEST_NEWS, 0, 0, 0);
}

/* --- what it lives on after --- */

static void send_without_waiting(void)
{
    for (unsigned i = 0; i < 100; i++) {
        seL4_Send(KAAL_SLOT_BROKER, news());
        seL4_NBSend(KAAL_SLOT_BROKER, news());
    }
}

static void signal_oneself(void)
{
    seL4_Signal(KAAL_SLOT_NOTIFICATION);
}

static void signal_nothing(void)
{
    for (seL4_CPtr slot = KAAL_SLOT_FIRST_FREE; slot < SLOTS; slot++) {
        seL4_NBSend(slot, news());
    }
}

static void poll_and_poll(void)
{
    for (unsigned i = 0; i < 100; i++) {
        (void)seL4_Poll(KAAL_SLOT_NOTIFICATION, NULL);
        seL4_Yield();
    }
}

/* It is a notification that may not be signalled: the label means nothing to it. */
static void invoke_as_another_object(void)
{
    seL4_NBSend(KAAL_SLOT_NOTIFICATION, seL4_MessageInfo_new(CNodeDelete, 0, 0, 2));
    seL4_NBSend(KAAL_SLOT_NOTIFICATION, seL4_MessageInfo_new(TCBSuspend, 0, 0, 0));
}

static void call_nothing(void)
{
    seL4_MessageInfo_t info = seL4_Call(0, news());

    assert_int_equal(seL4_MessageInfo_get_label(info), seL4_InvalidCapability);
}

/* --- what it dies of --- */

static void receive_from_the_broker(void)
{
    (void)seL4_Recv(KAAL_SLOT_BROKER, NULL, 0);
    fail_msg("it came back");
}

static void wait_on_nothing(void)
{
    (void)seL4_Wait(KAAL_SLOT_FIRST_FREE, NULL);
    fail_msg("it came back");
}

static void call_far_away(void)
{
    (void)seL4_Call(~(seL4_CPtr)0, news());
    fail_msg("it came back");
}

static void call_unknown(void)
{
    struct seL4_Trap trap = {0};

    seL4_ArchTrap(1234, &trap);
    fail_msg("it came back");
}

static void read_the_kernel(void)
{
    uint64_t word = 0;

    (void)host_load(&word, (uint64_t)1 << 63, sizeof(word));
    fail_msg("it came back");
}

static void read_the_broker(void)
{
    uint64_t word = 0;

    (void)host_load(&word, RIG_IMAGE + KAAL_VA_IMAGE_END, sizeof(word));
    fail_msg("it came back");
}

static void write_the_startup_page(void)
{
    (void)host_store(KAAL_VA_STARTUP, "x", 1);
    fail_msg("it came back");
}

static void overrun_the_stack(void)
{
    (void)host_store(KAAL_VA_STACK_TOP - 2 * KAAL_PAGE_BYTES, "x", 1);
    fail_msg("it came back");
}

static void execute_the_stack(void)
{
    uint64_t paddr = 0;

    (void)host_access(KAAL_VA_STACK_TOP - 8, HOST_EXECUTE, &paddr);
    fail_msg("it came back");
}

static void do_undefined(void)
{
    host_exception(0x2000000);
    fail_msg("it came back");
}

/* The broker has the request, and nobody to answer. */
static void exit_by_a_send(void)
{
    seL4_SetMR(0, 0);
    seL4_Send(KAAL_SLOT_BROKER, seL4_MessageInfo_new(KAAL_REQUEST_EXIT, 0, 0, 1));
    rig_sleep();
}

static void end_oneself(void)
{
    kaal_exit(-1);
}

static const struct {
    const char *name;
    void (*act)(void);
    enum kaal_cause end; /* NONE: it lives */
} acts[] = {
    {"sends without waiting", send_without_waiting, KAAL_CAUSE_NONE},
    {"signals to oneself", signal_oneself, KAAL_CAUSE_NONE},
    {"sends to empty slots", signal_nothing, KAAL_CAUSE_NONE},
    {"polls", poll_and_poll, KAAL_CAUSE_NONE},
    {"invocations of other objects", invoke_as_another_object, KAAL_CAUSE_NONE},
    {"receiving from the broker's endpoint", receive_from_the_broker, KAAL_CAUSE_FAULT},
    {"waiting on an empty slot", wait_on_nothing, KAAL_CAUSE_FAULT},
    {"calling the null slot", call_nothing, KAAL_CAUSE_NONE},
    {"calling a slot far away", call_far_away, KAAL_CAUSE_FAULT},
    {"an unknown system call", call_unknown, KAAL_CAUSE_FAULT},
    {"reading the kernel", read_the_kernel, KAAL_CAUSE_FAULT},
    {"reading what is another's address", read_the_broker, KAAL_CAUSE_FAULT},
    {"writing the start-up page", write_the_startup_page, KAAL_CAUSE_FAULT},
    {"overrunning the stack", overrun_the_stack, KAAL_CAUSE_FAULT},
    {"executing the stack", execute_the_stack, KAAL_CAUSE_FAULT},
    {"an undefined instruction", do_undefined, KAAL_CAUSE_FAULT},
    {"an exit that is sent", exit_by_a_send, KAAL_CAUSE_EXIT},
    {"an exit", end_oneself, KAAL_CAUSE_EXIT},
};

/* What it dies of is told; who lives on has done nothing that the broker sees. */
static void expect_trace(unsigned act, uint32_t kid)
{
    bool is_told = acts[act].end == KAAL_CAUSE_NONE || trace_has_end(kid, acts[act].end);

    if (!is_told || trace_has_end(kid, KAAL_CAUSE_KILL)) {
        fail_msg("%s: it has left no trace", acts[act].name);
    }
}

static void acts_are_contained(void)
{
    struct rig_books before;
    struct rig_books after;

    puppet_boot();
    before = rig_books();
    for (unsigned i = 0; i < KAAL_ARRAY_LENGTH(acts); i++) {
        struct kaal_wire_spawned spawned;
        struct kaal_wire_mapped memory;

        assert_int_equal(puppet_spawn(SHELL, KID_0, 0, KAAL_MIB, &spawned), KAAL_OK);
        assert_int_equal(puppet_memory(KID_0, KAAL_PAGE_BYTES, &memory), KAAL_OK);
        trace_begin();
        if (puppet_do(KID_0, acts[i].act) != (acts[i].end == KAAL_CAUSE_NONE)) {
            fail_msg("%s: it %s", acts[i].name, (acts[i].end == 0) ? "is dead" : "lives");
        }
        expect_trace(i, spawned.component);
        rig_check();
        assert_int_equal(puppet_kill(SHELL, puppet_name(KID_0)), KAAL_OK);
        rig_check();
        after = rig_books();
        rig_compare_books(&before, &after);
    }
}

/* A driver dies while its device is running, has an interrupt pending, and a part is shared. */
static void a_device_is_left_running(void)
{
    struct kaal_wire_bundle bundle;

    puppet_boot();
    assert_int_equal(puppet_device_open(NIC, &bundle), KAAL_OK);
    assert_true((rig_pci.functions[rig_nic].space[REG_COMMAND] & PCI_MASTER) != 0);
    host_irq_raise(bundle.irq);
    assert_false(puppet_store(NIC, 0, 1));
    assert_true(trace_has_end(component_id(component_find("nic")), KAAL_CAUSE_FAULT));
    assert_int_equal(rig_pci.functions[rig_nic].space[REG_COMMAND] & PCI_MASTER, 0);
    rig_check();
    host_irq_raise(bundle.irq);
    rig_run_ms(20);
    assert_int_equal(puppet_device_open(LEFT, &bundle), KAAL_OK);
    rig_check();
}

/* The peer of a channel signals and writes without an end; the other one is served all the same. */
static struct kaal_wire_channel end;

static void signal_and_signal(void)
{
    for (unsigned i = 0; i < 500; i++) {
        seL4_Signal(end.signal_slot);
    }
}

static void a_peer_floods(void)
{
    struct kaal_wire_channel other;
    struct kaal_wire_mapped memory;

    puppet_boot();
    assert_int_equal(puppet_channel_open(LEFT, "right", &end), KAAL_OK);
    assert_int_equal(puppet_channel_open(RIGHT, "left", &other), KAAL_OK);
    assert_true(puppet_do(LEFT, signal_and_signal));
    assert_int_equal(puppet_memory(RIGHT, KAAL_PAGE_BYTES, &memory), KAAL_OK);
    rig_check();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(acts_are_contained),
        RIG_TEST(a_device_is_left_running),
        RIG_TEST(a_peer_floods),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
