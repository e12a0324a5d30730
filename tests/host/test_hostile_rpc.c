/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Attacks by calls: clients and servers that keep to nothing. They harm themselves at most.
 */
#include "rig.h"

#include <sel4/sel4.h>

#include <kaal/component.h>
#include <kaal/control.h>
#include <kaal/layout.h>
#include <kaal/rpc.h>
#include <kaal/wire/rpc.h>

#include "grant/grant.h"
#include "spawn/component.h"
#include "trace.h"

#define STORM 3000

static unsigned served;   /* calls that the server was asked to carry out */
static unsigned strange;  /* ... with more than it sees from a sound client */
static unsigned finished; /* attackers */
static unsigned order;

static void finish(void)
{
    finished++;
    rig_sleep();
}

/* A sound server, and a sound client beside the attacker. */
static void serve(void)
{
    static const char *const names[] = {"left", "right", "nic"};
    struct kaal_received received = {0};
    uint32_t port = 0;

    for (unsigned i = 0; i < KAAL_ARRAY_LENGTH(names); i++) {
        assert_int_equal(kaal_service_open(names[i], &port), KAAL_OK);
    }
    for (;;) {
        kaal_receive(&received);
        served++;
        strange += received.bytes > KAAL_MESSAGE_BYTES_MAX;
        assert_int_equal(kaal_reply(&received, KAAL_OK, received.words, received.bytes), KAAL_OK);
    }
}

static void call_until_there(struct kaal_client *client)
{
    while (kaal_call(client, 1, NULL, 0, NULL, 0) != KAAL_OK) {
        rig_wait_ms(10);
    }
}

static void call_soundly(void)
{
    struct kaal_client client = {.port = "worker"};

    call_until_there(&client);
    for (uint64_t i = 0; i < 50; i++) {
        uint64_t back = 0;

        assert_int_equal(kaal_call(&client, 1, &i, sizeof(i), &back, sizeof(back)), KAAL_OK);
        assert_int_equal(back, i);
        rig_wait_ms(10);
    }
    finish();
}

/* The world has gone on around an attacker. */
static void attack(void (*how)(void))
{
    rig_boot((const struct rig_script[]){
        {"worker", serve}, {"left", how}, {"right", call_soundly}, {0}});
    rig_run_ms(1500);
    assert_int_equal(finished, 2);
    assert_int_equal(strange, 0);
    assert_int_equal(component_find("worker")->ends, 0);
    assert_int_equal(component_find("right")->ends, 0);
    rig_check();
}

static seL4_Word raw_call(const struct kaal_client *client, uint32_t life, seL4_Word length,
                          seL4_Word capabilities)
{
    return seL4_MessageInfo_get_label(
        seL4_Call(client->slot, seL4_MessageInfo_new(((seL4_Word)life << KAAL_RPC_LIFE_SHIFT) | 1,
                                                     0, capabilities, length)));
}

/* Lengths that are none, capabilities for which there is no right, lives of others. */
static void send_odd_messages(void)
{
    struct kaal_client client = {.port = "worker"};
    unsigned before = 0;

    call_until_there(&client);
    assert_int_equal(raw_call(&client, client.life, 0, 0), KAAL_RPC_ANSWERED);
    assert_int_equal(raw_call(&client, client.life, 120, 0), KAAL_RPC_ANSWERED);
    assert_int_equal(raw_call(&client, client.life, 127, 0), KAAL_RPC_ANSWERED);
    for (seL4_Word count = 1; count <= seL4_MsgMaxExtraCaps; count++) {
        for (seL4_Word i = 0; i < count; i++) {
            seL4_SetCap((int)i, KAAL_SLOT_NOTIFICATION);
        }
        assert_int_equal(raw_call(&client, client.life, 1, count), KAAL_RPC_ANSWERED);
    }
    before = served;
    assert_int_equal(raw_call(&client, client.life + 1, 1, 0), 0);
    assert_int_equal(raw_call(&client, 0, 1, 0), 0);
    assert_int_equal(served, before); /* those were for nobody */
    seL4_Send(client.slot, seL4_MessageInfo_new(1, 0, 0, 1));
    seL4_NBSend(client.slot, seL4_MessageInfo_new(1, 0, 0, 1));
    call_until_there(&client);
    finish();
}

