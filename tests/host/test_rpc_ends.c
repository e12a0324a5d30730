/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The end of a server, of a client or of the channel between them, while clients wait: it leaves
 * nobody waiting, and those that it does not concern notice nothing.
 */
#include "rig.h"

#include <kaal/component.h>
#include <kaal/control.h>
#include <kaal/grant.h>
#include <kaal/layout.h>
#include <kaal/rpc.h>

#include "grant/grant.h"
#include "spawn/component.h"

#define CLIENTS 3
#define FIRST   1 /* the client that is being served while the others are in the queue */

/* What the server does. */
enum number {
    PING = 1, /* answers with nothing */
    HANG = 2, /* does something else first */
};

static void (*in_hang)(void);          /* ... which is this */
static uint32_t ports[CLIENTS];        /* of the server's ends */
static uint32_t hang_port;             /* by which the first HANG came */
static unsigned hangs;                 /* calls of HANG that were received */
static unsigned lives;                 /* of the server */
static unsigned ready;                 /* clients that have been answered */
static bool is_waiting[CLIENTS];       /* in a call of HANG */
static kaal_err_t ended_with[CLIENTS]; /* what that call came to */
static bool is_served[CLIENTS];        /* ... and the same client was answered afterwards */
static unsigned done;

static void await(const unsigned *count, unsigned wanted)
{
    while (*(volatile const unsigned *)count < wanted) {
        rig_wait_ms(10);
    }
}

static void serve(void)
{
    static const char *const names[CLIENTS] = {"left", "right", "nic"};
    struct kaal_received received = {0};

    lives++;
    for (unsigned i = 0; i < CLIENTS; i++) {
        assert_int_equal(kaal_service_open(names[i], &ports[i]), KAAL_OK);
    }
    for (;;) {
        kaal_receive(&received);
        if (received.number == HANG) {
            hang_port = (hangs == 0) ? received.port : hang_port;
            hangs++;
            in_hang();
        }
        assert_int_equal(kaal_reply(&received, KAAL_OK, NULL, 0), KAAL_OK);
    }
}

/* --- the end of a server --- */

/* A client is in a call when the server ends; it is told, and then the same call succeeds. */
static void wait_for_server(unsigned self)
{
    struct kaal_client client = {.port = "worker"};

    rig_call_until_there(&client, PING);
    ready++;
    await(&ready, CLIENTS);
    is_waiting[self] = true;
    ended_with[self] = kaal_call(&client, HANG, NULL, 0, NULL, 0);
    is_waiting[self] = false;
    rig_call_until_there(&client, PING);
    is_served[self] = true;
    rig_sleep();
}

static void wait_0(void)
{
    wait_for_server(0);
}

static void wait_1(void)
{
    wait_for_server(1);
}

static void wait_2(void)
{
    wait_for_server(2);
}

static void await_hang(void)
{
    await(&hangs, 1);
    rig_wait_ms(30);
    assert_true(is_waiting[0] && is_waiting[1] && is_waiting[2]);
}

static void kill_it(void)
{
    await_hang();
    assert_int_equal(kaal_kill(0, "worker"), KAAL_OK);
    rig_sleep();
}

static void restart_it(void)
{
    await_hang();
    assert_int_equal(kaal_restart(0, "worker"), KAAL_OK);
    rig_sleep();
}

static void replace_it(void)
{
    await_hang();
    assert_int_equal(kaal_replace(0, "worker", "sample"), KAAL_OK);
    rig_sleep();
}

static void hold_it(void)
{
    await_hang();
    assert_int_equal(kaal_hold(0, "worker"), KAAL_OK);
    rig_wait_ms(50);
    assert_false(is_waiting[0] || is_waiting[1] || is_waiting[2]);
    assert_int_equal(kaal_restart(0, "worker"), KAAL_OK);
    rig_sleep();
}

static uint32_t service_grant(unsigned client)
{
    uint32_t id = grant_first_of(component_find("worker")->index);

    while (grant_get(id)->kind != KAAL_GRANT_CHANNEL || grant_get(id)->resource != ports[client]) {
        id = grant_next_of(id);
    }
    return id;
}

static void cause_a_fault(void)
{
    rig_wait_ms(50);
    (void)host_store(0, "x", 1);
}

static void leave(void)
{
    rig_wait_ms(50);
    kaal_exit(1);
}

static void only_watch(void)
{
    await_hang();
    rig_sleep();
}

static void end_server(void (*how)(void), void (*shell)(void))
{
    in_hang = how;
    rig_boot((const struct rig_script[]){{"worker", serve},
                                         {"left", wait_0},
                                         {"right", wait_1},
                                         {"nic", wait_2},
                                         {"shell", shell},
                                         {0}});
    rig_run_ms(1000);
    assert_int_equal(hangs, 1);
    assert_int_equal(lives, 2);
    for (unsigned i = 0; i < CLIENTS; i++) {
        assert_int_equal(ended_with[i], KAAL_ERR_DEAD);
        assert_true(is_served[i]);
    }
    rig_check();
}

