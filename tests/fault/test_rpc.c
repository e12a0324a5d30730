/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ends of channels for calls and for signals are opened, or nothing of them is there; and they
 * are closed while a client waits in a call, which is then answered, or the log says that it may
 * wait for ever.
 */
#include "trial.h"

#include <kaal/component.h>
#include <kaal/control.h>
#include <kaal/grant.h>
#include <kaal/notification.h>
#include <kaal/rpc.h>

#include "grant/grant.h"
#include "spawn/component.h"

static enum trial_outcome outcome;

/* --- opening --- */

static kaal_err_t open_service(void)
{
    uint32_t port = 0;

    return kaal_service_open("left", &port);
}

static void serve(void)
{
    static struct kaal_received received;

    assert_int_equal(open_service(), KAAL_OK);
    for (;;) {
        kaal_receive(&received);
        assert_int_equal(kaal_reply(&received, KAAL_OK, NULL, 0), KAAL_OK);
    }
}

static kaal_err_t call_first(void)
{
    struct kaal_client client = {.port = "worker"};

    return kaal_call(&client, 1, NULL, 0, NULL, 0);
}

static kaal_err_t open_bell(void)
{
    struct kaal_notification bell = {0};

    return kaal_notification_open(&bell, "bell");
}

static void open_under_trial(const char *name, kaal_err_t (*open)(void))
{
    const struct component *self = component_find(name);
    const struct component state = *self;
    struct rig_books before = rig_books();
    struct rig_books after;
    kaal_err_t err = KAAL_OK;

    rig_log_clear();
    trial_begin();
    err = open();
    trial_end();
    if (!trial_has_come()) {
        assert_int_equal(err, KAAL_OK);
        outcome = TRIAL_DONE_WELL;
        return;
    }
    trial_check();
    outcome = TRIAL_SAID_SO;
    if (err == KAAL_OK) {
        return; /* only the other side could not be told, and the log says so */
    }
    assert_true(rig_has_logged("asks for channel"));
    after = rig_books();
    trial_compare(&before, &after, 0);
    assert_memory_equal(self, &state, sizeof(state));
    assert_int_equal(open(), KAAL_OK);
}

static void try_to_serve(void)
{
    open_under_trial("worker", open_service);
    rig_sleep();
}

static void try_to_call(void)
{
    rig_wait_ms(20);
    open_under_trial("left", call_first);
    rig_sleep();
}

static void open_left_bell(void)
{
    assert_int_equal(open_bell(), KAAL_OK);
    rig_sleep();
}

static void try_right_bell(void)
{
    rig_wait_ms(20);
    open_under_trial("right", open_bell);
    rig_sleep();
}

static enum trial_outcome open_server(void)
{
    rig_boot((const struct rig_script[]){{"worker", try_to_serve}, {0}});
    rig_run_ms(50);
    return outcome;
}

static enum trial_outcome open_client(void)
{
    rig_boot((const struct rig_script[]){{"worker", serve}, {"left", try_to_call}, {0}});
    rig_run_ms(50);
    return outcome;
}

static enum trial_outcome open_notification(void)
{
    rig_boot((const struct rig_script[]){{"left", open_left_bell}, {"right", try_right_bell}, {0}});
    rig_run_ms(50);
    return outcome;
}

/* --- closing --- */

static bool is_called;
static kaal_err_t ended_with;

static void hang(void)
{
    static struct kaal_received received;

    assert_int_equal(open_service(), KAAL_OK);
    kaal_receive(&received);
    is_called = true;
    rig_sleep();
}

static void call_and_wait(void)
{
    rig_wait_ms(20);
    ended_with = (kaal_err_t)UINT16_MAX;
    ended_with = call_first();
    rig_sleep();
}

static void await_call(void)
{
    while (!*(volatile bool *)&is_called) {
        rig_wait_ms(10);
    }
}

static void kill_server(void)
{
    await_call();
    rig_log_clear();
    trial_begin();
    assert_int_equal(kaal_hold(0, "worker"), KAAL_OK);
    trial_end();
    rig_sleep();
}

static void revoke_client(void)
{
    uint32_t id = GRANT_NONE;

    await_call();
    id = grant_first_of(component_find("left")->index);
    while (grant_get(id)->kind != KAAL_GRANT_CHANNEL) {
        id = grant_next_of(id);
    }
    rig_log_clear();
    trial_begin();
    assert_int_equal(kaal_revoke(id), KAAL_OK);
    trial_end();
    rig_sleep();
}

static enum trial_outcome close_while_called(void (*how)(void))
{
    rig_boot((const struct rig_script[]){
        {"worker", hang}, {"left", call_and_wait}, {"shell", how}, {0}});
    rig_run_ms(200);
    assert_true(is_called);
    if (!trial_has_come()) {
        assert_int_equal(ended_with, KAAL_ERR_DEAD);
        return TRIAL_DONE_WELL;
    }
    trial_check();
    assert_true(ended_with == KAAL_ERR_DEAD ||
                rig_has_logged("left may wait for ever for an answer"));
    return TRIAL_SAID_SO;
}

static enum trial_outcome end_server(void)
{
    return close_while_called(kill_server);
}

static enum trial_outcome revoke_end(void)
{
    return close_while_called(revoke_client);
}

static void opening(void **state)
{
    (void)state;
    trial_loop(TRIAL_KERNEL, open_server);
    trial_loop(TRIAL_KERNEL, open_client);
    trial_loop(TRIAL_KERNEL, open_notification);
}

static void allocations(void **state)
{
    (void)state;
    trial_loop(TRIAL_POOL, open_server);
    trial_loop(TRIAL_POOL, open_client);
    trial_loop(TRIAL_POOL, open_notification);
}

static void closing(void **state)
{
    (void)state;
    trial_loop(TRIAL_KERNEL, end_server);
    trial_loop(TRIAL_KERNEL, revoke_end);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opening),
        cmocka_unit_test(allocations),
        cmocka_unit_test(closing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