/* The capability gives nothing but calls: what would be a method of an object is a call, too, and
 * meant for nobody. */
static void misuse_the_slot(void)
{
    struct kaal_client client = {.port = "worker"};
    unsigned before = 0;

    call_until_there(&client);
    before = served;
    (void)seL4_TCB_Suspend(client.slot);
    (void)seL4_CNode_Delete(client.slot, 1, 4);
    assert_int_equal(served, before);
    finished++;
    (void)seL4_Wait(client.slot, NULL); /* to be the server: a fault */
    finished++;
    rig_sleep();
}

static void as_fast_as_it_can(void)
{
    struct kaal_client client = {.port = "worker"};

    call_until_there(&client);
    for (unsigned i = 0; i < STORM; i++) {
        assert_int_equal(kaal_call(&client, 1, NULL, 0, NULL, 0), KAAL_OK);
    }
    finish();
}

static void odd_messages(void)
{
    attack(send_odd_messages);
}

static void a_misused_slot(void)
{
    attack(misuse_the_slot);
    assert_int_equal(component_find("left")->state, KAAL_STATE_FAULTED);
    assert_true(trace_has_end(component_id(component_find("left")), KAAL_CAUSE_FAULT));
}

static void a_storm(void)
{
    attack(as_fast_as_it_can);
}

/* --- without a server --- */

static void call_nobody(void)
{
    struct kaal_client client = {.port = "worker"};

    for (unsigned i = 0; i < STORM; i++) {
        assert_int_equal(kaal_call(&client, 1, NULL, 0, NULL, 0), KAAL_ERR_DEAD);
    }
    finish();
}

static void a_storm_on_nobody(void)
{
    struct rig_books before;
    struct rig_books after;
    uint32_t left = 0;

    rig_boot((const struct rig_script[]){{"left", call_nobody}, {0}});
    before = rig_books();
    rig_log_clear();
    rig_run_ms(1000);
    after = rig_books();
    rig_compare_books(&before, &after);
    assert_int_equal(finished, 1);
    assert_false(rig_has_logged("refuse")); /* nobody reads thousands of lines */
    left = component_id(component_find("left"));
    assert_int_equal(trace_refusals(left, KAAL_REQUEST_CHANNEL_OPEN, KAAL_ERR_DEAD), STORM);
    assert_in_range(trace_count(left, KAAL_AUDIT_REFUSE), 1, 5);
    rig_check();
}

/* --- servers --- */

static kaal_err_t ended_with[2];

/* It forgets who called by receiving with the same reply object, answers twice, and nobody. */
static void serve_badly(void)
{
    static const char *const names[] = {"left", "right"};
    uint32_t port = 0;
    seL4_Word badge = 0;

    for (unsigned i = 0; i < KAAL_ARRAY_LENGTH(names); i++) {
        assert_int_equal(kaal_service_open(names[i], &port), KAAL_OK);
    }
    seL4_Send(KAAL_SLOT_REPLY, seL4_MessageInfo_new(KAAL_RPC_ANSWERED, 0, 0, 0));
    for (unsigned i = 0; i < 2; i++) {
        (void)seL4_Recv(KAAL_SLOT_SERVICE, &badge, KAAL_SLOT_REPLY);
        seL4_Send(KAAL_SLOT_REPLY, seL4_MessageInfo_new(KAAL_RPC_ANSWERED, 0, 0, 0));
        seL4_Send(KAAL_SLOT_REPLY, seL4_MessageInfo_new(KAAL_RPC_ANSWERED | 1, 0, 0, 0));
    }
    assert_int_not_equal(
        seL4_MessageInfo_get_label(seL4_Call(KAAL_SLOT_SERVICE, seL4_MessageInfo_new(1, 0, 0, 0))),
        KAAL_RPC_ANSWERED); /* it cannot call itself */
    (void)seL4_Recv(KAAL_SLOT_SERVICE, &badge, KAAL_SLOT_REPLY);
    (void)seL4_Recv(KAAL_SLOT_SERVICE, &badge, KAAL_SLOT_REPLY);
    order = 1;
    rig_sleep();
}