static void killed(void)
{
    end_server(rig_sleep, kill_it);
}

static void restarted(void)
{
    end_server(rig_sleep, restart_it);
}

static void replaced(void)
{
    end_server(rig_sleep, replace_it);
}

static void held(void)
{
    end_server(rig_sleep, hold_it);
}

static void faulted(void)
{
    end_server(cause_a_fault, only_watch);
}

static void exited(void)
{
    end_server(leave, only_watch);
}

/* --- one of several ends --- */

/* Those that are not revoked are answered by the server when it goes on. */
static bool may_go_on;
static void (*revoke_one)(void);

static void hang_for_a_while(void)
{
    while (!*(volatile bool *)&may_go_on) {
        rig_wait_ms(10);
    }
}

static void wait_once(unsigned self)
{
    struct kaal_client client = {.port = "worker"};

    rig_call_until_there(&client, PING);
    ready++;
    await(&ready, CLIENTS);
    is_waiting[self] = true;
    ended_with[self] = kaal_call(&client, HANG, NULL, 0, NULL, 0);
    is_waiting[self] = false;
    rig_sleep();
}

static void once_0(void)
{
    wait_once(0);
}

static void once_1(void)
{
    wait_once(1);
}

static void once_2(void)
{
    wait_once(2);
}

static uint32_t client_grant(const char *name)
{
    uint32_t id = grant_first_of(component_find(name)->index);

    while (grant_get(id)->kind != KAAL_GRANT_CHANNEL || grant_get(id)->b != KAAL_CHANNEL_RPC) {
        id = grant_next_of(id);
    }
    return id;
}

static void revoke_right(void)
{
    assert_int_equal(kaal_revoke(client_grant("right")), KAAL_OK);
}

static void revoke_nic(void)
{
    assert_int_equal(kaal_revoke(client_grant("nic")), KAAL_OK);
}

static void revoke_service_of_right(void)
{
    assert_int_equal(kaal_revoke(service_grant(FIRST)), KAAL_OK);
}

static void revoke_service_of_nic(void)
{
    assert_int_equal(kaal_revoke(service_grant(2)), KAAL_OK);
}

static void kill_right(void)
{
    assert_int_equal(kaal_kill(0, "right"), KAAL_OK);
}

static void kill_nic(void)
{
    assert_int_equal(kaal_kill(0, "nic"), KAAL_OK);
}

static void revoke_and_let_go_on(void)
{
    await_hang();
    revoke_one();
    rig_wait_ms(20);
    done += (unsigned)is_waiting[0] + is_waiting[1] + is_waiting[2];
    may_go_on = true;
    rig_sleep();
}

/* Exactly one of the three loses its end, and the others notice nothing. */
static void lose_one(void (*how)(void), unsigned who, bool is_killed)
{
    in_hang = hang_for_a_while;
    revoke_one = how;
    rig_boot((const struct rig_script[]){{"worker", serve},
                                         {"left", once_0},
                                         {"right", once_1},
                                         {"nic", once_2},
                                         {"shell", revoke_and_let_go_on},
                                         {0}});
    rig_run_ms(1000);
    assert_int_equal(done, is_killed ? 3 : 2);
    assert_int_equal(lives, 1);
    assert_int_equal(hang_port, ports[FIRST]);
    for (unsigned i = 0; i < CLIENTS; i++) {
        if (i != who) {
            assert_int_equal(ended_with[i], KAAL_OK);
        } else if (!is_killed) {
            assert_int_equal(ended_with[i], KAAL_ERR_DEAD);
        }
    }
    rig_check();
}

static void revoked_at_once(void)
{
    lose_one(revoke_right, FIRST, false);
}

static void revoked_in_the_queue(void)
{
    lose_one(revoke_nic, 2, false);
}

static void service_revoked_at_once(void)
{
    lose_one(revoke_service_of_right, FIRST, false);
}

static void service_revoked_in_the_queue(void)
{
    lose_one(revoke_service_of_nic, 2, false);
}

static void client_killed_at_once(void)
{
    lose_one(kill_right, FIRST, true);
}

static void client_killed_in_the_queue(void)
{
    lose_one(kill_nic, 2, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(killed),
        RIG_TEST(restarted),
        RIG_TEST(replaced),
        RIG_TEST(held),
        RIG_TEST(faulted),
        RIG_TEST(exited),
        RIG_TEST(revoked_at_once),
        RIG_TEST(revoked_in_the_queue),
        RIG_TEST(service_revoked_at_once),
        RIG_TEST(service_revoked_in_the_queue),
        RIG_TEST(client_killed_at_once),
        RIG_TEST(client_killed_in_the_queue),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