static void call_badly_served(unsigned self)
{
    struct kaal_client client = {.port = "worker"};

    call_until_there(&client);
    rig_wait_ms(30);
    ended_with[self] = kaal_call(&client, 2, NULL, 0, NULL, 0);
    finish();
}

static void call_0(void)
{
    call_badly_served(0);
}

static void call_1(void)
{
    call_badly_served(1);
}

static void end_it(void)
{
    while (*(volatile unsigned *)&order == 0) {
        rig_wait_ms(10);
    }
    rig_wait_ms(50);
    assert_int_equal(finished, 0);
    assert_int_equal(kaal_hold(0, "worker"), KAAL_OK);
    rig_sleep();
}

/* Even one whom the kernel has forgotten is told of the end of such a server. */
static void a_bad_server(void)
{
    rig_boot((const struct rig_script[]){
        {"worker", serve_badly}, {"left", call_0}, {"right", call_1}, {"shell", end_it}, {0}});
    rig_run_ms(500);
    assert_int_equal(order, 1);
    assert_int_equal(finished, 2);
    assert_int_equal(ended_with[0], KAAL_ERR_DEAD);
    assert_int_equal(ended_with[1], KAAL_ERR_DEAD);
    assert_true(trace_has_end(component_id(component_find("worker")), KAAL_CAUSE_ORDER));
    rig_check();
}

/* --- a slot that is another's by now --- */

static unsigned beater_served;

static void serve_beats(void)
{
    struct kaal_received received = {0};
    uint32_t port = 0;

    assert_int_equal(kaal_service_open("left", &port), KAAL_OK);
    for (;;) {
        kaal_receive(&received);
        beater_served += received.events == 0;
        if (received.events == 0) {
            assert_int_equal(kaal_reply(&received, KAAL_OK, NULL, 0), KAAL_OK);
        }
    }
}

static void call_by_an_old_slot(void)
{
    struct kaal_client old = {.port = "worker"};
    struct kaal_client next = {.port = "beater"};

    call_until_there(&old);
    order = 1;
    while (component_find("worker")->state == KAAL_STATE_RUNNING) {
        rig_wait_ms(10);
    }
    rig_wait_ms(30);
    call_until_there(&next);
    assert_int_equal(next.slot, old.slot);
    beater_served = 0;
    assert_int_equal(kaal_call(&old, 1, NULL, 0, NULL, 0), KAAL_ERR_DEAD);
    assert_int_equal(beater_served, 0);
    assert_int_equal(kaal_call(&next, 1, NULL, 0, NULL, 0), KAAL_OK);
    assert_int_equal(beater_served, 1);
    finish();
}

static void hold_it(void)
{
    while (*(volatile unsigned *)&order == 0) {
        rig_wait_ms(10);
    }
    assert_int_equal(kaal_hold(0, "worker"), KAAL_OK);
    rig_sleep();
}

static void an_old_slot(void)
{
    rig_boot((const struct rig_script[]){{"worker", serve},
                                         {"beater", serve_beats},
                                         {"left", call_by_an_old_slot},
                                         {"shell", hold_it},
                                         {0}});
    rig_run_ms(500);
    assert_int_equal(finished, 1);
    rig_check();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(odd_messages),      RIG_TEST(a_misused_slot), RIG_TEST(a_storm),
        RIG_TEST(a_storm_on_nobody), RIG_TEST(a_bad_server),   RIG_TEST(an_old_slot),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
